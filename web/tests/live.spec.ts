import { expect, test } from '@playwright/test';
import { Chatting } from './chatting.js';

// With the real model: what a shopper sees on a machine like this one.
for (const [language, question, title] of [
  ['en', 'do you have a kettle?', 'Kettle'],
  ['zh', '有没有保温杯？', '保温杯'],
] as const) {
  test(`the real model answers in ${language}, cards first`, async ({ page }) => {
    await page.goto(`/?lang=${language}`);
    const chat = new Chatting(page);
    await chat.open();
    await chat.begin(question);
    await expect(chat.products.first()).toContainText(title, { timeout: 60_000 });
    await chat.over();
    const said = (await chat.sentences.allInnerTexts()).join(' ');
    expect(said.length).toBeGreaterThan(5);
    expect(/\p{Script=Han}/u.test(said), said).toBe(language === 'zh');
  });
}
