import { expect, test } from '@playwright/test';
import { ShopAgent } from './agent.js';
import { Chatting, complaints, pace } from './chatting.js';
import { Line } from './line.js';
import { barriers } from './looking.js';
import { SHOP } from './places.js';

test.beforeEach(() => pace(0));

test('a person takes over, is seen typing and answering, and hands back to the assistant', async ({
  page,
  request,
}) => {
  const heard = complaints(page);
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('do you have a kettle for a hotel?');
  await chat.button('Talk to a person').first().click();
  await chat.over();
  const lin = new ShopAgent(request, 'lin');
  const { id } = await lin.finds('do you have a kettle for a hotel?');
  expect(await lin.does(id, 'take')).toBe(200);
  await expect(chat.panel.getByRole('heading', { name: 'Lin, of the shop' })).toBeVisible();
  await expect(chat.panel).toContainText('Lin has taken over.');
  await expect(chat.panel).toContainText('A person, not the AI');

  expect(await lin.does(id, 'typing')).toBe(204);
  await expect(chat.panel.getByRole('status').filter({ hasText: 'Lin is typing' })).toBeVisible();
  const markup = 'Yes <b>we</b> do: <img src=x onerror=alert(1)>';
  expect(await lin.does(id, 'reply', { text: markup })).toBe(200);
  await expect(chat.panel.locator('.person .said')).toHaveText(markup);
  await expect(chat.panel.locator('.person img')).toHaveCount(0);
  await expect(chat.panel.getByRole('status').filter({ hasText: 'is typing' })).toHaveCount(0);

  // The assistant is silent, and the message has arrived.
  const sentences = await chat.sentences.count();
  await chat.say('do you have mugs?');
  await expect(chat.panel.locator('.received')).toHaveText('Delivered');
  expect(await chat.sentences.count()).toBe(sentences);
  const read = await lin.reads(id);
  expect(read.exchanges.at(-1)?.asked).toBe('do you have mugs?');
  await chat.message.pressSequentially('and');
  await expect.poll(async () => (await lin.reads(id)).shopper_types).toBe(true);
  await chat.message.fill('');

  // What stands there is in order, and still there on the next page.
  await page.reload();
  await expect(chat.panel.locator('.person .said')).toHaveText(markup);
  await expect(chat.panel.getByRole('heading', { name: 'Lin, of the shop' })).toBeVisible();
  expect(await lin.does(id, 'note', { text: 'wants a discount' })).toBe(200);
  expect(await lin.does(id, 'hand-back')).toBe(200);
  await expect(chat.panel).toContainText('Lin has given the conversation back');
  await expect(chat.panel.getByRole('heading', { name: 'Shop assistant' })).toBeVisible();
  await chat.say('do you have a kettle?');
  await expect(chat.products.last()).toContainText('Kettle');
  await expect(chat.panel).not.toContainText('wants a discount');
  expect(heard).toEqual([]);
});

test('what a person says while the line is broken is there when it is back, once', async ({
  page,
  request,
}) => {
  const line = await Line.to(SHOP);
  await page.goto(line.place);
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('a question about broken lines');
  await chat.button('Talk to a person').first().click();
  await chat.over();
  const lin = new ShopAgent(request, 'lin');
  const { id } = await lin.finds('a question about broken lines');
  await lin.does(id, 'take');
  await expect(chat.panel).toContainText('Lin has taken over.');
  line.refuse(true);
  await lin.does(id, 'reply', { text: 'first' });
  await lin.does(id, 'reply', { text: 'second' });
  line.refuse(false);
  await expect(chat.panel.locator('.person .said')).toHaveText(['first', 'second']);
  await lin.does(id, 'reply', { text: 'third' });
  await expect(chat.panel.locator('.person .said')).toHaveText(['first', 'second', 'third']);
  line.close();
});

test('a closed panel tells that a person answered', async ({ page, request }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('a question before I close this');
  await chat.button('Talk to a person').first().click();
  await chat.over();
  await chat.button('Close').click();
  const lin = new ShopAgent(request, 'lin');
  const { id } = await lin.finds('a question before I close this');
  await lin.does(id, 'take', { shown_as: '小林' });
  await lin.does(id, 'reply', { text: 'Here I am' });
  const launcher = page.getByRole('button', { name: 'Open the chat: 1 new from a person of the shop' });
  await expect(launcher).toBeVisible();
  await launcher.click();
  await expect(chat.panel.locator('.person .who')).toContainText('小林');
});

for (const theme of ['light', 'dark'] as const) {
  test(`a talk with a person has no barriers in ${theme}`, async ({ page, request }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto('/?lang=zh');
    const chat = new Chatting(page);
    await chat.open();
    await chat.say(`有一个问题 ${theme}`);
    await chat.button('找人工客服').first().click();
    await chat.over();
    const lin = new ShopAgent(request, 'lin');
    const { id } = await lin.finds(`有一个问题 ${theme}`);
    await lin.does(id, 'take');
    await lin.does(id, 'reply', { text: '您好' });
    await expect(chat.panel.locator('.person .said')).toHaveText('您好');
    await expect(chat.panel).toContainText('Lin 已接入对话');
    expect(await barriers(page)).toEqual([]);
  });
}
