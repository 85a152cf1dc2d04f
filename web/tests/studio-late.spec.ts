import { expect, type Page, type Route, test } from '@playwright/test';
import { complaints, pace } from './chatting.js';
import { fresh, Marketer, mailPace, open, placeOf } from './marketer.js';
import { account } from './shop-people.js';

test.beforeEach(async ({ request }) => {
  await pace(0);
  await mailPace(request, 0);
});

/** Goes to another address of the studio without the page being loaded anew. */
async function turn(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const api = (name: string, rest = '') => `**/v1/campaigns/${encodeURIComponent(name)}${rest}`;

/** Keeps requests back until they are let go. */
class Kept {
  readonly #waiting: (() => void)[] = [];
  #open = false;
  /** Takes a request in; `then` answers it as soon as it is let go. */
  readonly take = async (route: Route): Promise<void> => {
    if (!this.#open) await new Promise<void>((done) => this.#waiting.push(done));
    await route.continue().catch(() => {});
  };

  get size(): number {
    return this.#waiting.length;
  }

  letGo(): void {
    this.#open = true;
    for (const done of this.#waiting.splice(0)) done();
  }
}

test('a late answer about one campaign never takes the place of another', async ({ page, request }) => {
  const [slow, quick] = [fresh('Slow'), fresh('Quick')];
  const lin = new Marketer(request, 'lin');
  await lin.makes(slow, { objective: 'What is slow' });
  await lin.makes(quick, { objective: 'What is quick' });
  await open(page, account('marketer', 'Lin Mei'), '/studio/new');
  const kept = new Kept();
  await page.route(api(slow), kept.take);
  await turn(page, placeOf(slow));
  await expect.poll(() => kept.size).toBe(1);
  await turn(page, placeOf(quick));
  await expect(title(page, quick)).toBeVisible();
  const late = page.waitForResponse(api(slow));
  kept.letGo();
  await late;
  await page.waitForTimeout(300);
  await expect(title(page, quick)).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'What it is to bring about' })).toHaveValue('What is quick');

  // Nor does a failure, or what came of a step that was taken there.
  await page.unroute(api(slow));
  const failing = new Kept();
  await page.route(api(slow), async (route) => {
    await failing.take({ continue: () => route.abort() } as unknown as Route);
  });
  await turn(page, placeOf(slow));
  await expect.poll(() => failing.size).toBe(1);
  await turn(page, placeOf(quick));
  await expect(title(page, quick)).toBeVisible();
  failing.letGo();
  await page.waitForTimeout(300);
  await expect(page.getByText('cannot be reached')).toHaveCount(0);
  await expect(page.getByText('All changes are saved.')).toBeVisible();

  await page.unroute(api(slow));
  await turn(page, placeOf(slow, 'approval'));
  await expect(title(page, slow)).toBeVisible();
  const submitting = new Kept();
  await page.route(api(slow, '/submit'), submitting.take);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect.poll(() => submitting.size).toBe(1);
  await turn(page, placeOf(quick));
  await expect(title(page, quick)).toBeVisible();
  const submitted = page.waitForResponse(api(slow, '/submit'));
  submitting.letGo();
  await submitted;
  await page.waitForTimeout(300);
  await expect(title(page, quick)).toBeVisible();
});

test('how many members one campaign reaches is not told of another', async ({ page, request }) => {
  const [counted, uncounted] = [fresh('Counted'), fresh('Uncounted')];
  const lin = new Marketer(request, 'lin');
  const metric = { what: 'ordered', window_days: 14, baseline: 0.1, effect: 0.05 };
  await lin.makes(counted, { metric });
  await lin.makes(uncounted, { metric, audience: { named: 'one_order' } });
  await open(page, account('marketer', 'Lin Mei'), placeOf(counted));
  const measuring = page.getByRole('region', { name: 'Did it work?' });
  await expect(measuring).toContainText('This audience has');
  const kept = new Kept();
  await page.route('**/v1/campaigns/count?*', kept.take);
  await turn(page, placeOf(uncounted));
  await expect(title(page, uncounted)).toBeVisible();
  await expect(measuring).toContainText('To see a change from 10% to 15%');
  await expect.poll(() => kept.size).toBe(1);
  await expect(measuring).not.toContainText('This audience has');
  kept.letGo();
  await expect(measuring).toContainText('This audience has');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByText('店铺上限：7天内最多3条。')).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  // What could not be counted is not told either.
  await page.unroute('**/v1/campaigns/count?*');
  await page.route('**/v1/campaigns/count?*', (route) => route.abort());
  await page.getByRole('radio', { name: /^Every member/ }).check();
  await expect(page.getByText(/^This could not be counted/)).toBeVisible();
  await expect(measuring).not.toContainText('This audience has');
});

