import { expect, type Page, test } from '@playwright/test';
import { complaints } from './chatting.js';
import { barriers } from './looking.js';
import { account, signIn } from './shop-people.js';

const QUESTION = 'who has not ordered for 90 days?';

/** Opens the page as somebody of the shop. */
async function open(page: Page, role: string): Promise<void> {
  await signIn(page, account(role, 'Lin Mei'));
  await expect(page.getByRole('heading', { name: 'Hello, Lin Mei' })).toBeVisible();
  await page.goto('/console/ask');
  await expect(page.getByRole('heading', { name: 'Ask about members' })).toBeVisible();
}

/** Asks something and waits for the whole answer. */
async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^(Your question|您的问题)$/ }).fill(text);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^(Ask|提问)$/ })).toBeVisible({ timeout: 60_000 });
}

const panel = (page: Page) => page.getByRole('region', { name: 'Understood as' });
/** How many members a filter is true of, as its panel says. */
async function count(page: Page): Promise<number> {
  const said = await panel(page).locator('.sentence strong').textContent();
  return Number((said ?? '').replace(/\D/g, ''));
}

test('a question is read, changed, run again, sorted and saved', async ({ page }) => {
  const heard = complaints(page);
  await open(page, 'admin');
  await ask(page, QUESTION);
  await expect(panel(page).locator('.sentence')).toContainText('90 days');
  const before = await count(page);
  expect(before).toBeGreaterThan(0);
  await panel(page).getByRole('button', { name: 'Edit' }).click();
  const condition = panel(page).getByRole('group', { name: 'Condition 1' });
  await expect(condition.getByRole('combobox', { name: 'What' })).toHaveValue('recency_days');
  const value = condition.getByRole('textbox', { name: 'Value' });
  await expect(value).toHaveValue('90');
  // What cannot be asked is said at its place.
  await value.fill('');
  await panel(page).getByRole('button', { name: 'Run again' }).click();
  await expect(condition).toContainText('Give a number.');
  await expect(panel(page).getByRole('alert')).toHaveText('The marked conditions need a change.');
  await value.fill('30');
  await panel(page).getByRole('button', { name: 'Run again' }).click();
  await expect(panel(page).locator('.sentence')).toContainText('30 days');
  expect(await count(page), 'fewer days of silence fit more members').toBeGreaterThan(before);
  await expect(panel(page).getByRole('button', { name: 'Edit' })).toBeFocused();

  await panel(page).getByRole('button', { name: 'spent in all' }).click();
  await expect(panel(page).getByRole('columnheader', { name: 'spent in all' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  const first = await panel(page).getByRole('rowheader').first().textContent();
  await panel(page).getByRole('button', { name: 'Later' }).click();
  await expect(panel(page)).toContainText('11 to 20 of');
  await expect(panel(page).getByRole('rowheader').first()).not.toHaveText(first ?? '');

  await panel(page).getByRole('button', { name: 'Save as segment' }).click();
  await panel(page).getByRole('textbox', { name: 'Name of the segment' }).fill('Quiet for a month');
  await page.keyboard.press('Enter');
  await expect(panel(page)).toContainText('Saved as “Quiet for a month”');
  const saved = await page.evaluate(async () => (await fetch('/v1/segments')).json());
  expect(saved).toContainEqual(
    expect.objectContaining({
      name: 'Quiet for a month',
      filter: expect.objectContaining({ column: 'recency_days' }),
    }),
  );
  expect(heard).toEqual([]);
});

test('a group of conditions is made by keyboard alone', async ({ page }) => {
  await open(page, 'agent');
  await ask(page, QUESTION);
  await panel(page).getByRole('button', { name: 'Edit' }).press('Enter');
  const all = panel(page).getByRole('combobox', { name: 'Who' });
  await expect(all).toBeFocused();
  await panel(page).getByRole('button', { name: 'Add a condition' }).press('Enter');
  const second = panel(page).getByRole('group', { name: 'Condition 2' });
  await expect(second.getByRole('combobox', { name: 'What' })).toBeFocused();
  await second.getByRole('combobox', { name: 'What' }).selectOption('consents_to');
  await second.getByRole('combobox', { name: 'Value' }).selectOption('marketing_mail');
  await second.getByRole('combobox', { name: 'Value' }).press('Tab');
  await expect(panel(page).getByRole('button', { name: 'Remove condition 2' })).toBeFocused();
  await panel(page).locator('form').getByRole('button', { name: 'Run again' }).press('Enter');
  await expect(panel(page).locator('.sentence')).toContainText('offers by mail');
  // Who serves members saves no segments.
  await expect(panel(page).getByRole('button', { name: 'Save as segment' })).toBeHidden();
});

test('a plot is drawn, its values can be gone through, and its numbers are in a table', async ({ page }) => {
  const heard = complaints(page);
  const sizes: number[] = [];
  page.on('response', async (response) => {
    if (!response.url().includes('/assets/')) return;
    sizes.push((await response.request().sizes()).responseBodySize);
  });
  await open(page, 'admin');
  await ask(page, 'how good is the churn model?');
  const plot = page.locator('sk-chart').first();
  await expect(plot.locator('.canvas svg')).toBeVisible();
  const walk = plot.getByRole('slider');
  await walk.focus();
  const one = await walk.getAttribute('aria-valuetext');
  expect(one).toMatch(/\d/);
  await walk.press('ArrowRight');
  await expect(walk).not.toHaveAttribute('aria-valuetext', one ?? '');
  await expect(plot.locator('.mark')).toBeVisible();
  await plot.getByText('The numbers as a table').click();
  expect(await plot.getByRole('row').count()).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
  expect(heard).toEqual([]);
});

test('what was asked is there again after a reload, and not after it was begun anew', async ({ page }) => {
  await open(page, 'marketer');
  await ask(page, QUESTION);
  await page.reload();
  await expect(panel(page).locator('.sentence')).toContainText('90 days');
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await expect(page.getByRole('heading', { name: 'For example' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'For example' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the page has no barrier, in both languages, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 820, height: 1100 });
    await open(page, 'admin');
    expect(await barriers(page)).toEqual([]);
    await ask(page, QUESTION);
    await panel(page).getByRole('button', { name: 'Edit' }).click();
    await expect(panel(page).getByRole('group', { name: 'Condition 1' })).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await ask(page, 'how good is the churn model?');
    await expect(page.locator('sk-chart .canvas svg').first()).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: '中文' }).click();
    await expect(page.getByRole('heading', { name: '会员问答' })).toBeVisible();
    await ask(page, '90 天没有下单的会员有哪些？');
    expect(await barriers(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, 'the page is not wider than the window').toBeLessThanOrEqual(820);
  });
}
