// Prints how long the pages take: `npm run measure`, with the server's address in STOREKEEPER_URL. Medians, because a
// machine is noisy.
import { readFileSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';

const server = process.env.STOREKEEPER_URL ?? 'http://127.0.0.1:7777';
const RUNS = 15;
const PAGES = ['/', '/c/Tea%20%26%20coffee', '/p/TEA-01', '/basket'];

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds to the first contentful paint. */
async function firstPaint(page: Page, path: string): Promise<number> {
  await page.goto(server + path);
  await page.waitForLoadState('networkidle');
  return page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
}

/** Milliseconds from Enter to what says that the message is thought about, as drawn. */
async function enterToThinking(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const root = document.querySelector('storekeeper-chat')?.shadowRoot;
    const message = root?.querySelector('textarea');
    if (!root || !message) return Number.NaN;
    message.value = 'do you have a kettle?';
    message.dispatchEvent(new InputEvent('input'));
    await new Promise(requestAnimationFrame);
    const began = performance.now();
    message.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
    while (!root.querySelector('.dots')) await new Promise(requestAnimationFrame);
    // The frame after the one that it is put into is the one that shows it.
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
  });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
for (const path of PAGES) {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    times.push(await firstPaint(await context.newPage(), path));
    await context.close();
  }
  console.log(
    `first contentful paint of ${path}: ${median(times).toFixed(0)} ms (median of ${RUNS}, nothing cached)`,
  );
}
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
await page.goto(server);
await page.getByRole('button', { name: 'Open the chat' }).click();
const times: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  times.push(await enterToThinking(page));
  await page.getByRole('button', { name: 'Send' }).waitFor({ timeout: 60_000 });
}
console.log(`Enter to "thinking": ${median(times).toFixed(0)} ms (median of ${RUNS})`);
for (const name of ['widget.js', 'widget.mjs']) {
  const size = (end: string) => readFileSync(`dist/${name}${end}`).length;
  console.log(`${name}: ${size('')} bytes, ${size('.gz')} with gzip, ${size('.br')} with brotli`);
}
await browser.close();
