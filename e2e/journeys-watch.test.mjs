// Who watches: the board from a number to its cases, the red list, the wall; figures from a value to its records, by keyboard alone.

import assert from 'node:assert/strict';

import { pressOn, settled } from './harness.mjs';
import { everywhere, follow, journey, says, see, walk } from './journey.mjs';

const BOARD = '/board/building-violations.violation';

journey('supervision', (stage) => {
  everywhere('leads from the board to the cases behind a number, to the red list and to the wall', async (options) => {
    const page = await stage.enter('dc-1', options);
    await page.goto(stage.url('/board'));
    await says(page, '违法建设案件');
    await see(page, 'journey-boards');
    await walk(page, /^违法建设案件/);
    await settled(page);
    await says(page, '红牌清单', '近 12 周走势', '瓯海分局');
    await see(page, 'journey-board');
    // It opens on one's own bureau; the city above it leads there as well.
    await page.goto(stage.url(`${BOARD}?org=wz`));
    await walk(page, '温州市规划局');
    await says(page, '瓯海分局');
    await see(page, 'journey-board-bureau');
    const cell = page.locator('main a[href*="column=red"]').last();
    const number = Number(await cell.textContent());
    await follow(page, () => cell.click());
    assert.equal(await page.locator('main table tbody tr').count(), number, 'as many cases as the number says');
    await see(page, 'journey-board-cases');
    await follow(page, () => page.locator('main table tbody a').first().click());
    await says(page, '红牌', '办理经过');
    await page.goto(stage.url(`${BOARD}?by=person&org=wz-gh`));
    await says(page, '按经办人');
    await see(page, 'journey-board-people');
    await page.goto(stage.url(`${BOARD}/wall?org=wz-gh`));
    await says(page, '瓯海分局');
    await see(page, 'journey-wall');
    await page.context().close();
  });

  everywhere('is read by the discipline inspector: what was referred, and the case', async (options) => {
    const page = await stage.enter('jj-1', options);
    await page.goto(stage.url(BOARD));
    await says(page, '移送纪检');
    await see(page, 'journey-board-discipline');
    await follow(page, () => page.locator('main a[href^="/ledgers/"]').first().click());
    await says(page, '办理经过');
    await see(page, 'journey-case-discipline');
    await page.context().close();
  });

  everywhere('finds an indicator, reads it by organisation and comes to its records, by keyboard alone', async (options) => {
    const page = await stage.enter('dc-1', options);
    await page.goto(stage.url(`/figures?q=${encodeURIComponent('违法建设案件数')}`));
    await see(page, 'journey-figures');
    await follow(page, () => pressOn(page, page.locator('main').getByRole('link', { name: '违法建设案件数', exact: true }).first()));
    await settled(page);
    await follow(page, () => pressOn(page, page.locator('main').getByRole('link', { name: '上一期' })));
    await follow(page, () => pressOn(page, page.locator('main').getByRole('link', { name: '温州市', exact: true })));
    await settled(page);
    await says(page, '违法建设案件数', '按单位', '温州市规划局');
    await see(page, 'journey-figure');
    await follow(page, () => pressOn(page, page.locator('main a[href*="/figures/records"]').first()));
    await says(page, '违建〔');
    await see(page, 'journey-figure-records');
    await page.context().close();
  });

  everywhere('has a dashboard of each system', async (options) => {
    const page = await stage.enter('dc-1', options);
    await page.goto(stage.url('/figures/building-violations'));
    await settled(page);
    await see(page, 'journey-dashboard');
    await page.context().close();
  });
});
