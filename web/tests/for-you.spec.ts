import { expect, type Locator, type Page, test } from '@playwright/test';
import { complaints } from './chatting.js';
import { barriers, shift } from './looking.js';
import { signIn } from './signing-in.js';

/** The shelf of what is suggested to the visitor. */
function shelf(page: Page): Locator {
  return page.getByRole('region', { name: /^(For you|为您推荐)$/ });
}

/** The shelf of what is popular, which stands below. */
function popular(page: Page): Locator {
  return page.getByRole('region', { name: /^(Popular now|大家都在买)$/ });
}

/** Looks at an article. */
async function look(page: Page, key: string): Promise<void> {
  await page.goto(`/p/${key}`);
  await expect(page.getByRole('button', { name: 'Add to basket' })).toBeVisible();
}

/** The first tile of the shelf, once it is there, and what its article is called. */
async function first(page: Page): Promise<{ tile: Locator; title: string }> {
  const tile = shelf(page).getByRole('listitem').first();
  return { tile, title: (await tile.getByRole('heading').textContent()) ?? '' };
}

test('what was looked at in this visit is suggested out of, with reasons', async ({ page }) => {
  const asked: URL[] = [];
  page.on('request', (request) => {
    const address = new URL(request.url());
    if (address.pathname === '/v1/recommendations') asked.push(address);
  });
  const sessions = () => asked.flatMap(({ searchParams }) => searchParams.getAll('session'));
  await page.goto('/');
  await expect(popular(page).getByRole('link').first()).toBeVisible();
  await expect(shelf(page)).toHaveCount(0);
  await look(page, 'TEA-01');
  await look(page, 'TAB-01');
  await look(page, 'TEA-01');
  await page.goto('/p/NO-SUCH');
  await expect(page.getByText('This article is not in the shop').first()).toBeAttached();
  expect(sessions()).toEqual([]);
  await page.goto('/');
  await expect(shelf(page).getByRole('link').first()).toBeVisible();
  await expect(popular(page).getByRole('link').first()).toBeVisible();
  expect(sessions()).toEqual(['TAB-01,TEA-01']);
  for (const tile of await shelf(page).getByRole('listitem').all()) {
    await expect(tile.locator('.reason')).not.toBeEmpty();
  }
  // Nobody is signed in whom the shop could remember it for.
  await expect(shelf(page).getByRole('button')).toHaveCount(0);
});

test('no more than the last ten articles are told', async ({ page }) => {
  await page.addInitScript(() => {
    const keys = Array.from({ length: 12 }, (_, place) => `OLD-${place}`);
    if (location.pathname === '/p/TEA-01')
      sessionStorage.setItem('storekeeper-shop:looked', JSON.stringify(keys));
  });
  await look(page, 'TEA-01');
  const request = page.waitForRequest(/\/v1\/recommendations\?session=/);
  await page.goto('/');
  const told = new URL((await request).url()).searchParams.get('session')?.split(',');
  expect(told).toHaveLength(10);
  expect(told?.at(-1)).toBe('TEA-01');
  expect(told?.[0]).toBe('OLD-3');
});

test('what is kept is nothing that cannot be read, and nothing where it may not be', async ({ page }) => {
  const heard = complaints(page);
  await page.goto('/');
  await page.evaluate(() => sessionStorage.setItem('storekeeper-shop:looked', '{"no": "list"'));
  await page.reload();
  await expect(popular(page).getByRole('link').first()).toBeVisible();
  await expect(shelf(page)).toHaveCount(0);
  await page.addInitScript(() => {
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('not allowed', 'SecurityError');
      },
    });
  });
  await look(page, 'TEA-01');
  await page.goto('/');
  await expect(popular(page).getByRole('link').first()).toBeVisible();
  await expect(shelf(page)).toHaveCount(0);
  expect(heard).toEqual([]);
});

test('a member says what they do not want, takes it back, and is not shown it again', async ({ page }) => {
  const heard = complaints(page);
  await page.goto('/');
  await signIn(page);
  const { tile, title } = await first(page);
  await expect(tile.locator('.reason')).not.toBeEmpty();
  const dismiss = tile.getByRole('button', { name: `Not interested: ${title}`, exact: true });
  const undo = tile.getByRole('button', { name: `Undo: ${title}`, exact: true });
  const status = shelf(page).getByRole('status');
  await expect(status).toBeEmpty();

  // By keyboard: after the article comes its button.
  await tile.getByRole('link').focus();
  await page.keyboard.press('Tab');
  await expect(dismiss).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(undo).toBeFocused();
  await expect(tile.getByText('We won’t suggest this again.', { exact: true })).toBeVisible();
  await expect(tile.getByRole('link')).toHaveCount(0);
  await expect(status).toHaveText(`We won’t suggest this again: ${title}`);

  await page.keyboard.press('Enter');
  await expect(dismiss).toBeFocused();
  await expect(tile.getByRole('link')).toBeVisible();
  await expect(undo).toHaveCount(0);
  await expect(status).toHaveText(`Back among your suggestions: ${title}`);
  await page.reload();
  await expect(shelf(page).getByRole('heading', { name: title, exact: true })).toBeVisible();

  // For good: the shop keeps it.
  await dismiss.click();
  await expect(undo).toBeVisible();
  await page.reload();
  await expect(shelf(page).getByRole('button').first()).toBeVisible();
  await expect(shelf(page).getByRole('heading', { name: title, exact: true })).toHaveCount(0);
  expect(heard).toEqual([]);
});

