import { expect, test } from '@playwright/test';
import { Chatting, complaints, pace } from './chatting.js';
import { Line } from './line.js';
import { SHOP } from './places.js';

test.beforeEach(() => pace(0));

for (const [language, question, title, sentence] of [
  ['en', 'do you have a kettle?', 'Kettle', 'Yes, we do.'],
  ['zh', '有没有保温杯？', '保温杯', '有的。'],
] as const) {
  test(`a question in ${language} is answered in cards and then in words`, async ({ page }) => {
    const heard = complaints(page);
    await page.goto(`/?lang=${language}`);
    const chat = new Chatting(page);
    await chat.open();
    await expect(chat.panel).toContainText(
      language === 'en' ? 'You are talking to an AI' : '您正在与 AI 对话',
    );
    await pace(700);
    await chat.begin(question);
    await expect(chat.products.first()).toContainText(title);
    await expect(chat.products.first()).toContainText('¥');
    expect(await chat.sentences.count(), 'cards come before words').toBe(0);
    await expect(chat.sentences.first()).toHaveText(sentence);
    await chat.over();
    await expect(chat.sentences).toHaveCount(3);
    const picture = chat.products.first().locator('img');
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    expect(heard).toEqual([]);
  });
}

test('an answer can be stopped and asked for again', async ({ page }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await pace(3000);
  await chat.begin('do you have a kettle?');
  await expect(chat.products.first()).toBeVisible();
  await chat.button('Stop the answer').click();
  await expect(chat.panel).toContainText('You stopped this answer.');
  await chat.over();
  expect(await chat.sentences.count()).toBeLessThan(3);
  await pace(0);
  await chat.button('Ask again').click();
  await expect(chat.sentences).toHaveCount(3);
  await expect(chat.panel.locator('.turn')).toHaveCount(1);
});

test('what is put into the basket from a card is in the basket', async ({ page }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('do you have a kettle?');
  const first = chat.products.first();
  const title = (await first.getByRole('heading').textContent())?.trim() ?? '';
  await first.getByRole('button', { name: `Add ${title} to the basket` }).click();
  await expect(first.getByRole('button', { name: `Added: ${title}` })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Basket, 1 piece' })).toBeVisible();
  await chat.button('Close').click();
  await page.getByRole('link', { name: /^Basket/ }).click();
  const line = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: title, exact: true }) });
  await expect(line).toContainText('¥');
});

test('a connection that breaks in the middle is taken up again, and nothing comes twice', async ({
  page,
}) => {
  const line = await Line.to(SHOP);
  await page.goto(line.place);
  const chat = new Chatting(page);
  await chat.open();
  await pace(400);
  await chat.begin('do you have a kettle?');
  await expect(chat.sentences.first()).toBeVisible();
  line.cut();
  await expect(chat.sentences).toHaveCount(3);
  await chat.over();
  const cards = await chat.products.count();
  await page.reload();
  await expect(chat.sentences).toHaveCount(3);
  expect(await chat.products.count()).toBe(cards);
  line.close();
});

