import { expect, type Page } from '@playwright/test';

/** Signs in as the first of the demo's members. */
export async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByRole('dialog', { name: /Sign in as/ })
    .getByRole('listitem')
    .first()
    .getByRole('button')
    .click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}
