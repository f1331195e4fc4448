// What every journey stands on: a desk on a copy of the demonstration's database, people who sign in, what they do over and over.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { inspect, launch, open, signIn, startDesk } from './harness.mjs';

export const PASSWORD = 'Banjie-2026';
export const CASES = '/ledgers/building-violations.violation';
/** A small picture, as a phone might take it. */
export const PICTURE = { name: '现场.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') };

const demo = process.env.BANJIE_DEMO_DB;

/** One journey: `tell(stage)` registers tests; `stage` holds browser and desk once they run. */
export function journey(title, tell) {
  const stage = new Stage();
  describe(title, { skip: demo ? false : 'BANJIE_DEMO_DB names no database' }, () => {
    before(() => stage.rise());
    after(() => stage.fall());
    tell(stage);
  });
}

/** The test at a desk and on a phone. */
export function everywhere(title, run) {
  for (const [way, options] of [['desk', {}], ['phone', { phone: true }]]) test(`${title} (${way})`, () => run(options, way));
}

class Stage {
  async rise() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'banjie-journey-'));
    this.db = path.join(this.folder, 'banjie.db');
    for (const ending of ['', '.key']) if (fs.existsSync(demo + ending)) fs.copyFileSync(demo + ending, this.db + ending);
    this.browser = await launch();
    this.since = Date.now();
    this.desk = await startDesk({ db: this.db });
  }

  async fall() {
    await this.browser?.close();
    await this.desk?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** The program is killed as by a power cut and started again where it was. */
  async crash() {
    await this.desk.kill();
    this.desk = await startDesk({ db: this.db, port: this.desk.port });
  }

  url(at) { return `${this.desk.url}${at}`; }

  /** Somebody signs in, in a browser of his own. */
  async enter(account, options = {}) {
    const page = await open(this.browser, options);
    await signIn(page, this.desk.url, account, PASSWORD);
    return page;
  }

  /** Somebody who does not sign in. */
  async visit(at, options = {}) {
    const page = await open(this.browser, options);
    await page.goto(this.url(at));
    return page;
  }
}

/** Whatever sends the page on, and the page that comes. */
export async function follow(page, act) {
  await Promise.all([page.waitForNavigation(), act()]);
}

/** Follows a link of the page's content by its words. */
export async function walk(page, words) {
  await follow(page, () => page.locator('main').getByRole('link', { name: words }).first().click());
}

/** Sends the form by its main button. */
export async function send(page) {
  await follow(page, () => page.click('main form .form-foot button.button-primary, main form button.button-primary'));
}

/** Presses a button of the content by its words. */
export async function press(page, words) {
  await follow(page, () => page.locator('main').getByRole('button', { name: words }).first().click());
}

/** The page says all of it. */
export async function says(page, ...words) {
  const text = (await page.textContent('body')).replace(/\s+/g, ' ');
  for (const word of words) assert.ok(word instanceof RegExp ? word.test(text) : text.includes(word), `${page.url()} does not say ${word}: ${(await page.textContent('main')).replace(/\s+/g, ' ').slice(0, 600)}`);
}

/** Goes there and looks at it, as `inspect` does; the refusals one has provoked are no noise afterwards. */
export async function see(page, name, options = {}) {
  await inspect(page, name, options);
  page.noise.length = 0;
}

/** The file the act makes the page send. A browser calls a page that became a download aborted: that is no noise. */
export async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  const bytes = fs.readFileSync(await file.path());
  page.noise = page.noise.filter((line) => !line.includes(file.url()));
  return bytes;
}

/** Fills inputs and choices by their names. */
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = page.locator(`main [name="${name}"]`).first();
    if (await input.evaluate((element) => element.tagName === 'SELECT')) await input.selectOption(value);
    else await input.fill(value);
  }
}

/** Registers a case as its inspector does, and answers its address. */
export async function register(page, stage, site, more = {}) {
  await page.goto(stage.url(`${CASES}/new`));
  await fill(page, { site, kind: 'rooftop', found_on: '2026-01-04', party: '陈国栋', area: '36.5', ...more });
  await send(page);
  return new URL(page.url()).pathname;
}

/** The code an authenticator shows (RFC 6238): a base-32 secret, 30 seconds, 6 digits. `ahead`: steps from the machine's time. */
export function totp(secret, seconds, ahead = 0) {
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30) + ahead));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[mac.length - 1] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
