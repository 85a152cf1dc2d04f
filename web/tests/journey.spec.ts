import { expect, test } from '@playwright/test';
import { ShopAgent } from './agent.js';
import { Chatting, complaints, pace } from './chatting.js';
import { SHOP } from './places.js';
import { account, signIn } from './shop-people.js';
import { signIn as signInAsMember } from './signing-in.js';

test.beforeEach(() => pace(0));

test('a day at the desk: a member, their reasons, their conversation, an edited draft, and all of it on record', async ({
  browser,
  page,
  request,
}) => {
  test.slow();
  const heard = complaints(page);
  // A member asks for their order, and then for a person.
  const window = await browser.newContext({ baseURL: SHOP, locale: 'en-GB' });
  const shop = await window.newPage();
  await shop.goto('/');
  await signInAsMember(shop);
  const chat = new Chatting(shop);
  await chat.open();
  const question = `where is my latest order, number ${Date.now()} of all?`;
  await chat.say(question);
  await chat.button('Talk to a person').first().click();
  await chat.over();
  const { id, member } = await new ShopAgent(request, 'watch').finds(question);

  // Somebody of the shop signs in, finds them, and reads why they may leave.
  const name = account('admin', 'Lin Mei');
  await signIn(page, name);
  await page.getByRole('navigation').getByRole('link', { name: 'Members' }).click();
  await page.getByRole('combobox', { name: 'Find a member' }).pressSequentially(member ?? '');
  await expect(page.getByRole('option').first()).toContainText(member ?? 'a member');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'What do you open this member for?' });
  await dialog.getByRole('radio', { name: 'They ask something' }).check();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Risk of leaving' })).toContainText(/\d+%|analysis/);

  // Their conversation waits in the inbox; it is taken over.
  await page.goto(`/console/inbox/${id}`);
  await page.getByRole('button', { name: 'Take over', exact: true }).click();
  await expect(page.getByText('You have it. The assistant is silent.')).toBeVisible();

  // A draft with its sources, edited and sent, arrives where the member reads it.
  await page.getByRole('button', { name: 'Draft a reply' }).click();
  const reply = page.getByRole('textbox', { name: 'Your reply' });
  await expect(reply).not.toHaveValue('');
  const drafted = await reply.inputValue();
  await expect(page.getByRole('region', { name: 'The draft and what it rests on' })).toBeVisible();
  const added = 'Write to me here whenever you like.';
  await reply.fill(`${drafted}\n\n${added}`);
  await reply.press('Control+Enter');
  await expect(chat.panel.locator('.person .said').last()).toContainText(added);

  // All of it is on record, in one whole chain.
  await page.goto(`/console/audit?who=${name}`);
  const table = page.getByRole('table');
  for (const done of [/sign in/, /open a member: question/, /take/, /draft/, /reply/]) {
    await expect(table.getByRole('row').filter({ hasText: done }).first()).toBeVisible();
  }
  await page.getByRole('button', { name: 'Check the chain' }).click();
  await expect(page.getByText(/^Whole: \d+ records/)).toBeVisible();
  const figures = await page.evaluate(async () => (await fetch('/v1/inbox/drafts')).json());
  expect(figures.newest).toContainEqual(
    expect.objectContaining({ draft: drafted, sent: expect.stringContaining(added) }),
  );
  await window.close();
  expect(heard).toEqual([]);
});
