import { expect, type Page, test } from '@playwright/test';
import { complaints } from './chatting.js';
import { fresh, Marketer, open, placeOf } from './marketer.js';
import { compared, OUTCOME, released } from './outcomes.js';
import { account } from './shop-people.js';

const part = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Parts of the campaign' }).getByRole('link', { name });

test('results say in words what may be concluded, with a plot and a table of each', async ({
  page,
  request,
}) => {
  const name = await released(page, request);
  await open(page, account('marketer', 'Lin Mei'), placeOf(name, 'results'));
  await expect(
    page.getByText(/^The campaign worked\. Of those who were written to, 16% ordered;/),
  ).toBeVisible();
  await expect(page.locator('sk-chart').first().locator('.canvas svg')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'without a segment' }).first()).toContainText(
    'points',
  );
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByText(/^活动有效。/)).toBeVisible();
});

test('each text stands with its share and its interval, and what another way to choose would have brought', async ({
  page,
  request,
}) => {
  const name = await released(page, request);
  await page.route('**/v1/campaigns/*/replay?*', (route) => {
    const by = new URL(route.request().url()).searchParams.get('by');
    const valued = (share: number) => ({ share, low: share - 0.02, high: share + 0.02 });
    const json = { by, draws: 880, as_it_was: valued(0.16), self_normalised: valued(0.18) };
    return route.fulfill(
      by === 'thompson' ? { json } : { status: 409, json: { detail: 'too few draws', status: 409 } },
    );
  });
  await open(page, account('marketer', 'Lin Mei'), placeOf(name, 'results'));
  const texts = page.getByRole('region', { name: 'By text' }).first();
  await expect(texts).toContainText('Text b did best: its interval lies above those of all others.');
  const row = texts.getByRole('row').filter({ hasText: 'Text a' });
  await expect(row.getByRole('cell')).toHaveText(['420', '46.7%', '50', '11.9%', '11.9%', '9% – 15%', '']);
  await texts.getByRole('button', { name: 'Reckon' }).click();
  await expect(texts.getByRole('status')).toContainText('would have brought 18% of members to order');
  await texts.getByRole('combobox').selectOption('linucb');
  await texts.getByRole('button', { name: 'Reckon' }).click();
  await expect(texts.getByRole('alert')).toHaveText('too few draws');
});

test('texts whose intervals overlap are not called better or worse', async ({ page, request }) => {
  const close = OUTCOME.by_variant.map((text) => ({
    ...text,
    for_all: { metric: 0.15, low: 0.1, high: 0.2 },
  }));
  const name = await released(page, request, { ...OUTCOME, by_variant: close });
  await open(page, account('marketer', 'Lin Mei'), placeOf(name, 'results'));
  await expect(page.getByText('No text can be said to be the best: their intervals overlap.')).toBeVisible();
});

test('where there is nothing to say yet, it is told why and what helps', async ({ page, request }) => {
  const draft = fresh('Not sent');
  await new Marketer(request, 'lin').makes(draft);
  const alone = {
    ...OUTCOME,
    all: { ...compared([900, 144], [1, 0]), held_out: { members: 0, ordered: 0, spent: 0, metric: 0 } },
    verdict: 'not_compared',
  };
  const name = await released(page, request, {
    ...alone,
    all: { ...alone.all, difference: null, anytime: null },
  });
  await open(page, account('marketer', 'Lin Mei'), placeOf(draft, 'results'));
  await expect(page.getByText('It was not sent yet')).toBeVisible();
  await page.getByRole('button', { name: 'To the approval' }).click();
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toBeVisible();
  await page.goto(placeOf(name, 'results'));
  await expect(page.getByText('There is nothing to compare with')).toBeVisible();
});

test('mails that may or may not have arrived are listed, and sent again only after it was said what that means', async ({
  page,
  request,
}) => {
  const name = await released(page, request);
  let uncertain = 2;
  // The wait begins with the first look, however long the page takes to open.
  let decidable: string | null | undefined;
  await page.route('**/v1/campaigns/*/progress', async (route) => {
    const answer = await route.fetch();
    if (decidable === undefined) decidable = new Date(Date.now() + 4_000).toISOString();
    const mail = (n: number) => ({
      member: `M10000${n}`,
      message_id: `left-half-${n}`,
      since: '2026-11-28T03:00:00Z',
      reason: 'no answer',
    });
    const mails = [1, 2].slice(0, uncertain).map(mail);
    const told = { uncertain, uncertain_messages: mails, decidable_from: decidable };
    await route.fulfill({ json: { ...(await answer.json()), ...told } });
  });
  const decided: unknown[] = [];
  await page.route('**/v1/campaigns/*/uncertain', async (route) => {
    decided.push(route.request().postDataJSON());
    uncertain = 0;
    decidable = null;
    const campaign = await request.get(`/v1/campaigns/${encodeURIComponent(name)}`, {
      headers: { cookie: (await route.request().allHeaders()).cookie ?? '' },
    });
    await route.fulfill({ json: await campaign.json() });
  });
  await open(page, account('marketer', 'Lin Mei'), placeOf(name, 'results'));
  const mails = page.getByRole('region', { name: '2 mails may or may not have arrived' });
  await expect(mails.getByRole('row').filter({ hasText: 'M100001' })).toContainText('left-half-1');
  // Just handed over: the server may still answer.
  await expect(mails.getByRole('button', { name: 'Send again …' })).toBeDisabled();
  await expect(mails.getByRole('button', { name: 'Send again …' })).toBeEnabled({ timeout: 10_000 });
  await mails.getByRole('button', { name: 'Let them be …' }).click();
  await expect(page.getByRole('dialog')).toContainText('Whoever did not get theirs never will.');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(decided).toEqual([]);
  await part(page, 'Delivery').click();
  await mails.getByRole('button', { name: 'Send again …' }).click();
  await expect(page.getByRole('dialog')).toContainText('Whoever got theirs gets it twice.');
  await page.getByRole('button', { name: 'Send again', exact: true }).click();
  await expect(mails).toBeHidden();
  expect(decided).toEqual([{ decision: 'send' }]);
});

test('how texts are chosen is set where there are several, and a draft is deleted after a question', async ({
  page,
  request,
}) => {
  const heard = complaints(page);
  const name = fresh('Chosen');
  const person = account('marketer', 'Lin Mei');
  const copy = {
    language: 'en',
    subject: 'Hello',
    body: 'Come by: {{shop.link}}\n\nUnsubscribe: {{unsubscribe}}',
  };
  const copies = ['a', 'b'].map((variant) => ({ ...copy, variant }));
  await new Marketer(request, person).makes(name, { languages: ['en'], copies });
  await open(page, person, placeOf(name, 'texts'));
  await page.getByRole('radio', { name: /^The better, the more often/ }).check();
  await page.getByRole('textbox', { name: /^Least share of each text/ }).fill('20');
  await page.getByRole('textbox', { name: /^Learn from orders within/ }).fill('48');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Saved as version 2.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('radio', { name: /^The better, the more often/ })).toBeChecked();
  await expect(page.getByRole('textbox', { name: /^Learn from orders within/ })).toHaveValue('48');

  await page.getByRole('button', { name: 'Delete draft …' }).click();
  await expect(page.getByRole('dialog')).toContainText('This cannot be undone.');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Delete draft …' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Campaigns' })).toBeVisible();
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
  expect(heard).toEqual([]);
});
