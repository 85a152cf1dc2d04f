import { expect, type Locator, type Page } from '@playwright/test';
import { MODEL } from './places.js';

/** The assistant as a person finds it on a page. */
export class Chatting {
  readonly panel: Locator;
  readonly message: Locator;
  readonly products: Locator;
  readonly sentences: Locator;

  constructor(readonly page: Page) {
    this.panel = page.getByRole('dialog', { name: /Shop assistant|店铺助手/ });
    this.message = this.panel.getByRole('textbox', { name: /Your message|您的消息/ });
    this.products = this.panel.locator('.product');
    this.sentences = this.panel.locator('.text');
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: /Open the chat|打开店铺助手/ }).click();
    await expect(this.panel).toBeVisible();
  }

  /** Says something, without waiting for the answer. */
  async begin(text: string): Promise<void> {
    await this.message.fill(text);
    await this.message.press('Enter');
  }

  /** Says something and waits for the whole answer. */
  async say(text: string): Promise<void> {
    await this.begin(text);
    await this.over();
  }

  /** Waits until the answer is over. */
  async over(): Promise<void> {
    await expect(this.button(/^(Send|发送)$/)).toBeVisible({ timeout: 60_000 });
  }

  button(name: string | RegExp): Locator {
    return this.panel.getByRole('button', { name });
  }
}

/** Sets the pause of the scripted model before each word. */
export async function pace(milliseconds: number): Promise<void> {
  await fetch(`${MODEL}/pace`, { method: 'POST', body: JSON.stringify({ milliseconds }) });
}

/** Collects what a browser complains of on a page: errors of scripts, and what its policy refuses. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    const about = message.text();
    if (message.type() === 'error' && !about.includes('Failed to load resource')) heard.push(about);
  });
  return heard;
}
