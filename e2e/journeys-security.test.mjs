// A colleague's first day: the security administrator opens the account, its owner makes it his own with a password and a second factor.

import assert from 'node:assert/strict';

import { open } from './harness.mjs';
import { everywhere, fill, follow, journey, press, says, see, totp } from './journey.mjs';

const OWN = 'Ouhai-fenju-2026';

/** The morning of the demonstration in seconds: its clock goes on from there when the program starts. */
const MORNING = Date.parse('2026-01-04T09:00:00+08:00') / 1000;

/** Types the code; a neighbouring step stands for the next half minute, since a code serves once. */
async function code(page, stage, secret, ahead) {
  const passed = (Date.now() - stage.since) / 1000;
  await page.fill('main [name="code"]', totp(secret, MORNING + passed, ahead));
  await follow(page, () => page.locator('main button.button-primary').click());
}

async function enterWith(page, stage, account, password) {
  await page.goto(stage.url('/sign-in'));
  await page.fill('input[name="account"]', account);
  await page.fill('input[name="password"]', password);
  await follow(page, () => page.keyboard.press('Enter'));
}

journey('the first day of an account', (stage) => {
  everywhere('the security administrator opens an account, its owner makes it his own with a password and a second factor', async (options, way) => {
    const account = way === 'desk' ? 'wz-oh-jc3' : 'wz-lw-jc3';
    const security = await stage.enter('security', options);
    await security.goto(stage.url('/admin/people'));
    await see(security, 'journey-people');
    await security.goto(stage.url(`/admin/people/${account}`));
    await see(security, 'journey-person');
    await press(security, '开通账号');
    const once = (await security.textContent('code.secret')).trim();
    await see(security, 'journey-person-password');
    await security.context().close();

    const page = await open(stage.browser, options);
    await enterWith(page, stage, account, 'wrong-Password-1');
    await says(page, '账号或密码不对');
    await see(page, 'journey-sign-in-wrong', { expected: [/40[13]|422/] });
    await enterWith(page, stage, account, once);
    await says(page, '设置自己的密码');
    await see(page, 'journey-first-password');
    await page.goto(stage.url('/work'));
    assert.match(page.url(), /\/account\/password/, 'no way round it');
    page.noise.length = 0;
    await fill(page, { old: once, new: 'short', again: 'short' });
    await follow(page, () => page.locator('main button.button-primary').click());
    await says(page, '密码至少 10 个字符');
    page.noise.length = 0;
    await fill(page, { old: once, new: OWN, again: OWN });
    await follow(page, () => page.locator('main button.button-primary').click());
    await page.goto(stage.url('/account/second-factor'));
    const secret = (await page.locator('main code').first().textContent()).replace(/\s/g, '');
    await see(page, 'journey-second-factor');
    await code(page, stage, secret, -1);
    await says(page, '双因素验证已启用');
    await page.goto(stage.url('/account'));
    await see(page, 'journey-account');
    await page.context().close();

    const again = await open(stage.browser, options);
    await enterWith(again, stage, account, OWN);
    await says(again, '输入动态码');
    await see(again, 'journey-code');
    await code(again, stage, secret, 0);
    await says(again, '今天要办的事');
    await again.context().close();
  });
});
