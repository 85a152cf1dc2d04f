import { randomBytes } from 'node:crypto';
import {
  type APIRequestContext,
  type Browser,
  expect,
  type Locator,
  type Page,
  test,
} from '@playwright/test';
import { complaints, pace } from './chatting.js';
import { barriers } from './looking.js';
import { fresh, Marketer, mailPace, mailWith, open, placeOf } from './marketer.js';
import { released } from './outcomes.js';
import { SHOP } from './places.js';
import { account } from './shop-people.js';

test.beforeEach(async ({ request }) => {
  await pace(0);
  await mailPace(request, 0);
});

const part = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Parts of the campaign' }).getByRole('link', { name });
const box = (page: Page, what: 'Subject' | 'Text', variant: string, language: string): Locator =>
  page.getByRole('textbox', { name: `${what} of text ${variant}, ${language}` });

/** Saves, and waits until that is done. */
async function save(page: Page, version: number): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(`Saved as version ${version}.`)).toBeVisible();
}

/** Another person of the shop in a window of their own. */
async function colleague(browser: Browser, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: SHOP, locale: 'en-GB' });
  const page = await context.newPage();
  await open(page, account('marketer', 'Anna Berg'), path);
  return page;
}

test('from a brief to what it brought: a claim is blocked and mended, a second person approves, it is sent, paused and sent on', async ({
  browser,
  page,
  request,
}) => {
  test.setTimeout(240_000);
  const heard = complaints(page);
  const name = fresh('Spring tea');
  await open(page, account('marketer', 'Lin Mei'), '/console');
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Campaigns' }).click();
  await page
    .getByRole('link', { name: 'New campaign' })
    .or(page.getByRole('button', { name: 'New campaign' }))
    .first()
    .click();
  await page
    .getByRole('textbox', { name: 'What is it to bring about?' })
    .fill('Bring back members who have been away');
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('checkbox', { name: 'Chinese' }).check();
  await page.getByRole('button', { name: 'Make the draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();

  // The audience in words, counted as it is; what is taken off is told.
  await page.getByRole('radio', { name: 'Those whom I describe' }).check();
  await page.getByRole('textbox', { name: 'Describe them' }).fill('who has not ordered for 30 days?');
  await page.getByRole('button', { name: 'Read it' }).click();
  const audience = page.getByRole('region', { name: 'Audience', exact: true });
  await expect(audience.getByText('30 days')).toBeVisible({ timeout: 60_000 });
  const reach = page.getByRole('region', { name: 'Who is reached' });
  await expect(reach).toContainText('members are written to');
  await expect(reach).toContainText('Did not agree to it');
  const reached = Number((await reach.locator('.big').textContent())?.replace(/\D/g, ''));
  expect(reached).toBeGreaterThan(20);

  // An offer, and how many members it takes to see something.
  await page.getByRole('radio', { name: /^A coupon/ }).check();
  await page
    .getByRole('textbox', { name: 'Last day' })
    .or(page.getByLabel(/^Last day/))
    .first()
    .fill('2027-12-31');
  await page.getByRole('textbox', { name: /^Order anyway/ }).fill('10');
  await page.getByRole('textbox', { name: /^Smallest change/ }).fill('5');
  await page.getByRole('textbox', { name: /^Smallest change/ }).press('Tab');
  await expect(page.getByText(/To see a change from 10% to 15%, it takes [\d,]+ members/)).toBeVisible();
  await save(page, 2);

  // The model writes, one text after the other; a hand adds a claim that is not allowed.
  await part(page, 'Texts').click();
  await page.getByRole('button', { name: 'Write 4 texts' }).click();
  await expect(page.getByText('4 texts are written. Read them before you save.')).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('Written by the model', { exact: true })).toHaveCount(4);
  const text = box(page, 'Text', 'a', 'English');
  const written = await text.inputValue();
  expect(written).toContain('{{unsubscribe}}');
  await text.press('Control+Home');
  await text.pressSequentially('Satisfaction guaranteed. ');
  const finding = page.getByRole('listitem').filter({ hasText: 'guaranteed' }).first();
  await expect(finding).toContainText('Error');
  await expect(page.getByText('1 error: the campaign cannot be submitted')).toBeVisible();
  await expect(page.getByText('Written by the model, edited')).toBeVisible();
  await save(page, 3);
  await part(page, 'Approval').click();
  await expect(page.getByText('1 error in the texts')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toBeDisabled();

  // The quoted place is gone to and mended.
  await part(page, 'Texts').click();
  await page.getByRole('listitem').filter({ hasText: 'guaranteed' }).getByRole('button').first().click();
  await expect(text).toBeFocused();
  await text.fill(written);
  await expect(page.getByText('1 error: the campaign cannot be submitted')).toBeHidden();
  await save(page, 4);
  await part(page, 'Approval').click();
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page.getByText('You wrote this campaign, so somebody else has to approve it.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Approve/ })).toHaveCount(0);

  // A second person looks at what changed and says yes to just that.
  const other = await colleague(browser, placeOf(name, 'approval'));
  const summary = other.getByRole('region', { name: 'What version 4 is' });
  // The lot that holds members out is another for each campaign.
  await expect(summary).toContainText(
    /[\d,]+ members are written to, [\d,]+ are held out: members whose last/,
  );
  await expect(summary).toContainText('A coupon · 10% off · until');
  await expect(summary).toContainText('Text a (Benefit), Text b (Warmth)');
  await expect(other.getByRole('region', { name: 'Versions' }).first()).toContainText(
    'Satisfaction guaranteed.',
  );
  await other.getByRole('textbox', { name: 'Your comment' }).fill('Good as it is.');
  await other.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(other.getByText('Good as it is.')).toBeVisible();
  await other.getByRole('button', { name: 'Approve version 4' }).click();
  await expect(other.getByText(/^Approved by .* nothing of it changes any more\.$/)).toBeVisible();
  await other.context().close();

  // It is sent, paused in the middle, and sent on: everybody once.
  await page.reload();
  await part(page, 'Texts').click();
  await expect(box(page, 'Text', 'a', 'English')).toBeDisabled();
  await part(page, 'Delivery').click();
  await mailPace(request, 200);
  await page.getByRole('button', { name: 'Send it …' }).click();
  await expect(page.getByRole('dialog')).toContainText('What is sent cannot be called back.');
  await page.getByRole('button', { name: 'Send it now' }).click();
  await expect
    .poll(async () => (await mailWith(request, name)).length + (await count(request)), { timeout: 60_000 })
    .toBeGreaterThan(3);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused. Nothing goes out until somebody presses “Go on”.')).toBeVisible();
  await page.waitForTimeout(1500);
  const before = await count(request);
  await page.waitForTimeout(1500);
  expect(await count(request), 'nothing goes out while it is paused').toBe(before);
  expect(before).toBeLessThan(reached);
  await mailPace(request, 0);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('Everybody was written to.')).toBeVisible({ timeout: 120_000 });
  const recipients = (await mailWith(request, '')).flatMap(({ to }) => to);
  expect(new Set(recipients).size, 'everybody is written to once').toBe(recipients.length);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  expect((await saved).suggestedFilename()).toBe(`${name}.csv`);

  // Results come when the window is over; until then the page says since when.
  await part(page, 'Results').click();
  await expect(page.getByRole('heading', { name: 'Nothing to say yet' })).toBeVisible();
  await page.getByRole('link', { name: '← Campaigns' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Sent');
  await expect(row).toContainText('By conditions');
  expect(heard).toEqual([]);
});

/** How many mails came in all. */
async function count(request: APIRequestContext): Promise<number> {
  return (await mailWith(request, '')).length;
}

test('what is not saved is kept over a reload, undone step by step, and never saved over somebody else’s', async ({
  page,
  request,
}) => {
  const name = fresh('Kept');
  await new Marketer(request, 'lin').makes(name);
  await open(page, account('marketer', 'Lin Mei'), placeOf(name));
  const objective = page.getByRole('textbox', { name: 'What it is to bring about' });
  await objective.fill('Something else');
  await page.getByRole('radio', { name: 'Members who ordered once' }).check();
  await expect(page.getByText('There are unsaved changes.')).toBeVisible();
  await page.reload();
  await expect(objective).toHaveValue('Something else');
  await expect(page.getByRole('radio', { name: 'Members who ordered once' })).toBeChecked();
  await page.getByRole('radio', { name: /^Every member/ }).check();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Members who ordered once' })).toBeChecked();

  // Somebody else saves meanwhile.
  await new Marketer(request, 'wang').changes(name, { objective: 'What Wang wrote' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('wang saved version 2 meanwhile')).toBeVisible();
  await expect(objective).toHaveValue('Something else');
  await page.getByRole('button', { name: 'Take the saved version' }).click();
  await expect(objective).toHaveValue('What Wang wrote');
  await objective.fill('What both agreed on');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Saved as version 3.')).toBeVisible();

  // What the server has against it stands at its place.
  await page.getByRole('radio', { name: /^A coupon/ }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Offer' })).toContainText(
    'say on which day the coupon holds',
  );
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await expect(page.getByText('All changes are saved.')).toBeVisible();
});

test('a mail is looked at as members will see it, and sent to oneself', async ({ page, request }) => {
  const heard = complaints(page);
  const name = fresh('Looked at');
  await new Marketer(request, 'lin').makes(name);
  await open(page, account('marketer', 'Lin Mei'), placeOf(name, 'preview'));
  const mail = page.frameLocator('iframe');
  await expect(mail.getByText('Come and see what is new at')).toBeVisible();
  await expect(page.getByText('Hello valued customer')).toBeVisible();
  await page.getByRole('group', { name: 'As whom' }).getByRole('radio').nth(1).check();
  await expect(page.getByText('Hello valued customer')).toBeHidden();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect
    .poll(() => mail.locator('body').evaluate((body) => getComputedStyle(body).color), 'light on dark')
    .toBe('rgb(255, 255, 255)');
  await page.getByRole('button', { name: 'Plain text' }).click();
  await expect(page.locator('iframe')).toHaveCount(0);
  await expect(page.locator('pre')).toContainText('Unsubscribe: http');
  const to = `me-${randomBytes(3).toString('hex')}@shop.example`;
  await page.getByRole('textbox', { name: 'Your own address' }).fill(to);
  await page.getByRole('button', { name: 'Send the test' }).click();
  await expect(page.getByText(`1 message went to ${to}.`)).toBeVisible();
  expect((await mailWith(request, to)).length).toBe(1);
  // What the test looks into the frame with is a script, and none runs there.
  expect(heard.filter((said) => !said.startsWith('Blocked script execution'))).toEqual([]);
});

test('writing can be stopped, what was written stays, and an SMS says what makes it longer', async ({
  page,
  request,
}) => {
  const name = fresh('Short');
  await new Marketer(request, 'lin').makes(name, { medium: 'sms', copies: [] });
  await open(page, account('marketer', 'Lin Mei'), placeOf(name, 'texts'));
  await pace(1500);
  await page.getByRole('button', { name: 'Write 4 texts' }).click();
  await expect(page.getByText('Writing text 2 of 4')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped. What was written stays.')).toBeVisible();
  const text = box(page, 'Text', 'a', 'English');
  await expect(text).not.toHaveValue('');
  await text.fill('We thought of you. Come by – ');
  await expect(page.getByText(/“–” \(U\+2013\) makes it UCS-2\./)).toBeVisible();
  await page
    .getByRole('group', { name: 'Placeholders for text a, English' })
    .getByRole('button', { name: 'Shop', exact: true })
    .click();
  await expect(text).toHaveValue('We thought of you. Come by – {{shop.name}}');
  await expect(text).toBeFocused();
});

for (const [colorScheme, language] of [
  ['light', 'English'],
  ['dark', '中文'],
] as const) {
  test(`no part of the studio has a barrier on a tablet, ${colorScheme}, ${language}`, async ({
    page,
    request,
  }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 820, height: 1100 });
    const sizes = new Map<string, number>();
    page.on('response', async (response) => {
      const { responseBodySize } = await response.request().sizes();
      if (response.url().includes('/assets/') && responseBodySize > 0) {
        sizes.set(response.url(), responseBodySize);
      }
    });
    const name = await released(page, request);
    const draft = fresh('A draft');
    await new Marketer(request, 'lin').makes(draft, {
      offer: {
        kind: 'coupon',
        percent: 10,
        ends: '2027-12-31',
        depths: [{ rule: 'new', filter: { column: 'orders', is: 1 }, percent: 15 }],
        disclosed: true,
      },
      metric: { what: 'ordered', window_days: 14, baseline: 0.1, effect: 0.05 },
      audience: { filter: { column: 'recency_days', above: 60 } },
    });
    await open(page, account('marketer', 'Lin Mei'), '/studio');
    if (language === '中文') await page.getByRole('button', { name: language }).click();
    for (const path of [
      '/studio',
      '/studio/calendar',
      '/studio/new',
      placeOf(draft),
      placeOf(draft, 'texts'),
      placeOf(draft, 'preview'),
      placeOf(draft, 'approval'),
      placeOf(name, 'delivery'),
      placeOf(name, 'results'),
    ]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      // What is sent just now is asked about again and again.
      await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {});
      expect(await barriers(page), path).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${path} is not wider than the window`).toBeLessThanOrEqual(820);
    }
    const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    expect(all, 'all parts together').toBeLessThan(300_000);
  });
}