test('a page that is left in the middle of an answer finds it on the next page', async ({ page }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await pace(500);
  await chat.begin('do you have a kettle?');
  await chat.products.first().getByRole('link').click();
  await expect(page).toHaveURL(/\/p\//);
  await expect(chat.panel.getByText('do you have a kettle?')).toBeVisible();
  await expect(chat.sentences).toHaveCount(3);
  await chat.over();
});

test('a server that cannot be reached is said, and the message is not lost', async ({ page }) => {
  const line = await Line.to(SHOP);
  await page.goto(line.place);
  const chat = new Chatting(page);
  await chat.open();
  line.refuse(true);
  await chat.say('do you have a kettle?');
  await expect(chat.panel).toContainText('cannot be reached');
  line.refuse(false);
  await chat.button('Send again').click();
  await expect(chat.products.first()).toBeVisible();
  line.close();
});

test('a message written offline is sent when the network is back', async ({ page, context }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await context.setOffline(true);
  await chat.say('do you have a kettle?');
  await expect(chat.panel).toContainText('You are offline');
  await context.setOffline(false);
  await expect(chat.products.first()).toBeVisible();
  await expect(chat.panel.locator('.turn')).toHaveCount(1);
});

test('the language follows the page and can be chosen', async ({ page }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await expect(chat.panel.getByRole('heading', { name: 'Shop assistant' })).toBeVisible();
  await page.getByRole('button', { name: '中文', exact: true }).first().click();
  await expect(chat.panel.getByRole('heading', { name: '店铺助手' })).toBeVisible();
  await chat.button('设置').click();
  await chat.button('English').click();
  await expect(chat.panel.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await page.reload();
  await expect(chat.panel.getByRole('heading', { name: 'Shop assistant' })).toBeVisible();
});

test('everything can be done by keyboard alone', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Open the chat' })).toBeVisible();
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    });
  const tabTo = async (name: RegExp) => {
    for (let step = 0; step < 80; step += 1) {
      await page.keyboard.press('Tab');
      if (name.test(await focused())) return;
    }
    throw new Error(`nothing called ${name} can be reached by Tab`);
  };
  await tabTo(/^Open the chat/);
  await page.keyboard.press('Enter');
  const chat = new Chatting(page);
  await expect(chat.message).toBeFocused();
  await page.keyboard.type('do you have a kettle?');
  await page.keyboard.press('Enter');
  await expect(chat.sentences).toHaveCount(3);
  // The message keeps the focus, so that the next can be written at once.
  await expect(chat.message).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(chat.button('Compare the first two')).not.toBeFocused();
  await tabTo(/^Add .* to the basket$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Basket, 1 piece' })).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(chat.panel).toBeHidden();
  await expect(page.getByRole('button', { name: 'Open the chat' })).toBeFocused();
});

test('a line break is no sending, and neither is the Enter of an input method', async ({ page }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.message.fill('one');
  await chat.message.press('Shift+Enter');
  await chat.message.dispatchEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229 });
  await expect(chat.panel.locator('.turn')).toHaveCount(0);
  await expect(chat.message).toHaveValue('one\n');
});

test('an answer is rated with a reason, which is still there later', async ({ page }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('do you have a kettle?');
  await chat.button('This answer did not help').click();
  await chat.panel.getByLabel('Not what I asked').check();
  await chat.panel.getByRole('textbox', { name: /In your words/ }).fill('I meant a stove kettle');
  await chat.button('Tell the shop').click();
  await expect(chat.panel).toContainText('Thank you');
  await page.reload();
  await expect(chat.button('This answer did not help')).toHaveAttribute('aria-pressed', 'true');
});

test('a conversation can be deleted', async ({ page }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('do you have a kettle?');
  await chat.button('Settings').click();
  await chat.button('Delete this conversation').click();
  await chat.button('Delete').last().click();
  await expect(chat.panel).toContainText('The conversation was deleted.');
  await page.reload();
  await expect(chat.panel.getByRole('heading', { name: 'Shop assistant' })).toBeVisible();
  await expect(chat.panel.locator('.turn')).toHaveCount(0);
});

test('a person is within reach, and what they read is shown', async ({ page }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('do you have a kettle?');
  await chat.button('Talk to a person').first().click();
  await expect(chat.panel.getByRole('region', { name: /Handed over/ })).toContainText(
    'do you have a kettle?',
  );
});

test('the chat keeps no cookie', async ({ page, context }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say('do you have a kettle?');
  expect(await context.cookies()).toEqual([]);
});

test('who has to wait is told how many are before them', async ({ page, request }) => {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await pace(2500);
  const other = await (await request.post('/v1/conversations')).json();
  const slow = request.post(`/v1/conversations/${other.id}/messages`, {
    data: { text: 'do you have mugs?' },
  });
  await page.waitForTimeout(1000);
  await chat.begin('do you have a kettle?');
  await expect(chat.panel.getByRole('status').filter({ hasText: 'One moment, 1 before you' })).toBeVisible();
  await chat.over();
  await slow;
});
