import { expect, test } from '@playwright/test';
import { Chatting, pace } from './chatting.js';
import { signIn } from './signing-in.js';

test.beforeEach(() => pace(0));

test('a member sees their orders, and after signing out nobody does', async ({ page }) => {
  await page.goto('/');
  await signIn(page);
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('where is my order?');
  await expect(chat.panel.getByRole('region', { name: /^Order SK-/ }).first()).toBeVisible();
  await chat.button('Close').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await chat.open();
  await expect(chat.panel.locator('.turn')).toHaveCount(0);
  await chat.say('where is my order?');
  await expect(chat.panel.getByRole('region', { name: /^Order/ })).toHaveCount(0);
});

test('a change is made after a yes on its card, once', async ({ page }) => {
  await page.goto('/');
  await signIn(page);
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('turn off personalised suggestions');
  const card = chat.panel.getByRole('region', { name: 'Please check this change' });
  await expect(card).toContainText('on');
  await card.getByRole('button', { name: 'Yes, do it' }).click();
  await expect(card).toContainText('You said yes.');
  await chat.over();
  await chat.button('Settings').click();
  const personal = chat.panel.getByRole('switch', { name: 'Suggestions out of my orders' });
  await expect(personal).not.toBeChecked();
  // The switch itself is a yes: it is kept at once.
  await personal.check();
  await page.reload();
  await chat.button('Settings').click();
  await expect(personal).toBeChecked();
});

test('a change that was left is not made', async ({ page }) => {
  await page.goto('/');
  await signIn(page);
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('turn off personalised suggestions');
  await chat.button('No, leave it').click();
  await expect(chat.panel).toContainText('Nothing was changed');
  await chat.over();
  await chat.button('Settings').click();
  await expect(chat.panel.getByRole('switch', { name: 'Suggestions out of my orders' })).toBeChecked();
});

test('the assistant is told of the page only by consent, and it is seen', async ({ page }) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/messages')) sent.push(request.postData() ?? '');
  });
  await page.goto('/p/TEA-01');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('is it in stock?');
  expect(sent[0]).not.toContain('TEA-01');
  await expect(chat.products).toHaveCount(0);
  await chat.button(/^Tell the assistant that you look at/).click();
  await expect(chat.panel).toContainText('The assistant sees: Misty Hill Longjing');
  await chat.say('is it in stock?');
  expect(sent[1]).toContain('TEA-01');
  await expect(chat.products).toContainText('Misty Hill Longjing');
  // On the next page it is seen what is told now, and it can be taken back.
  await page.goto('/p/MUG-01');
  await page.goto('/p/TAB-01');
  await expect(chat.panel).toContainText('The assistant sees: Fernglaze');
  await chat.button('Do not tell').click();
  await chat.say('how much is it?');
  expect(sent[2]).not.toContain('TAB-01');
});

test('what goes with the basket is suggested where the basket may be seen', async ({ page }) => {
  await page.goto('/p/TEA-01');
  await page.getByRole('button', { name: 'Add to basket' }).click();
  await page.goto('/basket');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('what goes well with my basket?');
  await expect(chat.sentences.last()).toContainText('I see no basket');
  await chat.button('Tell the assistant what is in your basket').click();
  await chat.say('what goes well with my basket?');
  await expect(chat.products.first()).toBeVisible();
});

test('a change that waits for a yes is still there when one comes back to the page', async ({ page }) => {
  await page.goto('/');
  await signIn(page);
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('turn off personalised suggestions');
  const read = page.waitForResponse(/\/v1\/conversations\/\w+$/);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await read;
  await chat.button('No, leave it').click();
  await expect(chat.panel).toContainText('Nothing was changed');
});