test('the preview is of who was chosen last, and of the version that is there', async ({ page, request }) => {
  const name = fresh('Previewed');
  await new Marketer(request, 'lin').makes(name);
  await open(page, account('marketer', 'Lin Mei'), placeOf(name, 'preview'));
  const whom = page.getByRole('group', { name: 'As whom' }).getByRole('radio');
  await expect(page.getByText('Hello valued customer')).toBeVisible();
  await expect(whom.nth(2)).toBeVisible();
  // The first answer about nobody comes last; somebody is chosen and left again meanwhile.
  let asked = 0;
  const late = new Kept();
  await page.route(api(name, '/preview'), async (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    const answer = await route.fetch();
    const told = await answer.json();
    for (const message of told.messages) message.subject = 'Stale';
    await late.take({ continue: () => route.fulfill({ response: answer, json: told }) } as unknown as Route);
  });
  await whom.nth(1).check();
  await expect(page.getByText('Hello valued customer')).toBeHidden();
  await whom.nth(0).check();
  await expect.poll(() => late.size).toBe(1);
  await whom.nth(1).check();
  await whom.nth(0).check();
  await expect(page.getByText('Hello valued customer')).toBeVisible();
  late.letGo();
  await page.waitForTimeout(500);
  await expect(page.getByText('Stale')).toHaveCount(0);
  // Nobody else's message is looked at while one's own is not there yet.
  const own = new Kept();
  await page.route(api(name, '/preview?*'), own.take);
  await whom.nth(2).check();
  await expect.poll(() => own.size).toBe(1);
  await expect(page.getByText('Hello valued customer')).toHaveCount(0);
  own.letGo();
  await expect(page.locator('iframe')).toBeVisible();
});

test('an address that is none says so, and the studio goes on', async ({ page }) => {
  const heard = complaints(page);
  await open(page, account('marketer', 'Lin Mei'), '/studio');
  await expect(title(page, 'Campaigns')).toBeVisible();
  await turn(page, '/studio/campaigns/100%');
  await expect(page.getByRole('heading', { name: 'There is no campaign of this name' })).toBeVisible();
  await page.getByRole('button', { name: 'To all campaigns' }).click();
  await expect(title(page, 'Campaigns')).toBeVisible();
  expect(heard).toEqual([]);
});

test('what cannot be reached is told in the language of who looks', async ({ page, request }) => {
  const name = fresh('Cut off');
  const lin = new Marketer(request, 'lin');
  const metric = { what: 'ordered', window_days: 14, baseline: 0.1, effect: 0.05 };
  await lin.makes(name, { metric });
  await lin.changes(name, { metric, objective: 'Another' });
  await open(page, account('marketer', 'Lin Mei'), placeOf(name));
  await page.getByRole('button', { name: '中文' }).click();
  const english = page.getByText('the server cannot be reached');
  await page.route('**/v1/campaigns/sample-size?*', (route) => route.abort());
  await page.getByRole('textbox', { name: /^自然下单率/ }).fill('12');
  await page.getByRole('textbox', { name: /^自然下单率/ }).press('Tab');
  const measuring = page.getByRole('region', { name: '效果衡量' });
  await expect(measuring).toContainText('无法连接店铺服务器');
  await page.route(api(name, '/diff?*'), (route) => route.abort());
  await page.getByRole('navigation', { name: '活动各部分' }).getByRole('link', { name: '审批' }).click();
  await expect(page.getByRole('region', { name: '版本' }).first()).toContainText('无法连接店铺服务器');
  await expect(english).toHaveCount(0);
});

test('an export stays there until the browser has it', async ({ page, request }) => {
  const name = fresh('Exported');
  const lin = new Marketer(request, 'lin');
  await lin.makes(name, { audience: { named: 'one_order' }, send: { day: '2027-12-01', hour: 9 } });
  await lin.does(name, 'submit');
  await new Marketer(request, 'wang').does(name, 'approve');
  await lin.does(name, 'send');
  await page.addInitScript(() => {
    const seen = window as typeof window & { revoked: string[] };
    seen.revoked = [];
    const revoke = URL.revokeObjectURL.bind(URL);
    URL.revokeObjectURL = (address) => {
      if (address) seen.revoked.push(address);
      revoke(address);
    };
  });
  await open(page, account('marketer', 'Lin Mei'), placeOf(name, 'delivery'));
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe(`${name}.csv`);
  const revoked = await page.evaluate(() => (window as typeof window & { revoked: string[] }).revoked);
  expect(revoked).not.toContain(download.url());

  // Failures are looked at by member in an export too; what cannot be reached is told in Chinese.
  await page.getByRole('button', { name: '中文' }).click();
  await page.route(api(name, '/export?*'), (route) => route.abort());
  await page.getByRole('button', { name: '按会员查看' }).click();
  await expect(page.getByRole('region', { name: '失败与退回' })).toContainText('无法连接店铺服务器');
});
