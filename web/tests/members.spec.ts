import { expect, type Page, test } from '@playwright/test';
import { complaints } from './chatting.js';
import { barriers } from './looking.js';
import { account, signIn } from './shop-people.js';

/** An account of its own, signed in. */
async function signedIn(page: Page, role: string): Promise<string> {
  const name = account(role, 'Lin Mei');
  await signIn(page, name);
  await expect(page.getByRole('heading', { name: 'Hello, Lin Mei' })).toBeVisible();
  return name;
}

/** Finds a member with the keyboard alone, and says what for. */
async function open(page: Page, purpose: string): Promise<string> {
  await page.getByRole('navigation').getByRole('link', { name: 'Members' }).click();
  const search = page.getByRole('combobox', { name: 'Find a member' });
  await expect(search).toBeFocused();
  await search.pressSequentially('m1');
  await expect(page.getByRole('option')).toHaveCount(20);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const chosen = page.getByRole('option', { selected: true });
  const key = /M\d+$/.exec((await chosen.textContent())?.trim() ?? '')?.[0] ?? '';
  expect(key).not.toBe('');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/console/members/${key}`);
  const dialog = page.getByRole('dialog', { name: 'What do you open this member for?' });
  await expect(dialog).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Risk of leaving' })).toHaveCount(0);
  await dialog.getByRole('radio', { name: purpose }).check();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  return key;
}

test('a member is found, read, revealed for a purpose, and all of it is on record', async ({ page }) => {
  const heard = complaints(page);
  const name = await signedIn(page, 'admin');
  const key = await open(page, 'A complaint');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  for (const part of ['Next best action', 'Orders', 'Consents', 'Tier and points', 'Recommended']) {
    const there = page.getByRole('heading', { name: part, exact: true });
    // Where nothing is estimated of them there is no action, and the page says why.
    if (part === 'Next best action' && (await there.count()) === 0) {
      await expect(page.getByRole('region', { name: 'Risk of leaving' })).toContainText(
        /analysis|fitted|counted/,
      );
    } else await expect(there).toBeVisible();
  }
  const contact = page.getByRole('region', { name: 'Contact' });
  await expect(contact).toContainText('***@');
  await contact.getByRole('button', { name: 'Show in full' }).click();
  const why = page.getByRole('dialog', { name: 'What do you need the contact data for?' });
  await why.getByRole('radio', { name: 'Something else' }).check();
  await why.getByLabel('In your own words').fill('the courier lost the parcel');
  await why.getByRole('button', { name: 'Show in full' }).click();
  await expect(contact).toContainText('that is on record');
  await expect(contact).not.toContainText('***@');
  // The purpose holds for a while, what was revealed does not.
  await page.reload();
  await expect(contact).toContainText('***@');
  await page.goto(`/console/audit?about=${key}&who=${name}`);
  const table = page.getByRole('table');
  await expect(table).toContainText('open a member: complaint');
  await expect(table).toContainText('reveal contact data: other: the courier lost the parcel');
  await page.getByRole('button', { name: 'Check the chain' }).click();
  await expect(page.getByText(/^Whole: \d+ records/)).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  expect((await download).suggestedFilename()).toBe('storekeeper-audit.jsonl');
  await page.goto('/console/members');
  await expect(page.getByRole('region', { name: 'Opened in this session' })).toContainText(key);
  expect(heard).toEqual([]);
});

test('who leaves the dialog sees nothing, and other roles are told that it is not for them', async ({
  page,
}) => {
  await signedIn(page, 'agent');
  const places = page.getByRole('navigation').getByRole('link');
  await expect(places).toHaveText(['Account', /^Inbox/, 'Ask', 'Members']);
  await page.goto('/console/members/M100000');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.waitForURL('**/console/members');
  await page.goto('/console/audit');
  await expect(page.getByText('This is not for your role')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`members and audit have no barrier and fit a tablet, ${colorScheme}`, async ({ page }) => {
    await page.setViewportSize({ width: 820, height: 1180 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signedIn(page, 'admin');
    await open(page, 'They ask something');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: '中文' }).click();
    await expect(page.getByRole('heading', { name: '动态' })).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await wide()).toBeLessThanOrEqual(820);
    await page.goto('/console/audit');
    await expect(page.getByRole('table')).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    expect(await wide()).toBeLessThanOrEqual(820);
  });
}
