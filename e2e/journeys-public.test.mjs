// Somebody from the public, mostly on a phone: what a service asks for, applying, following, and what is on show.

import assert from 'node:assert/strict';

import { everywhere, fill, follow, journey, says, see, send, walk } from './journey.mjs';

const APPLY = '/portal/services/petitions/raise';

journey('the public', (stage) => {
  everywhere('finds a service, applies after being told what is missing, and follows it by number and telephone', async (options, way) => {
    const page = await stage.visit('/portal', options);
    await says(page, '办事', '查进度', '查结果', '公示', '公开报告', '局长信箱');
    await see(page, 'journey-portal');
    await page.goto(stage.url(APPLY));
    await says(page, '谁可以办', '多久办完', '要准备什么', '《信访工作条例》');
    await see(page, 'journey-portal-guide');
    await page.goto(stage.url(`${APPLY}/apply`));
    await see(page, 'journey-portal-form');
    const phone = way === 'desk' ? '13800000011' : '13800000012';
    await fill(page, { channel: 'web', field: 'fee', person: '李明', phone, address: '府东路1号' });
    await page.evaluate(() => { for (const input of document.querySelectorAll('main [required]')) input.removeAttribute('required'); });
    const next = () => page.locator('main form button.button-primary').last().click();
    await follow(page, next);
    await says(page, '反映事项');
    assert.equal(await page.inputValue('[name="person"]'), '李明', 'nothing typed is lost');
    await see(page, 'journey-portal-missing', { expected: [/422/] });
    await fill(page, { content: '学校强制订购课外读物' });
    await follow(page, next);
    await says(page, '学校强制订购课外读物');
    await see(page, 'journey-portal-preview');
    await follow(page, next);
    const words = (await page.textContent('main')).replace(/\s+/g, ' ');
    const number = /信〔\d{4}〕\d+号/.exec(words)?.[0];
    assert.ok(number, words);
    await says(page, '查询码');
    await see(page, 'journey-portal-done');
    await page.goto(stage.url('/portal/follow'));
    await fill(page, { _number: number, _phone: '13900000000' });
    await follow(page, next);
    await says(page, '没有查到');
    page.noise.length = 0;
    await page.goto(stage.url('/portal/follow'));
    await fill(page, { _number: number, _phone: phone });
    await follow(page, next);
    await says(page, number);
    await see(page, 'journey-portal-followed');
    await page.context().close();
  });

  everywhere('sees what is on show, and where to object', async (options) => {
    const page = await stage.visit('/portal/notices', options);
    await see(page, 'journey-portal-notices');
    await page.goto(stage.url('/portal/box'));
    await see(page, 'journey-portal-box');
    await page.context().close();
  });

  everywhere('writes to the director, and is not asked what the box says', async (options, way) => {
    const page = await stage.visit('/portal/box', options);
    await walk(page, '局长信箱');
    await says(page, '写信：局长信箱');
    assert.equal(await page.locator('[name="channel"]').count(), 0);
    await see(page, 'journey-portal-letter');
    await fill(page, { field: 'fee', content: '食堂价格太高', person: '赵明', phone: way === 'desk' ? '13800000031' : '13800000032', address: '新华路2号' });
    const next = () => page.locator('main form button.button-primary').last().click();
    await follow(page, next);
    await says(page, '请核对', '食堂价格太高');
    await follow(page, next);
    await says(page, '已提交', '查询码');
    await page.context().close();
  });

  everywhere('looks a result up: when it comes out, and the same answer to everything that is wrong', async (options, way) => {
    const staff = await stage.enter('yx-lk1');
    await staff.goto(stage.url('/ledgers/tech-commissioners.round/new'));
    const last = way === 'desk' ? '2024' : '2025';
    await fill(staff, { heading: `${last}年度科技特派员`, signup_from: '2025-11-03', signup_until: '2025-11-21', meet_on: '2025-11-25', choose_until: '2025-12-05', results_at: '2026-01-03T09:00', starts_on: '2026-01-05', ends_on: '2027-01-04' });
    await send(staff);
    await staff.context().close();
    const page = await stage.visit('/portal/results', options);
    await says(page, '科技特派员选派结果查询', '2027年度科技特派员：2027年3月8日');
    await see(page, 'journey-portal-results');
    await walk(page, '科技特派员选派结果查询');
    await see(page, 'journey-portal-result-form');
    const words = [];
    for (const number of ['选〔2025〕001号', '选〔2099〕999号']) {
      await fill(page, { _number: number, name: '王某' });
      await follow(page, () => page.locator('main form button.button-primary').last().click());
      assert.ok(!page.url().includes('?'), page.url());
      words.push((await page.textContent('main')).replace(/\s+/g, ' '));
    }
    assert.match(words[0], /没有查到/);
    assert.equal(words[0], words[1], 'nobody learns which numbers there are');
    await see(page, 'journey-portal-result-nothing');
    await page.context().close();
  });
});
