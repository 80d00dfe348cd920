// Walks through the whole page in Chromium against a running daemon that watches the traffic of
// PageTraffic: node browser/page.mjs URL [FOLDER FOR SCREENSHOTS]. Ends with 1 and says what was wrong.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [url, shots = ''] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE = 30_000;
if (shots !== '') mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const failures = [];
const figures = {};

/** A page of a fresh reader, which fails the run for an error on the console or a foreign request. */
async function open(theme, path = '') {
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    bypassCSP: false,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.allowed = [];
  const complain = (text) => {
    if (!page.allowed.some((pattern) => pattern.test(text))) failures.push(`${theme}: ${text}`);
  };
  page.on('console', (m) => {
    if (['error', 'warning'].includes(m.type())) complain(`console: ${m.text()}`);
  });
  page.on('pageerror', (e) => complain(`script: ${e.message}`));
  page.on('request', (r) => {
    if (!r.url().startsWith(url) && !/^(blob|data):/.test(r.url())) {
      complain(`left the machine: ${r.url()}`);
    }
  });
  await page.goto(url + path);
  return page;
}

async function step(name, work) {
  try {
    await work();
    console.log(`ok ${name}`);
  } catch (error) {
    failures.push(`${name}: ${error.message}`);
    console.log(`FAILED ${name}: ${error.message.split('\n')[0]}`);
  }
}

async function accessible(page, name) {
  // Evaluated by the debugger, not put into the page: its policy would refuse that.
  await page.evaluate(axe);
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'] }),
  );
  const found = result.violations.map(
    (v) =>
      `${v.id} (${v.impact}): ${v.nodes
        .map((n) => n.target.join(' '))
        .slice(0, 3)
        .join(', ')}`,
  );
  assert.deepEqual(found, [], `accessibility of ${name}`);
}

async function shot(page, name, theme) {
  if (shots !== '') await page.screenshot({ path: `${shots}/${name}-${theme}.png` });
}

const rows = (page) => page.locator('.grid-row:visible');
const text = (page, selector) => page.locator(selector).first().innerText();

async function now(theme) {
  const page = await open(theme);
  await step(`${theme}: first rows`, async () => {
    await rows(page).first().waitFor();
    await page.waitForFunction(() => performance.getEntriesByName('first-rows').length > 0);
    const loaded = await page.evaluate(
      () => performance.getEntriesByName('first-rows')[0].startTime,
    );
    figures[`firstRowsMillis-${theme}`] = Math.round(loaded);
  });
  await step(`${theme}: a connection that is limited is the first row`, async () => {
    await page.waitForFunction(
      () => /receiver|network/.test(document.querySelector('.grid-row .badge')?.textContent ?? ''),
      null,
      { timeout: 60_000 },
    );
    // The totals are an event of their own, after the rows.
    await page.locator('.tile:first-child dd', { hasText: /^\d+ \(\d+\)/ }).waitFor();
    await page.locator('.line', { hasText: /^Live$/ }).waitFor();
    await page.locator('.division-bar .part.receiver').waitFor();
  });
  await step(`${theme}: the bar is divided as the send time is`, async () => {
    const wrong = await page.evaluate(() => {
      const bar = document.querySelector('.division-bar');
      return [...bar.children]
        .map((part) => [parseFloat(part.style.width), (100 * part.clientWidth) / bar.clientWidth])
        .filter(([told, drawn]) => Math.abs(told - drawn) > 0.5);
    });
    assert.deepEqual(wrong, [], 'percent told and drawn');
  });
  await step(`${theme}: Now is accessible`, () => accessible(page, 'Now'));
  await shot(page, 'now', theme);
  return page;
}

/** What came with the page is there though nothing else is answered. */
async function first(theme) {
  await step(`${theme}: the first rows come with the page`, async () => {
    const context = await browser.newContext({ colorScheme: theme });
    const page = await context.newPage();
    await page.route('**/api/**', (route) => route.abort());
    await page.goto(url);
    await rows(page).first().waitFor();
    assert.match(await rows(page).first().innerText(), /:\d+ → .*:\d+/);
    await context.close();
  });
}

