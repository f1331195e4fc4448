// The sample pages in a real browser: how they look, stand, and answer to keys.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { inspect, launch, open, pressOn, quiet, serveFolder, settled, shot, tabTo, until } from './harness.mjs';

const folder = process.env.BANJIE_GALLERY;
const names = fs.readdirSync(folder).filter((file) => file.endsWith('.html')).map((file) => file.slice(0, -5));
let browser;
let site;

before(async () => { browser = await launch(); site = await serveFolder(folder); });
after(async () => { await browser?.close(); await site?.stop(); });

/** A sample page, shown; closed with its context afterwards. */
async function on(name, options, act) {
  const page = await open(browser, options);
  try {
    await page.goto(`${site.url}/${name}.html`);
    if (options.script !== false) await settled(page);
    await act(page);
  } finally {
    await page.context().close();
  }
}

describe('every sample page is quiet, fits and is accessible', () => {
  for (const [way, options] of Object.entries({ light: {}, dark: { dark: true }, contrast: { contrast: true }, phone: { phone: true }, plain: { script: false } })) {
    test(way, async (t) => {
      for (const name of way === 'contrast' ? ['list', 'case-late', 'form-errors', 'board'] : names) {
        await t.test(name, () => on(name, options, async (page) => {
          if (way === 'plain') { quiet(page); await shot(page, `${name}-plain`); } else await inspect(page, `${name}-${way}`);
        }));
      }
    });
  }
  test('at 200 % zoom (720 px) and at 320 px nothing scrolls sideways', async () => {
    for (const name of names) {
      for (const width of [720, 320]) {
        await on(name, { viewport: { width, height: 600 } }, async (page) => {
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(over <= 0, `${name} at ${width} is ${over} px too wide`);
        });
      }
    }
  });
});

describe('keys', () => {
  test('/ goes to the search, and typing there is typing', () => on('list', {}, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('c?j');
    assert.equal(await page.inputValue('#search'), 'c?j');
    assert.match(page.url(), /list\.html$/);
  }));
  test('j and k move through the rows, x selects, Enter opens', () => on('list', {}, async (page) => {
    for (const key of ['j', 'j', 'j', 'k', 'x']) await page.keyboard.press(key);
    assert.equal(await page.locator('tr.row-now').getAttribute('data-href'), '/cases/1');
    assert.equal(await page.locator('.selection-bar b[data-count]').textContent(), '1');
    await page.keyboard.press('Escape');
    await page.locator('tr.row-now a.row-link').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/cases/1');
  }));
  test('? shows the keys, Escape closes them', () => on('work', {}, async (page) => {
    await page.keyboard.press('?');
    assert.ok(await page.locator('#key-help').isVisible());
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('#key-help').isVisible()));
  }));
  test('c creates', () => on('work', {}, async (page) => {
    await page.keyboard.press('c');
    await page.waitForURL('**/new');
  }));
  test('the first stop of Tab skips to the text', () => on('case', {}, async (page) => {
    assert.equal(await tabTo(page, page.locator('.skip')), 1);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  }));
  test('why an action is closed opens with the keyboard', () => on('case', {}, async (page) => {
    await pressOn(page, page.locator('.why > summary'));
    assert.ok(await page.getByText('《中华人民共和国城乡规划法》第六十四条').isVisible());
    await shot(page, 'case-why');
  }));
});

describe('lists', () => {
  test('all rows of the page are selected at once and counted', () => on('list', {}, async (page) => {
    assert.ok(!(await page.locator('.selection-bar').isVisible()));
    await page.check('[data-select-all]');
    assert.equal(await page.locator('[data-count]').textContent(), '25');
    await page.uncheck('tbody tr:nth-child(2) .check input');
    assert.equal(await page.locator('[data-select-all]').evaluate((box) => box.indeterminate), true);
    await shot(page, 'list-selected', { full: false });
  }));
  test('the filter form and the columns open and close', () => on('list', {}, async (page) => {
    await page.click('.filter-form > summary');
    await shot(page, 'list-filter', { full: false });
    await page.click('.column-chooser > summary');
    assert.ok(!(await page.locator('.filter-form form').isVisible()));
    await shot(page, 'list-columns', { full: false });
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('.column-chooser form').isVisible()));
  }));
  test('without JavaScript the bar of actions stands there', () => on('list', { script: false }, async (page) => {
    assert.ok(await page.locator('.selection-bar').isVisible());
  }));
});

