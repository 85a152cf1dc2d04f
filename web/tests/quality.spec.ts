import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, test } from '@playwright/test';
import { Chatting, complaints, pace } from './chatting.js';
import { barriers, shift } from './looking.js';
import { EMBEDDING, SHOP } from './places.js';

test.beforeEach(() => pace(0));

for (const colorScheme of ['light', 'dark'] as const) {
  for (const path of [
    '/',
    '/c/Tea%20%26%20coffee',
    '/p/TEA-01',
    '/basket',
    '/search?q=mug&lang=zh',
    '/p/NO-SUCH',
  ]) {
    test(`${path} has no barrier, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      expect(await barriers(page)).toEqual([]);
    });
  }

  test(`the chat has no barrier, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/p/TEA-01');
    const chat = new Chatting(page);
    await chat.open();
    expect(await barriers(page)).toEqual([]);
    for (const message of [
      'do you have a kettle?',
      'compare the first two',
      'what do buyers say about the first one?',
      'are there any offers?',
    ]) {
      await chat.say(message);
    }
    await chat.button('This answer did not help').last().click();
    await expect(chat.button('Tell the shop')).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await chat.button('Settings').click();
    expect(await barriers(page)).toEqual([]);
  });
}

for (const width of [375, 1280]) {
  for (const path of ['/', '/c/Tea%20%26%20coffee', '/p/TEA-01', '/basket']) {
    test(`nothing moves while ${path} is loaded, ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      expect(await shift(page, path)).toBe(0);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, 'the page is not wider than the window').toBeLessThanOrEqual(width);
    });
  }
}

test('no request of the storefront is large, and the widget is small', async ({ page }) => {
  const sizes: [string, number][] = [];
  page.on('response', async (response) => {
    const { responseBodySize } = await response.request().sizes();
    sizes.push([response.url(), responseBodySize]);
  });
  for (const path of ['/', '/c/Tea%20%26%20coffee', '/p/TEA-01']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
  }
  expect(sizes.length).toBeGreaterThan(20);
  expect(sizes.filter(([, size]) => size > 200_000)).toEqual([]);
  for (const name of ['widget.js.gz', 'widget.mjs.gz']) {
    expect(readFileSync(`dist/${name}`).length, name).toBeLessThanOrEqual(40_000);
  }
});

test('another site embeds the chat with one script tag, under a strict policy', async ({ page }) => {
  const policy = [
    "default-src 'none'",
    `script-src ${SHOP}`,
    `connect-src ${SHOP}`,
    `img-src ${SHOP}`,
    "require-trusted-types-for 'script'",
  ].join('; ');
  const html = `<!doctype html><html lang="zh"><title>Another shop</title><h1>Another shop</h1>
    <script src="${SHOP}/widget.js" data-theme="light" async></script>`;
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', policy);
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(EMBEDDING).port), '127.0.0.1', resolve));
  try {
    const heard = complaints(page);
    expect(await shift(page, EMBEDDING)).toBe(0);
    const chat = new Chatting(page);
    await chat.open();
    await chat.say('有没有保温杯？');
    await expect(chat.products.first()).toContainText('保温杯');
    await expect(chat.sentences.first()).toHaveText('有的。');
    expect(heard).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('on a phone the chat fills the window and can be closed', async ({ browser }) => {
  const page = await browser.newPage({
    viewport: { width: 375, height: 740 },
    isMobile: true,
    hasTouch: true,
  });
  await page.goto(`${SHOP}/?lang=zh`);
  const chat = new Chatting(page);
  await chat.open();
  await expect.poll(() => chat.panel.boundingBox()).toEqual({ x: 0, y: 0, width: 375, height: 740 });
  await chat.say('有没有马克杯？');
  await expect(chat.products.first()).toBeInViewport();
  // What is opened out of it is seen.
  await chat.products.first().getByRole('link').click();
  await expect(page).toHaveURL(/\/p\//);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(chat.panel).toBeHidden();
  await chat.open();
  await expect(chat.products.first()).toBeVisible();
  await chat.button('关闭').click();
  await expect(chat.panel).toBeHidden();
  await page.close();
});
