// Two administrators, of whom one keeps the program and one sees it all; and the desk without scripts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PASSWORD, everywhere, fill, follow, journey, press, says, see, walk } from './journey.mjs';

journey('the administrators', (stage) => {
  everywhere('the audit administrator sees who entered and what was refused, and checks the chain of every log', async (options) => {
    const worker = await stage.enter('wz-oh-jc1');
    await worker.goto(stage.url('/admin/audit'));
    await worker.context().close();
    const page = await stage.enter('auditor', options);
    await page.goto(stage.url('/admin/audit'));
    await says(page, 'wz-oh-jc1', '登录', '未成功');
    await see(page, 'journey-audit');
    await page.goto(stage.url('/admin/readings'));
    await see(page, 'journey-readings');
    await walk(page, '核验');
    await press(page, '开始核验');
    await page.waitForFunction(() => /业务日志 \d+ 条，完好/.test(document.querySelector('main').textContent), null, { timeout: 60_000 });
    await see(page, 'journey-chains');
    await page.context().close();
  });

  everywhere('the system administrator keeps offices, days off, packages, backups and health', async (options) => {
    const page = await stage.enter('admin', options);
    for (const [name, at, words] of [
      ['home', '', '系统管理'], ['orgs', '/orgs', '瓯海分局'], ['calendar', '/calendar', '学期'], ['packages', '/packages', '违法建设电子监察'],
      ['backups', '/backups', '备份'], ['health', '/health', '督办任务'], ['messages', '/messages', '消息'],
    ]) {
      await page.goto(stage.url(`/admin${at}`));
      await says(page, words);
      await see(page, `journey-admin-${name}`);
    }
    await page.goto(stage.url('/admin/orgs'));
    await walk(page, '瓯海分局');
    await says(page, '变更历史');
    await see(page, 'journey-admin-org');
    await page.goto(stage.url('/admin/audit'));
    await says(page, '没有');
    page.noise.length = 0;
    await page.context().close();
  });
});

journey('without scripts', (stage) => {
  test('one signs in, lists, registers and acts', async () => {
    const page = await stage.enter('wz-oh-jc1', { script: false });
    await says(page, '今天要办的事');
    await page.goto(stage.url('/ledgers/building-violations.violation'));
    await walk(page, '新建');
    await fill(page, { site: '无脚本路1号', kind: 'rooftop', found_on: '2026-01-04', party: '陈国栋' });
    await follow(page, () => page.locator('.form-foot button.button-primary').click());
    await says(page, '违法建筑面积');
    assert.equal(await page.inputValue('[name="site"]'), '无脚本路1号');
    await fill(page, { area: '12' });
    await follow(page, () => page.locator('.form-foot button.button-primary').click());
    await says(page, '无脚本路1号', '发案');
    await walk(page, '责令停止建设');
    await follow(page, () => page.locator('.form-foot button.button-primary').click());
    await says(page, '2026年1月4日', '责令停止建设');
    await page.context().close();
    const head = await stage.enter('wz-oh-jz', { script: false });
    await head.goto(stage.url('/ledgers/building-violations.violation?q=' + encodeURIComponent('无脚本路1号')));
    await follow(head, () => head.locator('main table tbody a').first().click());
    await says(head, '无脚本路1号');
    await head.context().close();
  });

  test('the password of the demonstration is told on the sign-in page', async () => {
    const page = await stage.visit('/sign-in', { script: false });
    await says(page, PASSWORD, 'wz-oh-jc1');
    await page.context().close();
  });
});
