// A case in a real browser, on a copy of the demonstration's database (BANJIE_DEMO_DB): child rows without scripts, two people at
// one record, drafts, and every page of a case accessible at a desk and on a phone.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { inspect, launch, open, signIn, startDesk, until } from './harness.mjs';

const demo = process.env.BANJIE_DEMO_DB;
const PASSWORD = 'Banjie-2026';
const CASES = '/ledgers/building-violations.violation';
const INSPECTIONS = '/ledgers/campus-hazards.inspection';
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
let browser;
let desk;
let folder;

/** Sends the form by its main button and waits for the answer. */
async function send(page) {
  await Promise.all([page.waitForLoadState('load'), page.waitForNavigation(), page.click('.form-foot button.button-primary')]);
}

async function enter(account, options = {}) {
  const page = await open(browser, options);
  await signIn(page, desk.url, account, PASSWORD);
  return page;
}

/** Registers a case as an inspector does and answers its address. */
async function register(page, site) {
  await page.goto(`${desk.url}${CASES}/new`);
  await page.fill('[name="site"]', site);
  await page.selectOption('[name="kind"]', 'rooftop');
  await page.fill('[name="found_on"]', '2026-01-04');
  await page.fill('[name="party"]', '陈国栋');
  await page.fill('[name="area"]', '36.5');
  await send(page);
  return new URL(page.url()).pathname;
}

describe('a case', { skip: demo ? false : 'BANJIE_DEMO_DB names no database' }, () => {
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'banjie-cases-'));
    for (const ending of ['', '.key']) fs.copyFileSync(demo + ending, path.join(folder, `banjie.db${ending}`));
    browser = await launch();
    desk = await startDesk({ db: path.join(folder, 'banjie.db') });
  });
  after(async () => { await browser?.close(); await desk?.stop(); fs.rmSync(folder, { recursive: true, force: true }); });

  test('child rows are added, removed and corrected without scripts, and each becomes a record', async () => {
    const page = await enter('yx-aq3', { script: false });
    await page.goto(`${desk.url}${INSPECTIONS}/new`);
    await page.selectOption('[name="kind"]', { index: 2 });
    for (const [name, text] of [['school', 'yx-n003'], ['made_on', '2026-01-04'], ['team', '严海平、方丽娟'], ['team_size', '2']]) await page.fill(`[name="${name}"]`, text);
    await send(page);
    const record = page.url();
    await page.goto(`${record}/act/conclude`);
    for (const row of [0, 1, 2]) {
      await Promise.all([page.waitForNavigation(), page.click('button[value="add:findings"]')]);
      assert.equal(await page.inputValue(`[name="findings[${row}].serious"]`), '否', 'a new row begins with its defaults');
      await page.selectOption(`[name="findings[${row}].kind"]`, { index: 1 + row });
      await page.fill(`[name="findings[${row}].spot"]`, `教学楼${row}`);
      await page.fill(`[name="findings[${row}].problem"]`, `灭火器过期${row}`);
    }
    await Promise.all([page.waitForNavigation(), page.click('button[value="remove:findings:1"]')]);
    assert.equal(await page.inputValue('[name="findings[1].problem"]'), '灭火器过期2');
    await page.fill('[name="findings[1].spot"]', '');
    await page.setInputFiles('input[type=file][name="photos"]', { name: '现场.png', mimeType: 'image/png', buffer: PICTURE });
    await send(page);
    assert.equal(await page.locator('.error-summary li').count(), 1, 'one fault, linked to its cell');
    await page.fill('[name="findings[1].spot"]', '操场');
    await send(page);
    assert.equal(page.url(), record);
    const words = await page.textContent('main');
    for (const word of ['由本件产生', '操场', '现场.png']) assert.ok(words.includes(word), word);
    await page.context().close();
  });

  test('who saves second sees what changed and keeps his input', async () => {
    const [one, two] = [await enter('wz-st-jz'), await enter('dc-1')];
    const path = await register(one, '冲突路1号');
    await one.goto(`${desk.url}${path}/edit`);
    await two.goto(`${desk.url}${path}/edit`);
    await one.fill('[name="floors"]', '7');
    await send(one);
    await two.fill('[name="floors"]', '8');
    await send(two);
    assert.ok((await two.textContent('main')).includes('别人改动了这条记录'));
    assert.equal(await two.inputValue('[name="floors"]'), '8');
    await inspect(two, 'case-conflict', { expected: [/409/] });
    await send(two);
    assert.ok((await two.textContent('main')).includes('8'));
    for (const page of [one, two]) await page.context().close();
  });

  test('what is typed is kept by itself and offered again', async () => {
    const page = await enter('wz-st-jz');
    await page.goto(`${desk.url}${CASES}/new`);
    await page.fill('[name="site"]', '草稿路8号');
    await until(async () => (await page.textContent('.draft-state')).includes('草稿已保存'), 'the draft is kept');
    const other = await enter('wz-st-jz');
    await other.goto(`${desk.url}${CASES}/new`);
    await inspect(other, 'case-draft-offer');
    await Promise.all([other.waitForNavigation(), other.click('text=恢复草稿')]);
    assert.equal(await other.inputValue('[name="site"]'), '草稿路8号');
    await other.goto(`${desk.url}/drafts`);
    await inspect(other, 'drafts');
    for (const one of [page, other]) await one.context().close();
  });

  for (const [way, options] of Object.entries({ desk: {}, phone: { phone: true }, dark: { dark: true } })) {
    test(`every page of a case: ${way}`, async () => {
      const page = await enter('wz-st-jz', options);
      const path = await register(page, `页面路${way}号`);
      for (const [name, end, expected] of [['page', ''], ['edit', '/edit'], ['act', '/act/hand_over'], ['assign', '/assign'], ['plain', '/plain'], ['history', '/history'], ['closed', '/act/close', [/409/]]]) {
        await page.goto(`${desk.url}${path}${end}`);
        await inspect(page, `case-${name}-${way}`, { expected });
        page.noise.length = 0;
      }
      await page.context().close();
    });
  }
});
