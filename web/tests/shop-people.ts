import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { PROGRAM, SHOP_DATA } from './places.js';

export const PASSWORD = 'nine quiet lanterns';

/** Types a command on the shop's machine. */
export function typed(...words: string[]): void {
  execFileSync(PROGRAM, words, {
    input: `${PASSWORD}\n`,
    env: { ...process.env, STOREKEEPER_DATA: SHOP_DATA },
  });
}

/** What somebody of the shop shows with each call, where they come without a browser. */
export function staffHeaders(name: string, role: string): Record<string, string> {
  const token = execFileSync(PROGRAM, ['token', 'staff', name, '--role', role], {
    env: { ...process.env, STOREKEEPER_DATA: SHOP_DATA },
    encoding: 'utf8',
  });
  return { authorization: `Bearer ${token.trim()}` };
}

/** An account of its own for each test, so that none waits for another's wrong passwords. */
export function account(role: string, called: string): string {
  const name = `t${randomBytes(4).toString('hex')}`;
  typed('user', 'add', name, '--role', role, '--name', called, '--password-stdin');
  return name;
}

/** Signs in to the console. */
export async function signIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.goto('/console');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
