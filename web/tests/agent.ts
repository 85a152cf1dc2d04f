import { type APIRequestContext, expect } from '@playwright/test';
import { SHOP } from './places.js';
import { staffHeaders } from './shop-people.js';

/** A case of the inbox, as far as tests look at it. */
export interface Case {
  id: string;
  member: string | null;
  state: string;
  version: number;
  summary: string[];
  exchanges: { asked: string; answered: { event: string }[] }[];
  notes: { text: string }[];
  shopper_types: boolean;
}

/** Somebody of the shop at work, over the same calls that the console makes. */
export class ShopAgent {
  readonly #headers: Record<string, string>;

  constructor(
    readonly request: APIRequestContext,
    name: string,
    role = 'agent',
  ) {
    this.#headers = staffHeaders(name, role);
  }

  /** The case that began with these words, as soon as it is there. */
  async finds(words: string): Promise<Case> {
    let found: Case | undefined;
    await expect
      .poll(async () => {
        const answer = await this.request.get(`${SHOP}/v1/inbox?state=all`, { headers: this.#headers });
        const { cases } = (await answer.json()) as { cases: Case[] };
        found = cases.find((one) => one.summary.includes(words));
        return found !== undefined;
      })
      .toBe(true);
    return found as Case;
  }

  /** What a case is now, with everything in it. */
  async reads(id: string): Promise<Case> {
    const answer = await this.request.get(`${SHOP}/v1/inbox/${id}`, { headers: this.#headers });
    expect(answer.status()).toBe(200);
    return (await answer.json()) as Case;
  }

  /** Does something with a case; returns the status. */
  async does(id: string, what: string, data: object = {}): Promise<number> {
    const answer = await this.request.post(`${SHOP}/v1/inbox/${id}/${what}`, {
      headers: this.#headers,
      data,
    });
    return answer.status();
  }
}
