// Measures how long a fresh reader waits for the first rows: node browser/firstrows.mjs URL [LOADS].
// From the start of the navigation to the rows on the screen, with nothing cached, each time in a
// browser context of its own.
import { chromium } from 'playwright-core';

const [url, loads = '15'] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

async function load() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName('first-rows').length > 0);
  const figures = await page.evaluate(() => ({
    answered: performance.getEntriesByType('navigation')[0].responseEnd,
    rows: performance.getEntriesByName('first-rows')[0].startTime,
    shown: document.querySelectorAll('.grid-row:not([hidden])').length,
    found: document.querySelector('.found')?.textContent,
  }));
  await context.close();
  return figures;
}

const all = [];
for (let i = 0; i < Number(loads); i++) all.push(await load());
await browser.close();
const millis = all.map((f) => Math.round(f.rows)).sort((a, b) => a - b);
console.log(`first load ${Math.round(all[0].rows)} ms, of ${all.length}: ${millis.join(' ')} ms`);
console.log(`median ${millis[Math.floor(millis.length / 2)]} ms, worst ${millis.at(-1)} ms`);
console.log(`${all.at(-1).shown} rows drawn, ${all.at(-1).found}`);
