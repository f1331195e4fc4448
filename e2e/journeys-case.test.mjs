// Who handles cases: the inspector registers one, the head files it, and nothing typed is lost when the program dies.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pressOn, tabTo, typeInto, until } from './harness.mjs';
import { CASES, PICTURE, everywhere, fill, follow, journey, register, says, see, send, walk } from './journey.mjs';

journey('an inspector', (stage) => {
  everywhere('goes from the workbench to a new case, corrects what is wrong, and reads its clock', async (options, way) => {
    const page = await stage.enter('wz-oh-jc1', options);
    await says(page, '今天要办的事', '已超期');
    await see(page, 'journey-work');
    await page.goto(stage.url('/new'));
    await see(page, 'journey-new');
    await walk(page, '违法建设案件');
    await fill(page, { site: `榕树路${way}1号`, area: '-3', party_id: '330302199001011234', found_on: '2026-02-01' });
    await send(page);
    const faults = page.locator('.error-summary li');
    assert.ok(await faults.count() >= 3, 'everything wrong is told at once');
    assert.equal(await page.inputValue('[name="site"]'), `榕树路${way}1号`);
    assert.equal(await page.inputValue('[name="area"]'), '-3');
    await see(page, 'journey-new-faults', { expected: [/422/] });
    await fill(page, { kind: 'rooftop', party: '陈国栋', party_id: '', area: '36.5', found_on: '2026-01-04' });
    await send(page);
    await says(page, `榕树路${way}1号`, '发案', '立案时限', '个工作日', '陈*栋');
    await see(page, 'journey-case');
    await page.locator('summary', { hasText: '为什么不能办理' }).click();
    await says(page, '立案', '分局局长');
    await page.locator('summary', { hasText: '立案时限' }).last().click();
    await says(page, '起7个工作日', '依据：《中华人民共和国行政处罚法》');
    await see(page, 'journey-case-open');
    await page.context().close();
  });

  test('loses no draft and no submitted form when the program is killed', async () => {
    const page = await stage.enter('wz-oh-jc1');
    const at = await register(page, stage, '断电路1号');
    await page.goto(stage.url(`${CASES}/new`));
    await fill(page, { site: '断电路2号', kind: 'legacy', party: '林晓红', area: '58', found_on: '2026-01-04' });
    await until(async () => (await page.textContent('.draft-state')).includes('草稿已保存'), 'the draft is kept');
    await stage.crash();
    page.noise.length = 0;
    await page.goto(stage.url(at));
    await says(page, '断电路1号');
    await page.goto(stage.url('/drafts'));
    await says(page, '登记违法建设案件');
    await see(page, 'journey-drafts');
    await page.goto(stage.url(`${CASES}/new`));
    await says(page, '恢复草稿');
    await walk(page, '恢复草稿');
    assert.equal(await page.inputValue('[name="site"]'), '断电路2号');
    await send(page);
    await says(page, '断电路2号', '发案');
    await page.goto(stage.url('/drafts'));
    await says(page, '没有草稿');
    await page.context().close();
  });
});

journey('a head of branch', (stage) => {
  test('files a case by keyboard alone: refused without a photo, with rule and basis, then with one', async () => {
    const inspector = await stage.enter('wz-oh-jc1');
    const at = await register(inspector, stage, '键盘路9号');
    await inspector.context().close();
    const page = await stage.enter('wz-oh-jz');
    await page.goto(stage.url(at));
    await follow(page, () => pressOn(page, page.locator('main').getByRole('link', { name: '立案', exact: true })));
    await typeInto(page, page.locator('[name="cost"]'), '28000');
    await follow(page, () => pressOn(page, page.locator('.form-foot button.button-primary')));
    await says(page, '立案须附现场照片', '行政处罚法');
    assert.match(await page.inputValue('[name="cost"]'), /^28,?000/);
    await see(page, 'journey-file-refused', { expected: [/422|409/] });
    const photos = page.locator('input[type=file][name="photos"]');
    await tabTo(page, photos);
    await photos.setInputFiles(PICTURE);
    await follow(page, () => pressOn(page, page.locator('.form-foot button.button-primary')));
    await says(page, '办案时限', '调查取证', '现场.png');
    await see(page, 'journey-filed');
    await page.context().close();
  });

  test('files a case on a phone', async () => {
    const page = await stage.enter('wz-oh-jz', { phone: true });
    await page.goto(stage.url(await register(page, stage, '手机路9号')));
    await walk(page, /^立案$/);
    await page.setInputFiles('input[type=file][name="photos"]', PICTURE);
    await see(page, 'journey-file');
    await send(page);
    await says(page, '办案时限', '现场.png');
    await see(page, 'journey-filed');
    await page.context().close();
  });

  everywhere('saves second, sees what a colleague changed meanwhile and keeps his own input', async (options, way) => {
    const [one, two] = [await stage.enter('wz-oh-jz', options), await stage.enter('wz-oh-jc1', options)];
    const at = await register(two, stage, `同改路${way}1号`);
    for (const page of [one, two]) await page.goto(stage.url(`${at}/edit`));
    await fill(one, { floors: '7', area: '40' });
    await send(one);
    await fill(two, { floors: '8' });
    await send(two);
    await says(two, '别人改动了这条记录', '40');
    assert.equal(await two.inputValue('[name="floors"]'), '8');
    await see(two, 'journey-both', { expected: [/409/] });
    await send(two);
    await says(two, '8');
    for (const page of [one, two]) await page.context().close();
  });
});
