// Takes the pictures of the README: `npm run screenshots`, with the server's address in STOREKEEPER_URL.
import { chromium, type Page } from '@playwright/test';

const server = process.env.STOREKEEPER_URL ?? 'http://127.0.0.1:7777';
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 375, height: 740 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

async function picture(
  name: string,
  path: string,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark',
  steps: (page: Page) => Promise<void> = async () => {},
): Promise<void> {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(server + path);
  await page.waitForLoadState('networkidle');
  await steps(page);
  await page.screenshot({ path: `screenshots/${name}.png` });
  await context.close();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /Your message|您的消息/ }).fill(text);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^(Send|发送)$/ }).waitFor({ timeout: 90_000 });
  await page.waitForLoadState('networkidle');
}

async function open(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Open the chat|打开店铺助手/ }).click();
}

await picture('home-en', '/?lang=en', DESK, 'light');
await picture('product-zh', '/p/TEA-01?lang=zh', DESK, 'light');
await picture('chat-en', '/c/Tea%20%26%20coffee?lang=en', DESK, 'light', async (page) => {
  await open(page);
  await say(page, 'do you have a kettle?');
});
await picture('chat-zh', '/?lang=zh', DESK, 'dark', async (page) => {
  await open(page);
  await say(page, '有没有保温杯？');
});
await picture('phone-zh', '/?lang=zh', PHONE, 'light', async (page) => {
  await open(page);
  await say(page, '对比一下保温杯和保温壶');
});
await picture('phone-en', '/p/TEA-01?lang=en', PHONE, 'dark', async (page) => {
  await open(page);
  await say(page, 'are there any offers?');
});
await browser.close();
