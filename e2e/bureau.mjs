// A small demonstration bureau to run the journeys on: the packages with fewer sample records, so that a debug build makes it in seconds.
//
//   node e2e/bureau.mjs PACKAGES FOLDER      copies the packages to FOLDER, with the samples made small

import fs from 'node:fs';
import path from 'node:path';

/** Packages the journeys need; the rest would only cost time. */
const WANTED = ['orgs', 'building-violations', 'registers', 'campus-hazards', 'manuscripts', 'petitions', 'tech-commissioners'];
/** Packages whose records are kept, as a part of what the sample says. */
const SHARE = { 'building-violations': 1 / 12 };
/** Samples kept whole where the rest of a package's are left out. */
const KEPT = ['19-next-round.toml'];

const [from, to] = process.argv.slice(2);
fs.rmSync(to, { recursive: true, force: true });
for (const name of WANTED.filter((one) => fs.existsSync(path.join(from, one)))) {
  const folder = path.join(to, name);
  fs.cpSync(path.join(from, name), folder, { recursive: true });
  // Published figures hold for the whole sample only; scenarios have tests of their own.
  for (const part of ['stated', 'scenarios']) fs.rmSync(path.join(folder, part), { recursive: true, force: true });
  shrink(path.join(folder, 'samples'), SHARE[name]);
}

/** Organisations and people (0?-*.toml) stay whole. */
function shrink(samples, share) {
  if (!fs.existsSync(samples)) return;
  for (const file of fs.readdirSync(samples).filter((one) => !one.startsWith('0'))) {
    const at = path.join(samples, file);
    if (share === undefined) { if (!KEPT.includes(file)) fs.rmSync(at); continue; }
    const text = fs.readFileSync(at, 'utf8');
    const fewer = text.replace(/^(orgs = \{)(.*)\}$/gm, (_, head, orgs) => `${head}${orgs.replace(/= (\d+)/g, (__, n) => `= ${Math.ceil(n * share)}`)}}`);
    fs.writeFileSync(at, fewer.replace(/\n\[\[totals\]\][^[]*(?=\n\[|$)/g, '\n').replace(/\n\[\[totals\]\][\s\S]*$/, '\n'));
  }
}