test('the shelf is the member’s own: it comes with the sign-in and goes with it', async ({ page }) => {
  await page.goto('/?lang=zh');
  await expect(popular(page).getByRole('link').first()).toBeVisible();
  await expect(shelf(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'English' }).click();
  const popularBefore = await popular(page).getByRole('heading').allInnerTexts();
  await signIn(page);
  await expect(
    shelf(page)
      .getByRole('button', { name: /^Not interested: / })
      .first(),
  ).toBeVisible();
  await page.reload();
  await expect(shelf(page).getByRole('link').first()).toBeVisible();
  await expect(popular(page).getByRole('link').first()).toBeVisible();
  // What is popular is popular with all, whoever is signed in.
  expect(await popular(page).getByRole('heading').allInnerTexts()).toEqual(popularBefore);
  await page.getByRole('button', { name: '中文' }).click();
  await expect(shelf(page).getByRole('heading', { level: 2 })).toHaveText('为您推荐');
  await expect(
    shelf(page)
      .getByRole('button', { name: /^不感兴趣：/ })
      .first(),
  ).toBeVisible();
  await page.getByRole('button', { name: '退出登录' }).click();
  await expect(shelf(page)).toHaveCount(0);
});

test('a member with nothing of their own sees what is popular once', async ({ page }) => {
  await page.route('**/v1/recommendations?*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), personal: false } });
  });
  await page.goto('/');
  const answered = page.waitForResponse(
    (response) =>
      response.url().includes('/v1/recommendations?') && 'authorization' in response.request().headers(),
  );
  await signIn(page);
  await answered;
  await expect(shelf(page)).toHaveCount(0);
  await expect(popular(page).getByRole('link').first()).toBeVisible();
});

test('what could not be kept is said, and works when it is tried again', async ({ page }) => {
  await page.goto('/');
  await signIn(page);
  const { tile, title } = await first(page);
  const dismiss = tile.getByRole('button', { name: `Not interested: ${title}`, exact: true });
  const undo = tile.getByRole('button', { name: `Undo: ${title}`, exact: true });
  const alert = shelf(page).getByRole('alert');
  await page.route('**/v1/me/dismissed**', (route) => route.abort());
  await dismiss.click();
  await expect(alert).toHaveText('That did not work. Please try again.');
  await expect(dismiss).toBeFocused();
  await page.unroute('**/v1/me/dismissed**');
  await dismiss.click();
  await expect(undo).toBeFocused();
  await expect(alert).toHaveCount(0);
  await page.route('**/v1/me/dismissed/*', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }),
  );
  await undo.click();
  await expect(alert).toBeVisible();
  await page.unroute('**/v1/me/dismissed/*');
  await undo.click();
  await expect(dismiss).toBeFocused();
  await expect(alert).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the shelf has no barrier, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/');
    await signIn(page);
    const { tile } = await first(page);
    expect(await barriers(page)).toEqual([]);
    await tile.getByRole('button').click();
    await expect(tile.getByRole('button', { name: /^Undo: / })).toBeFocused();
    expect(await barriers(page)).toEqual([]);
    await tile.getByRole('button').click();
    await expect(tile.getByRole('link')).toBeVisible();
  });
}

for (const width of [375, 1280]) {
  test(`nothing moves while the shelf is loaded or used, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/');
    await signIn(page);
    await expect(shelf(page).getByRole('link').first()).toBeVisible();
    expect(await shift(page, '/')).toBe(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, 'the page is not wider than the window').toBeLessThanOrEqual(width);
    const { tile } = await first(page);
    const before = await shelf(page).boundingBox();
    await tile.getByRole('button').click();
    await expect(tile.getByRole('button', { name: /^Undo: / })).toBeVisible();
    expect(await shelf(page).boundingBox()).toEqual(before);
    await tile.getByRole('button').click();
    await expect(tile.getByRole('link')).toBeVisible();
    expect(await shelf(page).boundingBox()).toEqual(before);
  });
}
