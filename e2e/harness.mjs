// What every browser test stands on: a browser, the program under test on a port of its own, checks, pictures.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';

const modules = process.env.BANJIE_E2E_MODULES ?? path.resolve('node_modules');
const require = createRequire(path.join(modules, 'x'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--lang=zh-CN', '--force-color-profile=srgb',
];

/** A browser; close it when done. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, env: { ...process.env, LANGUAGE: 'zh_CN' } });
}

/**
 * A page in a context of its own. `noise` holds every console error, failed request and breach of the security policy: `quiet(page)`
 * wants it empty. Options: `phone`, `dark`, `contrast`, `script: false` (no JavaScript), and Playwright's own.
 */
export async function open(browser, { phone = false, dark = false, contrast = false, script = true, ...more } = {}) {
  const context = await browser.newContext({
    viewport: phone ? PHONE : DESKTOP, isMobile: phone, hasTouch: phone, colorScheme: dark ? 'dark' : 'light',
    contrast: contrast ? 'more' : 'no-preference', locale: 'zh-CN', timezoneId: 'Asia/Shanghai', javaScriptEnabled: script, reducedMotion: 'reduce', ...more,
  });
  const page = await context.newPage();
  page.noise = [];
  page.on('console', (message) => { if (message.type() === 'error') page.noise.push(message.text()); });
  page.on('pageerror', (error) => page.noise.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => page.noise.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.setDefaultTimeout(30_000);
  return page;
}

/** Nothing went wrong behind the page. `expected`: patterns of messages that may be there (a 404 one asked for). */
export function quiet(page, expected = []) {
  const noise = page.noise.filter((line) => !expected.some((pattern) => pattern.test(line)));
  assert.deepEqual(noise, [], 'the page made noise');
}

/** No sideways scrolling: WCAG 1.4.10. */
export async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${page.url()} is ${over} px too wide`);
}

/** Axe finds nothing serious or critical. Evaluated by the driver, so that the page's policy stays as it is. */
export async function accessible(page, { within, ignore = [] } = {}) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(([within, ignore]) => window.axe.run(within ?? document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: Object.fromEntries(ignore.map((rule) => [rule, { enabled: false }])),
  }), [within, ignore]);
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = grave.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
  assert.deepEqual(told, [], page.url());
}

/** The page's scripts have done what they do by themselves: charts and maps are drawn. */
export async function settled(page) {
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'yes');
}

/** Waits until something holds that no page can tell: what a server was sent. */
export async function until(holds, what, most = 30_000) {
  const end = Date.now() + most;
  while (!(await holds())) {
    if (Date.now() > end) assert.fail(`never happened: ${what}`);
    await new Promise((done) => { setTimeout(done, 50); });
  }
}

/** A picture for people to look at. */
export async function shot(page, name, { full = true } = {}) {
  const folder = process.env.BANJIE_SHOTS ?? 'shots';
  fs.mkdirSync(folder, { recursive: true });
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({ path: path.join(folder, `${name}-${width}.png`), fullPage: full });
}

/** Everything a page must stand: quiet, no sideways scrolling, accessible; and a picture. */
export async function inspect(page, name, options = {}) {
  quiet(page, options.expected);
  await fits(page);
  await accessible(page, options);
  await shot(page, name, options);
}

/** Tabs until the element has the focus; fails after `most` steps: a keyboard user would not get there either. */
export async function tabTo(page, locator, most = 80) {
  const goal = await locator.elementHandle();
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab');
    if (await goal.evaluate((element) => element === document.activeElement)) return step + 1;
  }
  assert.fail(`not reached in ${most} steps of Tab: ${locator}`);
}

/** Reaches the element with the keyboard and presses Enter. */
export async function pressOn(page, locator, key = 'Enter') {
  await tabTo(page, locator);
  await page.keyboard.press(key);
}

/** Reaches the input with the keyboard and types into it. */
export async function typeInto(page, locator, text) {
  await tabTo(page, locator);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

/** A port nobody uses. */
export function freePort() {
  return new Promise((done, failed) => {
    const server = net.createServer().once('error', failed).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/**
 * Starts `banjie serve` over a database. `BANJIE_BIN` names the program. Answers `{ url, port, log, stop, kill }`; `kill` is a power
 * cut. `args`: more arguments of `serve`; `port`: the one it had before.
 */
export async function startDesk({ db, args = [], env = {}, port: wanted }) {
  const binary = process.env.BANJIE_BIN;
  assert.ok(binary && fs.existsSync(binary), `BANJIE_BIN is no program: ${binary}`);
  const port = wanted ?? await freePort();
  const log = [];
  const child = spawn(binary, ['--db', db, 'serve', '--listen', `127.0.0.1:${port}`, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => log.push(String(data)));
  const ended = new Promise((done) => { child.once('exit', done); });
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) assert.fail(`the program ended: ${log.join('')}`);
    if (await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false)) break;
    if (Date.now() > until) { child.kill('SIGKILL'); assert.fail(`not ready after a minute: ${log.join('')}`); }
    await new Promise((done) => { setTimeout(done, 100); });
  }
  const kill = async () => { child.kill('SIGKILL'); await ended; };
  return { url, port, log, kill, stop: async () => { child.kill('SIGINT'); await Promise.race([ended, new Promise((done) => { setTimeout(done, 5000).unref(); })]); child.kill('SIGKILL'); } };
}

/** Signs in through the form. */
export async function signIn(page, url, account, password) {
  await page.goto(`${url}/sign-in`);
  await page.fill('input[name="account"]', account);
  await page.fill('input[name="password"]', password);
  await Promise.all([page.waitForURL((at) => !at.pathname.startsWith('/sign-in')), page.keyboard.press('Enter')]);
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.json': 'application/json' };

/** The policy of the program (crates/banjie-web/src/server/headers.rs), for pages served from a folder. */
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
  + "manifest-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/** Serves a folder under the program's policy. `posts` collects what forms and scripts send. */
export function serveFolder(folder) {
  const posts = [];
  const server = http.createServer((request, response) => {
    const file = path.join(folder, path.normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname)));
    if (request.method === 'POST') {
      let body = '';
      request.on('data', (data) => { body += data; }).on('end', () => {
        posts.push({ path: request.url, headers: request.headers, body });
        if (request.headers['sec-fetch-mode'] === 'navigate') response.writeHead(303, { location: '/sent.html' }).end();
        else response.writeHead(204).end();
      });
      return;
    }
    if (!fs.existsSync(file) || fs.statSync(file).isDirectory()) { response.writeHead(404, { 'content-type': 'text/plain' }).end('404'); return; }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY });
    fs.createReadStream(file).pipe(response);
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done({ url: `http://127.0.0.1:${server.address().port}`, posts, stop: () => new Promise((end) => { server.close(end); server.closeAllConnections(); }) }));
  });
}
