// A list in daily use: filtered, kept as a view, ordered, paged, assigned in bulk, found by pinyin; workbooks go in and out.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CASES, download, everywhere, fill, follow, journey, says, see, send, walk } from './journey.mjs';
import { cells, withCells } from './workbook.mjs';

/** The body of the list. */
const rows = (page) => page.locator('main table tbody tr');

/** Opens the filters where they are folded. */
async function unfold(page, words) {
  const summary = page.locator('main summary', { hasText: words }).first();
  if (!(await summary.evaluate((element) => element.parentElement.open))) await summary.click();
}

journey('a list', (stage) => {
  everywhere('is filtered, kept as a view, ordered and paged', async (options, way) => {
    const page = await stage.enter('dc-1', options);
    await page.goto(stage.url(`${CASES}?view=all`));
    const first = await rows(page).first().textContent();
    await see(page, 'journey-list');
    await follow(page, () => page.locator('main').getByRole('link', { name: '下一页' }).first().click());
    assert.notEqual(await rows(page).first().textContent(), first);
    await follow(page, () => page.locator('main').getByRole('link', { name: '上一页' }).first().click());
    assert.equal(await rows(page).first().textContent(), first);
    await unfold(page, '筛选');
    await fill(page, { state: 'found', kind: 'rural_house', sort: 'number' });
    await see(page, 'journey-list-filters');
    await follow(page, () => page.getByRole('button', { name: '应用筛选' }).click());
    await says(page, '状态：发案', '类型：农村个人建房');
    assert.match(page.url(), /sort=number/);
    assert.ok(await rows(page).count() > 0);
    await unfold(page, '保存为视图');
    await page.locator('main form[action$="/views"] input[name="name"]').last().fill(`农房发案${way}`);
    await follow(page, () => page.locator('main form[action$="/views"]').last().getByRole('button', { name: '保存' }).click());
    await page.goto(stage.url(CASES));
    await walk(page, `农房发案${way}`);
    await says(page, '状态：发案', '类型：农村个人建房');
    await see(page, 'journey-list-view');
    await page.context().close();
  });

  everywhere('is assigned several at once', async (options) => {
    const page = await stage.enter('wz-oh-jz', options);
    await page.goto(stage.url(`${CASES}?state=found`));
    const boxes = page.locator('main table tbody input[type=checkbox]');
    for (const at of [0, 1, 2]) await boxes.nth(at).check();
    await see(page, 'journey-bulk-chosen');
    await follow(page, () => page.locator('button[name="do"][value="assign"]').click());
    await says(page, '指派', '3');
    await fill(page, { handler: 'wz-oh-jc1' });
    await see(page, 'journey-bulk-assign');
    await send(page);
    await page.waitForFunction(() => /已办|逐条结果/.test(document.querySelector('main').textContent));
    await see(page, 'journey-bulk-done');
    await page.goto(stage.url(`${CASES}?state=found&handler=wz-oh-jc1`));
    assert.equal(await rows(page).count(), 3);
    await page.context().close();
  });

  everywhere('is searched by pinyin initials', async (options) => {
    const page = await stage.enter('wz-oh-jc1', options);
    await page.goto(stage.url('/search?q=csjdxac'));
    await says(page, '茶山街道霞岙村');
    await see(page, 'journey-search');
    await walk(page, /茶山街道霞岙村/);
    await says(page, '茶山街道霞岙村');
    await page.goto(stage.url('/search?q=zzzzqqq'));
    await see(page, 'journey-search-nothing');
    await page.context().close();
  });

  test('takes a workbook: a bad one comes back marked, corrected it goes in, and the list goes out again masked', async () => {
    const page = await stage.enter('wz-oh-jz');
    await page.goto(stage.url(CASES));
    await walk(page, '导入');
    await see(page, 'journey-import');
    const template = await download(page, () => page.getByRole('link', { name: '下载空白模板' }).click());
    const heads = cells(template)[0];
    const row = (values) => heads.map((head) => values[head.replace(/[*＊（(].*$/, '').trim()] ?? '');
    const good = { 地点: '导入路1号', 类型: '楼顶违法建设', 发案日期: '2026-01-04', 当事人: '林晓红', 违法建筑面积: '20' };
    const send_ = async (values, name) => {
      await page.setInputFiles('input[type=file]', { name, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: withCells(template, values.map(row)) });
      await follow(page, () => page.getByRole('button', { name: '检查' }).click());
      await page.waitForFunction(() => !document.querySelector('main').textContent.includes('正在处理'));
    };
    await send_([good, { ...good, 地点: '导入路2号', 违法建筑面积: '很大' }], '案件.xlsx');
    await says(page, '问题', '很大');
    await see(page, 'journey-import-faults', { expected: [/422/] });
    const marked = await download(page, () => page.locator('main a[href*="/files/"]').first().click());
    assert.ok(cells(marked).flat().some((cell) => cell.includes('很大')), 'the marked workbook holds what was sent');
    await page.goto(stage.url(`${CASES}/import`));
    await send_([good, { ...good, 地点: '导入路2号' }], '案件.xlsx');
    await says(page, '新增', '2');
    await see(page, 'journey-import-checked');
    await send(page);
    await page.waitForFunction(() => !document.querySelector('main').textContent.includes('正在处理'));
    await see(page, 'journey-import-done');
    await page.goto(stage.url(`${CASES}?q=${encodeURIComponent('导入路')}`));
    assert.equal(await rows(page).count(), 2);
    await walk(page, '导出');
    await see(page, 'journey-export');
    const out = cells(await download(page, () => page.getByRole('button', { name: '导出', exact: true }).click())).flat();
    assert.ok(out.includes('导入路1号'));
    assert.ok(out.some((cell) => /^林\*红$/.test(cell)) && !out.includes('林晓红'), 'names are masked');
    await page.context().close();
  });
});
