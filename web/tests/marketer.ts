import { randomBytes } from 'node:crypto';
import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { MAIL, SHOP } from './places.js';
import { signIn, staffHeaders } from './shop-people.js';

/** A name that no other run of a test has. */
export const fresh = (name: string) => `${name} ${randomBytes(3).toString('hex')}`;

/** Signs in and goes to a page of the studio. */
export async function open(page: Page, name: string, path = '/studio'): Promise<void> {
  await signIn(page, name);
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible();
  await page.goto(path);
}

export const placeOf = (name: string, part = '') =>
  `/studio/campaigns/${encodeURIComponent(name)}${part && `/${part}`}`;

/** A mail at the sink: to whom, and the whole message. */
export interface Mail {
  to: string[];
  text: string;
}

/** What came at the mail server whose recipients or text hold these words. */
export async function mailWith(request: APIRequestContext, words: string): Promise<Mail[]> {
  const all = (await (await request.get(`${MAIL}/mail`)).json()) as Mail[];
  return all.filter(({ to, text }) => to.includes(words) || text.includes(words));
}

/** How long the mail server takes for each message. */
export async function mailPace(request: APIRequestContext, milliseconds: number): Promise<void> {
  await request.post(`${MAIL}/pace`, { data: { milliseconds } });
}

const closing = { en: '\n\nUnsubscribe: {{unsubscribe}}', zh: '\n\n退订：{{unsubscribe}}' };

/** A brief that can be approved as it is. */
export function brief(changes: object = {}): object {
  return {
    objective: 'Show what is new',
    audience: { named: 'everybody' },
    medium: 'mail',
    languages: ['en', 'zh'],
    holdout: 0.1,
    copies: [
      {
        variant: 'a',
        axis: 'warmth',
        language: 'en',
        subject: 'Hello {{member.name|valued customer}}',
        body: `Come and see what is new at {{shop.name}}: {{shop.link}}${closing.en}`,
      },
      {
        variant: 'a',
        axis: 'warmth',
        language: 'zh',
        subject: '{{member.name|顾客}}，您好',
        body: `来看看{{shop.name}}的新品：{{shop.link}}${closing.zh}`,
      },
    ],
    ...changes,
  };
}

/** Somebody who runs campaigns, over the same calls that the studio makes. */
export class Marketer {
  readonly #headers: Record<string, string>;

  constructor(
    readonly request: APIRequestContext,
    name: string,
  ) {
    this.#headers = staffHeaders(name, 'marketer');
  }

  /** Makes a campaign. */
  async makes(name: string, changes: object = {}): Promise<void> {
    const answer = await this.request.post(`${SHOP}/v1/campaigns`, {
      headers: this.#headers,
      data: { name, brief: brief(changes) },
    });
    expect(answer.status(), await answer.text()).toBe(201);
  }

  /** Saves another brief. */
  async changes(name: string, changes: object): Promise<void> {
    const answer = await this.request.put(`${SHOP}/v1/campaigns/${encodeURIComponent(name)}`, {
      headers: this.#headers,
      data: { brief: brief(changes) },
    });
    expect(answer.status(), await answer.text()).toBe(200);
  }

  /** Takes a campaign a step on. */
  async does(name: string, step: string): Promise<void> {
    const path = `${SHOP}/v1/campaigns/${encodeURIComponent(name)}/${step}`;
    const answer = await this.request.post(path, { headers: this.#headers, data: {} });
    expect(answer.status(), await answer.text()).toBe(200);
  }
}
