// What goes out on paper: a document of one case, the same document of many in one file, both as PDF.

import assert from 'node:assert/strict';

import { pages } from './papers.mjs';
import { CASES, download, everywhere, fill, follow, journey, register, says, see, send, walk } from './journey.mjs';

/** Everything that is to stand on the page does, whatever the lines broke. */
function stands(page, ...words) {
  for (const word of words) assert.ok(page.includes(word), `${word} is not printed: ${page}`);
}

journey('paper', (stage) => {
  everywhere('of one case is printed with its number and its receipt, as PDF and as Word', async (options, way) => {
    const page = await stage.enter('wz-oh-jc1', options);
    const at = await register(page, stage, `停工路${way}1号`, { area: '1236.5' });
    await walk(page, /^责令停止建设$/);
    await send(page);
    await says(page, '责令停止建设通知书');
    const form = page.locator('form[action$="/print/stop-order"]');
    const paper = pages(await download(page, () => form.locator('button[value="pdf"]').click()), `paper-case-${way}`);
    assert.equal(paper.length, 3, 'the document on two pages, and its receipt');
    stands(paper[0], '瓯海', '责令停止建设通知书', '规监停〔2026〕', `停工路${way}1号`, '陈国栋', '1236.5平方米');
    stands(paper[1], '联系人：', '瓯海分局', '2026年1月');
    stands(paper[2], '送达回证', '责令停止建设通知书', '陈国栋', /规监停〔2026〕\d+号/.exec(paper[0])[0]);
    const word = await download(page, () => form.locator('button:not([value="pdf"])').click());
    assert.equal(word.subarray(0, 2).toString(), 'PK');
    await page.goto(stage.url(at));
    await says(page, '打印过');
    await page.context().close();
  });

  everywhere('of many cases comes as one PDF', async (options, way) => {
    const page = await stage.enter('wz-oh-jc1', options);
    const sites = ['甲', '乙', '丙'].map((name) => `成批路${way}${name}号`);
    for (const site of sites) await register(page, stage, site);
    await page.goto(stage.url(`${CASES}?state=found`));
    for (const site of sites) await page.locator('main table tbody tr', { hasText: site }).locator('input[type=checkbox]').check();
    await follow(page, () => page.locator('button[name="do"][value="print"]').click());
    await says(page, '合为一个 PDF', ...sites);
    await see(page, `journey-print-asked-${way}`);
    await fill(page, { document: 'building-violations/stop-order', form: 'pdf' });
    await send(page);
    const file = page.locator('main a[href$="/files/0"]');
    await file.waitFor({ timeout: 60_000 });
    await says(page, '打印了 3 份');
    await see(page, `journey-print-done-${way}`);
    const paper = pages(await download(page, () => file.click()), `paper-bulk-${way}`);
    assert.equal(paper.length, 9, 'three documents of two pages, each with its receipt');
    const numbers = sites.map((site, n) => {
      stands(paper[3 * n], '责令停止建设通知书', site, '36.5平方米');
      const number = /规监停〔2026〕\d+号/.exec(paper[3 * n])[0];
      stands(paper[3 * n + 2], '送达回证', number);
      return number;
    });
    assert.equal(new Set(numbers).size, 3, 'each has a number of its own');
    await page.context().close();
  });
});
