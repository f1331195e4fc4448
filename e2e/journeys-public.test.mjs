// Somebody from the public, mostly on a phone: what a service asks for, applying, following, and what is on show.

import assert from 'node:assert/strict';

import { everywhere, fill, follow, journey, says, see } from './journey.mjs';

const APPLY = '/portal/services/petitions/raise';

journey('the public', (stage) => {
  everywhere('finds a service, applies after being told what is missing, and follows it by number and telephone', async (options, way) => {
    const page = await stage.visit('/portal', options);
    await says(page, '办事', '查询', '公示');
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
});
