import { expect, test } from '@playwright/test';
import { complaints } from './chatting.js';
import { Line } from './line.js';
import { SHOP } from './places.js';

test('from the first page to a basket, and one step back', async ({ page }) => {
  const heard = complaints(page);
  await page.goto('/');
  await page.getByRole('link', { name: /^Tea & coffee/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tea & coffee' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: '20 articles' })).toBeVisible();
  await page.getByRole('link', { name: /^Misty Hill Longjing Green Tea, 100 g/ }).click();
  await expect(page).toHaveTitle(/Misty Hill Longjing/);
  await expect(page.getByRole('row', { name: /net weight/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /净含量/ })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Reviews' })).toBeVisible();
  await page.getByRole('button', { name: 'One more' }).click();
  await page.getByRole('button', { name: 'Add to basket' }).click();
  await page.getByRole('link', { name: 'Basket, 2 pieces' }).click();
  await expect(page.getByText('¥136.00').first()).toBeVisible();
  await page.getByRole('button', { name: /^Remove Misty/ }).click();
  await expect(page.getByText('Your basket is empty')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('¥136.00').first()).toBeVisible();
  await expect(page.getByText('takes no orders')).toBeVisible();
  expect(heard).toEqual([]);
});

test('a list is sorted, narrowed and turned over by its address', async ({ page }) => {
  await page.goto('/search?q=tea');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('tea');
  await page.goto('/c/Tea%20%26%20coffee');
  await page.getByLabel('Sort by').selectOption({ label: 'Price, low to high' });
  await expect(page).toHaveURL(/sort=price/);
  const prices = page.locator('sk-tile strong');
  await expect(prices.first()).toBeVisible();
  const shown = await prices.allInnerTexts();
  const amounts = shown.map((price) => Number(price.replace(/[^\d.]/g, '')));
  expect(amounts).toEqual([...amounts].sort((one, other) => one - other));
  await page.getByLabel('In stock only').check();
  await expect(page).toHaveURL(/in_stock=true/);
  await expect(page.getByText('Sold out')).toHaveCount(0);
});

test('a search that comes near says so, and one for nothing helps', async ({ page }) => {
  await page.goto('/search?q=xqzv%20wlkj');
  await expect(page.getByText(/Nothing found|comes near/)).toBeVisible();
  await page.goto('/search?q=保温杯&lang=zh');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('“保温杯”的搜索结果');
  await expect(page.getByRole('link', { name: /保温杯/ }).first()).toBeVisible();
});

test('the language is chosen once and stays', async ({ page }) => {
  await page.goto('/p/TEA-01');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('雾山龙井绿茶 100克');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.goto('/c/Tea%20%26%20coffee');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('茶与咖啡');
});

test('an article that is not there leads on', async ({ page }) => {
  await page.goto('/p/NO-SUCH');
  await expect(
    page.getByRole('heading', { level: 2, name: 'This article is not in the shop' }),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Look around the shop' }).click();
  await expect(page).toHaveURL(/\/$/);
});

test('a review is text, whatever it holds', async ({ page }) => {
  const hostile = '<img src=x onerror="document.title=1"><b>bold</b>';
  await page.route('**/reviews?*', (route) =>
    route.fulfill({
      json: {
        count: 1,
        stars: 1,
        by_stars: { 1: 1 },
        praised: [],
        faulted: [],
        reviews: [{ stars: 1, text: hostile, language: 'en', day: null }],
      },
    }),
  );
  await page.goto('/p/TEA-01');
  await expect(page.getByText(hostile)).toBeVisible();
});

test('what cannot be loaded is said, and tried again', async ({ page }) => {
  const line = await Line.to(SHOP);
  await page.goto(line.place);
  await page.route('**/v1/products?*', (route) => route.abort());
  await page.goto(`${line.place}/c/Toys`);
  await expect(page.getByRole('alert')).toContainText('could not be loaded');
  await page.unroute('**/v1/products?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  line.close();
});

test('another tab sees the same basket', async ({ page, context }) => {
  await page.goto('/p/TEA-01');
  const other = await context.newPage();
  await other.goto('/');
  await page.getByRole('button', { name: 'Add to basket' }).click();
  await expect(other.getByRole('link', { name: 'Basket, 1 piece' })).toBeVisible();
});