async function connection(page, theme) {
  await step(`${theme}: the sick connection is understood after one click`, async () => {
    await rows(page).first().click();
    const sentence = page.locator('.sentence');
    await sentence.filter({ hasText: /% sure/ }).waitFor();
    assert.match(await sentence.innerText(), /^(receiver|network|sender|mixed)/);
    assert.match(await text(page, '.advice'), /^Do: ./);
    assert.ok((await page.locator('.verdict-panel li').count()) > 0, 'evidence');
  });
  await step(`${theme}: ribbon and charts are drawn on one axis`, async () => {
    await page.locator('.band.receiver, .band.network').first().waitFor();
    const ribbon = await page.locator('.ribbon').boundingBox();
    const over = await page.locator('.chart:not(.ribbon-section) .u-over').first().boundingBox();
    assert.ok(Math.abs(ribbon.x - over.x) < 3, `ribbon at ${ribbon.x}, charts at ${over.x}`);
    assert.ok(Math.abs(ribbon.width - over.width) < 6, `${ribbon.width} and ${over.width} wide`);
    await page.waitForFunction(() => {
      const inked = [...document.querySelectorAll('.chart:not([hidden]) canvas')].map((canvas) => {
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return data.some((v, i) => i % 4 === 3 && v > 0);
      });
      return inked.length >= 4 && inked.every((is) => is);
    });
  });
  await step(`${theme}: one pointer reads all charts`, async () => {
    const box = await page.locator('.u-over').nth(0).boundingBox();
    let read = [];
    // What was sampled last is at the right edge; until there is enough of it, again.
    for (const end = Date.now() + PATIENCE; Date.now() < end; await page.waitForTimeout(500)) {
      await page.mouse.move(box.x + box.width - 12, box.y + 60 + (Date.now() % 2));
      read = await page.locator('.legend output').allInnerTexts();
      if (read.filter((t) => /\d/.test(t)).length >= 6) break;
    }
    assert.ok(read.filter((t) => /\d/.test(t)).length >= 6, `read: ${read.join(' | ')}`);
    await page.locator('.ribbon-mark').waitFor();
  });
  await step(`${theme}: Connection is accessible`, () => accessible(page, 'Connection'));
  await shot(page, 'connection', theme);
  await step(`${theme}: dragging pauses, a double click is live again`, async () => {
    const box = await page.locator('.u-over').nth(0).boundingBox();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 5 });
    await page.mouse.up();
    await page.locator('.pill', { hasText: 'back to live' }).waitFor();
    await page.waitForURL(/until=\d+/);
    await page.mouse.dblclick(box.x + 100, box.y + 40);
    await page.locator('.pill').waitFor({ state: 'hidden' });
  });
  await step(`${theme}: keys pan, zoom and pause`, async () => {
    await page.locator('body').press('Space');
    await page.locator('.pill', { hasText: 'Paused' }).waitFor();
    await page.locator('body').press('[');
    await page.locator('body').press('+');
    await page.waitForURL(/range=150/);
    await page.locator('body').press('0');
    await page.locator('.pill').waitFor({ state: 'hidden' });
  });
  await step(`${theme}: every member is listed, with a reason where it is absent`, async () => {
    await page.waitForFunction(() => document.querySelectorAll('.group').length === 9);
    const path = page.locator('.group', { hasText: 'PktsRetrans' });
    assert.ok((await path.locator('tbody tr').count()) > 30);
    const bare = await page.evaluate(() =>
      [...document.querySelectorAll('.members tbody tr')]
        .filter((tr) => tr.children[1].textContent === '–' && tr.children[3].textContent === '')
        .map((tr) => tr.children[0].textContent),
    );
    assert.deepEqual(bare, [], 'absent without a reason');
  });
  await step(`${theme}: a permalink shows the same`, async () => {
    const again = await page.context().newPage();
    await again.goto(page.url());
    await again.locator('.sentence').filter({ hasText: /sure/ }).waitFor();
    assert.equal(await again.locator('h1').innerText(), await page.locator('h1').innerText());
    await again.close();
  });
}