describe('forms', () => {
  test('the summary of errors has the focus and leads to the fields', () => on('form-errors', {}, async (page) => {
    assert.ok(await page.evaluate(() => document.activeElement.classList.contains('error-summary')));
    await page.getByRole('link', { name: /当事人身份证号/ }).click();
    assert.equal(await page.evaluate(() => document.activeElement.name), 'party_id');
    await page.getByRole('link', { name: /第 2 行/ }).click();
    assert.equal(await page.evaluate(() => document.activeElement.name), 'people[1].paid');
  }));
  test('what is typed is kept as a draft, and leaving before asks', () => on('form', {}, async (page) => {
    await page.fill('[name="site"]', '中山大道 120 号');
    let asked = 0;
    page.on('dialog', (dialog) => { asked += 1; dialog.dismiss(); });
    await page.evaluate(() => { location.href = '/work.html'; });
    await until(() => asked === 1, 'leaving asks');
    await page.waitForFunction(() => document.querySelector('.draft-state').textContent.includes('草稿已保存'));
    const draft = site.posts.findLast((post) => post.path === '/drafts/new');
    assert.equal(new URLSearchParams(draft.body).get('site'), '中山大道 120 号');
    assert.equal(draft.headers['x-csrf'], 'sample-token');
  }));
  test('what cannot be undone is asked first', () => on('form', {}, async (page) => {
    const before = site.posts.length;
    await page.click('button[data-confirm]');
    await shot(page, 'form-confirm', { full: false });
    await page.click('dialog[open] button[value="no"]');
    assert.equal(site.posts.filter((post) => post.path === '/cases').length, site.posts.slice(0, before).filter((post) => post.path === '/cases').length);
    await page.click('button[data-confirm]');
    const sent = page.waitForRequest((request) => request.url().endsWith('/cases'));
    await page.click('dialog[open] button[value="yes"]');
    assert.match((await sent).postData(), /name="do"\r\n\r\ndiscard/);
  }));
  test('what is typed finds suggestions from the server', () => on('form', {}, async (page) => {
    await page.route('**/api/orgs?q=*', (route) => route.fulfill({ json: [{ key: '刘三姐镇国土规划所', title: '刘三姐镇（lsj）' }] }));
    await page.fill('[name="unit"]', '刘');
    await page.waitForFunction(() => document.querySelector('[name="unit"]').list.options[0]?.value === '刘三姐镇国土规划所');
  }));
  test('a form is sent once however often it is pressed', () => on('form', {}, async (page) => {
    const count = () => site.posts.filter((post) => post.path === '/cases').length;
    const before = count();
    await page.evaluate(() => {
      const button = document.querySelector('.form-foot .button-primary');
      button.click();
      button.click();
    });
    await page.waitForURL('**/sent.html');
    assert.equal(count(), before + 1);
  }));
  test('a point is picked on the map', () => on('form', {}, async (page) => {
    const before = await page.inputValue('[name="place.lng"]');
    await page.click('.place-map > summary');
    await page.locator('.place-map .leaflet-container').click({ position: { x: 60, y: 60 } });
    const now = await page.inputValue('[name="place.lng"]');
    assert.notEqual(now, before);
    assert.ok(Math.abs(Number(now) - Number(before)) < 1);
    await page.locator('.place-map').scrollIntoViewIfNeeded();
    await shot(page, 'form-map', { full: false });
    quiet(page);
  }));
});

describe('the shell', () => {
  test('appearance changes at once and is sent', () => on('work', {}, async (page) => {
    await page.click('.me > summary');
    await shot(page, 'me', { full: false });
    await page.click('button[name="theme"][value="dark"]');
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(21, 24, 28)');
    await until(() => site.posts.some((post) => post.path === '/account/theme' && new URLSearchParams(post.body).get('theme') === 'dark'), 'the choice of dark is sent');
  }));
  for (const script of [true, false]) {
    test(`on a phone the navigation opens ${script ? 'with' : 'without'} JavaScript`, () => on('work', { phone: true, script }, async (page) => {
      assert.ok(!(await page.locator('.side').isVisible()));
      await page.click('.nav-toggle > summary');
      assert.ok(await page.locator('.side').isVisible());
      await shot(page, `menu-${script}`, { full: false });
    }));
  }
});

describe('drawings', () => {
  test('charts are drawn, their tables fold away', () => on('figure', {}, async (page) => {
    await page.waitForSelector('.chart.drawn canvas');
    assert.equal(await page.locator('.chart-table[open]').count(), 0);
    await page.mouse.move(500, 450);
    await page.waitForTimeout(300);
    await shot(page, 'figure-tooltip', { full: false });
    quiet(page);
  }));
  test('without JavaScript the table stands in place of the chart', () => on('figure', { script: false }, async (page) => {
    assert.ok(await page.locator('.chart-table table').first().isVisible());
  }));
  test('points stand on the map over degrees, a click tells about one', () => on('board', {}, async (page) => {
    await page.waitForSelector('.map .map-pin');
    assert.equal(await page.locator('.map .map-pin').count(), 3);
    assert.ok((await page.locator('.map-degree').count()) > 4);
    await page.locator('.map .map-pin-late').click();
    assert.ok(await page.locator('.leaflet-popup-content a').isVisible());
    await page.locator('.map').scrollIntoViewIfNeeded();
    await shot(page, 'board-map', { full: false });
    quiet(page);
  }));
  test('a mark in the text of a report and its finding show each other', () => on('report', {}, async (page) => {
    await page.click('#mark-c');
    assert.ok(await page.locator('#note-c.on').isVisible());
    await shot(page, 'report-marked', { full: false });
  }));
});

test('a case prints without navigation', () => on('case', {}, async (page) => {
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.locator('.side').isVisible()));
  assert.ok(await page.locator('.ruler').isVisible());
  await shot(page, 'case-print');
}));
