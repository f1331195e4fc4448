// Printed paper: a PDF that was downloaded is read page by page as its reader sees it, and kept as pictures for people to look at.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The words of every page, without blanks. The file and a picture of each page are kept among the pictures under this name. */
export function pages(bytes, name) {
  assert.equal(bytes.subarray(0, 5).toString(), '%PDF-', `${name} is no PDF`);
  const folder = process.env.BANJIE_SHOTS ?? 'shots';
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.pdf`);
  fs.writeFileSync(file, bytes);
  execFileSync('pdftoppm', ['-r', '60', '-png', file, path.join(folder, name)]);
  const count = Number(/^Pages:\s+(\d+)$/m.exec(execFileSync('pdfinfo', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[1]);
  const words = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
  assert.equal(words.length, count, 'every page is read');
  return words.map((page) => page.replace(/\s+/g, ''));
}