async function groups(page, theme) {
  await step(`${theme}: groups fold and lead to their connections`, async () => {
    await page.locator('nav a', { hasText: 'Groups' }).click();
    await rows(page).first().waitFor();
    await page.locator('select').selectOption('remote');
    await page.waitForFunction(
      () => document.querySelector('[role=columnheader]')?.textContent === 'Remote address',
    );
    await rows(page).first().waitFor();
    await accessible(page, 'Groups');
    await shot(page, 'groups', theme);
    await rows(page).first().click();
    await page.waitForURL(/#\/now\?.*q=/);
    await rows(page).first().waitFor();
  });
}

async function closed(page, theme) {
  await step(`${theme}: what has ended is listed, with its last word`, async () => {
    await page.locator('nav a', { hasText: 'Closed' }).click();
    await page.locator('.query').fill('');
    await page.locator('.query').press('Enter');
    await rows(page).first().waitFor();
    await rows(page).first().click();
    await page.locator('.record .members').waitFor();
    assert.match(await text(page, '.record p'), /Ended .*(FIN|reset|timeout|aborted|unknown)/);
    await accessible(page, 'Closed');
    await shot(page, 'closed', theme);
    await page.locator('body').press('Escape');
    await page.locator('.record').waitFor({ state: 'hidden' });
  });
}

async function host(page, theme) {
  await step(`${theme}: About this host says what works and what it costs`, async () => {
    await page.locator('nav a', { hasText: 'About' }).click();
    await page.locator('.card').nth(6).waitFor();
    assert.match(await page.locator('.cards').innerText(), /of one core/);
    await accessible(page, 'About this host');
    await shot(page, 'host', theme);
  });
}

async function searching(page, theme) {
  await step(`${theme}: a bad term is underlined and the table stays`, async () => {
    await page.goto(`${url}#/now`);
    await rows(page).first().waitFor();
    await page.locator('body').press('/');
    await page.locator('.query:focus').waitFor();
    // At once: who types slowly asks for a half-typed state, which the daemon rightly refuses.
    await page.keyboard.insertText('state=ESTABLISHED colour=red');
    await page.locator('.query-mirror .wrong', { hasText: 'colour=red' }).waitFor();
    await page.waitForURL(/q=state/);
    assert.ok((await rows(page).count()) > 0);
    await page.locator('.query-wrong', { hasText: /colour/ }).waitFor();
    await shot(page, 'bad-term', theme);
  });
  await step(`${theme}: what the daemon refuses is said, and the table stays`, async () => {
    page.allowed.push(/400/);
    await page.locator('.query').fill('rport=nonsense');
    await page.locator('.query-wrong', { hasText: /./ }).waitFor();
    assert.ok((await rows(page).count()) > 0);
  });
  await step(`${theme}: nothing found is not an empty page`, async () => {
    await page.locator('.query').fill('rport=1');
    await page.locator('.notice', { hasText: 'None of them meets the search' }).waitFor();
    await accessible(page, 'nothing found');
    await shot(page, 'nothing-found', theme);
    await page.locator('.query').fill('');
    await rows(page).first().waitFor();
  });
  await step(`${theme}: a verdict filters, a header sorts, columns are chosen`, async () => {
    await page.locator('.chip.receiver').click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid-row:not([hidden]) .badge')].every(
        (b) => b.textContent === 'receiver',
      ),
    );
    await page.locator('.chip.receiver').click();
    await page.locator('.sort', { hasText: 'RTT' }).click();
    await page.waitForURL(/sort=-rttMicros/);
    await page.locator('[role=columnheader][aria-sort=descending]', { hasText: 'RTT' }).waitFor();
    await page.locator('.sort', { hasText: 'Sent' }).click({ modifiers: ['Shift'] });
    await page.waitForURL(/sort=-rttMicros%2C-outBitsPerSecond/);
    await page.locator('summary', { hasText: 'Columns' }).click();
    await page.locator('.columns label', { hasText: 'Send queue' }).click();
    await page.locator('[role=columnheader]', { hasText: 'Send queue' }).waitFor();
    await page.keyboard.press('Escape');
  });
  await step(`${theme}: the table is taken away as CSV`, async () => {
    await page.locator('summary', { hasText: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.menu-body button', { hasText: 'CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    assert.match(lines[0], /^id,connection,local,remote/);
    assert.ok(lines.length > 4, `${lines.length} lines`);
    await page.keyboard.press('Escape');
  });
}

async function keyboard(page, theme) {
  await step(`${theme}: the keyboard alone goes everywhere`, async () => {
    await page.goto(`${url}#/now`);
    await rows(page).first().waitFor();
    await page.mouse.move(5, 5);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.locator('.grid-row.active').waitFor(); // one: more would be refused
    await page.locator('.grid[aria-activedescendant]:not([aria-activedescendant=""])').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.verdict-panel').waitFor();
    await page.keyboard.press('Escape');
    await rows(page).first().waitFor();
    for (const [key, heading] of [
      ['g', 'Fold by'],
      ['c', 'Search'],
      ['h', 'About'],
    ]) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.waitForFunction(
        (wanted) => document.querySelector('main')?.innerHTML.includes(wanted),
        heading,
      );
    }
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.keyboard.press('?');
    await page.locator('dialog.keys[open]').waitFor();
    await accessible(page, 'Keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await page.locator('button', { hasText: 'Theme: light' }).waitFor();
    await page.locator('html[data-theme=light]').waitFor();
    await page.keyboard.press('t');
    await page.locator('html[data-theme=dark]').waitFor();
    await page.keyboard.press('t');
    await page.locator(`html[data-theme=${theme}]`).waitFor();
  });
}

async function losing(page, theme) {
  await step(
    `${theme}: a daemon that is gone is told, the last data stay, and it goes on by itself`,
    async () => {
      page.allowed.push(/ERR_|Failed to load/);
      await rows(page).first().waitFor();
      await page.context().setOffline(true);
      await page.goto(`${url}#/now?q=port`).catch(() => {});
      await page.locator('.line.lost').waitFor({ timeout: 60_000 });
      await shot(page, 'lost', theme);
      await page.context().setOffline(false);
      await page.locator('.line.live').waitFor({ timeout: 60_000 });
    },
  );
  await step(`${theme}: a connection that is not there is said to be so`, async () => {
    page.allowed.push(/404/);
    await page.goto(`${url}#/connection/ffffffffff`);
    await page.locator('.notice', { hasText: 'has ended' }).waitFor();
    await accessible(page, 'a connection that has ended');
    await shot(page, 'ended', theme);
  });
}

for (const theme of ['light', 'dark']) {
  const page = await now(theme);
  await first(theme);
  await connection(page, theme);
  await groups(page, theme);
  await closed(page, theme);
  await host(page, theme);
  await searching(page, theme);
  await keyboard(page, theme);
  await losing(page, theme);
  await page.context().close();
}
await browser.close();
console.log(JSON.stringify(figures));
if (failures.length > 0) {
  console.error(failures.map((f) => `- ${f}`).join('\n'));
  process.exit(1);
}
