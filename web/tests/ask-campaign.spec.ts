import { randomBytes } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { complaints, pace } from './chatting.js';
import { barriers } from './looking.js';
import { open } from './marketer.js';
import { account } from './shop-people.js';

test.beforeEach(() => pace(0));

/** A name that no other run of a test has, in letters: a number may be a member's. */
const fresh = (name: string) =>
  `${name} ${[...randomBytes(5)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('')}`;

/** Asks something and waits for the whole answer. */
async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^(Your question|您的问题)$/ }).fill(text);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^(Ask|提问)$/ })).toBeVisible({ timeout: 60_000 });
}

test('a campaign that is put forward is saved, opened and taken back by buttons', async ({ page }) => {
  test.setTimeout(120_000);
  const heard = complaints(page);
  const name = fresh('Good tea');
  await open(page, account('marketer', 'Lin Mei'), '/console/ask');
  const question = `Plan a campaign called "${name}" to thank the members with more than 2 orders`;
  await ask(page, question);
  const proposal = page.getByRole('region', { name: 'This would be saved' });
  await expect(proposal).toContainText(name);
  await proposal.getByRole('button', { name: 'No, leave it' }).click();
  await expect(proposal).toContainText('You said no. Nothing was saved.');
  expect(await campaigns(page)).not.toContain(name);

  await ask(page, question);
  const again = proposal.last();
  expect(await barriers(page)).toEqual([]);
  await again.getByRole('button', { name: 'Yes, save it' }).click();
  const card = page.getByRole('region', { name: `Campaign “${name}”` });
  await expect(card.first()).toContainText('Version 1');
  await expect(again).toContainText('You said yes.');
  // Texts are written for it, and taken back as one version.
  await card.first().getByRole('button', { name: 'Have texts written' }).click();
  await expect(proposal.last().getByRole('button', { name: 'Yes, save it' })).toBeEnabled({
    timeout: 60_000,
  });
  await proposal.last().getByRole('button', { name: 'Yes, save it' }).click();
  await expect(card.last()).toContainText('Version 2');
  await card.last().getByRole('button', { name: 'Undo' }).click();
  await expect(card.last()).toContainText('Taken back: version 3 says what version 1 said.');
  expect(await texts(page, name)).toBe(0);
  await page.reload();
  await expect(card.last()).toBeVisible();
  // It moved on: nothing is offered to be undone any more.
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await card.last().getByRole('link', { name: 'Open in the studio' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  expect(heard).toEqual([]);
});

test('a draft that was just made is taken back whole, in Chinese', async ({ page }) => {
  const name = fresh('召回');
  await open(page, account('marketer', 'Lin Mei'), '/console/ask');
  await page.getByRole('button', { name: '中文' }).click();
  await ask(page, `给90天没下单的会员做个召回活动，打九折，叫“${name}”`);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  const card = page.getByRole('region', { name: /^营销活动/ });
  await card.getByRole('button', { name: '撤销' }).click();
  await expect(card).toContainText('已撤销，草稿已删除。');
  await expect(card.getByRole('link')).toHaveCount(0);
  expect((await campaigns(page)).filter((each) => each === name)).toEqual([]);
  expect(await barriers(page)).toEqual([]);
});

/** The names of all campaigns. */
function campaigns(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { campaigns } = await (await fetch('/v1/campaigns')).json();
    return campaigns.map(({ name }: { name: string }) => name);
  });
}

/** How many texts a campaign has. */
function texts(page: Page, name: string): Promise<number> {
  return page.evaluate(async (called) => {
    const campaign = await (await fetch(`/v1/campaigns/${encodeURIComponent(called)}`)).json();
    return campaign.brief.copies.length;
  }, name);
}
