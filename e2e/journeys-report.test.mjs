// A report from the writer's first word to the signature, three people one after the other, and the file walked back.

import assert from 'node:assert/strict';

import { download, everywhere, fill, follow, journey, says, see, send, walk } from './journey.mjs';
import { pages } from './papers.mjs';

/** Opens the form whose action ends so, fills it and sends it. */
async function act(page, ending, typed = {}) {
  await page.locator(`main form[action$="${ending}"]`).first().evaluate((form) => { const folded = form.closest('details'); if (folded) folded.open = true; });
  await fill(page, typed);
  await follow(page, () => page.locator(`main form[action$="${ending}"] button[type="submit"], main form[action$="${ending}"] button:not([type])`).first().click());
}

journey('a report', (stage) => {
  everywhere('is written with live figures, reviewed, signed, downloaded and traced', async (options, way) => {
    const writer = await stage.enter('dc-3', options);
    await writer.goto(stage.url('/reports'));
    await see(writer, 'journey-reports');
    await writer.goto(stage.url('/reports/new?report=building-violations/bulletin'));
    await fill(writer, { period: way === 'desk' ? '2025-11' : '2025-12', org: 'wz-gh' });
    await see(writer, 'journey-report-new');
    await follow(writer, () => writer.locator('main form button.button-primary').first().click());
    const path = new URL(writer.url()).pathname;
    assert.match(path, /^\/reports\/\d+$/);
    await writer.fill('[name="text"]', '本月发现违法建设{{ found }}件。\n');
    await writer.waitForFunction(() => /本月发现违法建设\s*\d+/.test(document.querySelector('main').textContent));
    const found = /本月发现违法建设\s*(\d+)/.exec(await writer.textContent('main'))[1];
    await writer.evaluate(() => { window.scrollTo(0, 0); });
    await see(writer, 'journey-report-editor');
    await follow(writer, () => writer.locator('main button[name="do"][value="submit"]').first().click());
    await says(writer, '已送审');
    await writer.context().close();

    const reviewer = await stage.enter('dc-2', options);
    for (const [action, typed] of [['take', {}], ['approve', { opinion: '数字已核对' }]]) {
      await reviewer.goto(stage.url(path));
      await act(reviewer, `/act/${action}`, typed);
    }
    await see(reviewer, 'journey-report-reviewed');
    await reviewer.context().close();

    const signer = await stage.enter('dc-1', options);
    await signer.goto(stage.url(`${path}/sign`));
    await says(signer, '将要固定的内容', '数字已核对');
    await see(signer, 'journey-report-sign');
    await signer.locator('main form[action$="/sign"] button').first().click();
    await follow(signer, () => signer.locator('dialog[open] button.button-primary, dialog[open] button.button-danger').first().click());
    await says(signer, '已签发', '签发登记与日志完好');
    await see(signer, 'journey-report-signed');
    const signed = new URL(signer.url()).pathname;
    const file = await download(signer, () => signer.evaluate((at) => { const link = document.createElement('a'); link.href = at; link.download = ''; document.body.append(link); link.click(); }, `${signed}/docx`));
    assert.equal(file.subarray(0, 2).toString(), 'PK');
    const paper = pages(await download(signer, () => signer.locator(`main a[href="${signed}/pdf"]`).first().click()), `paper-report-${way}`);
    assert.equal(paper.length, 2, 'the text, and on an even page who gets it');
    assert.ok(paper[1].includes('抄送：') && paper[1].includes('印发'), paper[1]);
    assert.ok(paper[0].includes(`本月发现违法建设${found}件。`), `the figure of the editor is not on the page: ${paper[0]}`);
    await signer.goto(stage.url('/reports/trace'));
    await signer.setInputFiles('[name="file"]', { name: '通报.docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', buffer: file });
    await follow(signer, () => signer.locator('main form button.button-primary').first().click());
    await says(signer, '签发登记与日志完好');
    await see(signer, 'journey-report-traced');

    const proposer = await stage.enter('dc-3', options);
    await proposer.goto(stage.url(signed));
    await act(proposer, '/publish');
    await says(proposer, '已报请公布', '待审查公布');
    await see(proposer, 'journey-report-proposed');
    const publication = new URL(proposer.url()).pathname;
    await proposer.context().close();
    await signer.goto(stage.url(`${publication}/act/publish`));
    await fill(signer, { secrecy: '经审查，不涉密，可以公开' });
    await send(signer);
    await says(signer, '已公布');
    await signer.context().close();

    const reader = await stage.visit('/portal/reports', options);
    await says(reader, '公开报告', '2026年');
    await see(reader, 'journey-portal-reports');
    await walk(reader, /电子监察通报/);
    await says(reader, '本月发现违法建设', '下载 Word', '公布日期');
    assert.equal(await reader.locator('main article a').count(), 0, 'figures lead nowhere');
    await see(reader, 'journey-portal-report');
    const copy = await download(reader, () => reader.locator('main a[href$="/docx"]').click());
    assert.equal(copy.subarray(0, 2).toString(), 'PK');
    await reader.context().close();
  });

  everywhere('of somebody else is checked: what cannot be right is told with its arithmetic', async (options) => {
    const page = await stage.enter('dc-1', options);
    await page.goto(stage.url('/proof'));
    await see(page, 'journey-proof');
    await page.locator('main textarea').first().fill('全年受理信访120件，其中来信50件、来访60件、来电20件。');
    await follow(page, () => page.locator('main form button.button-primary').first().click());
    await says(page, '120', '130');
    await see(page, 'journey-proof-found');
    await page.context().close();
  });
});
