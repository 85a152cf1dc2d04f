import type { APIRequestContext, Page } from '@playwright/test';
import { fresh, Marketer } from './marketer.js';

const arm = (members: number, ordered: number) => ({ members, ordered, spent: 0, metric: ordered / members });
export const compared = (treated: [number, number], held: [number, number]) => {
  const lift = treated[1] / treated[0] - held[1] / held[0];
  return {
    treated: arm(...treated),
    held_out: arm(...held),
    difference: { lift, error: 0.01, low: lift - 0.02, high: lift + 0.02 },
    anytime: { low: lift - 0.03, high: lift + 0.03, p: 0.001 },
  };
};
const text = (variant: string, all: [number, number], [low, high]: [number, number]) => ({
  variant,
  ...arm(...all),
  share: all[0] / 900,
  for_all: { metric: all[1] / all[0], low, high },
});
/** What a campaign would bring whose window is over. */
export const OUTCOME = {
  campaign: 'x',
  metric: { what: 'ordered', window_days: 14 },
  currency: 'GBP',
  all: compared([900, 144], [300, 27]),
  by_segment: [
    { name: 'champions', compared: compared([500, 90], [160, 15]) },
    { name: null, compared: compared([400, 54], [140, 12]) },
  ],
  by_language: [{ name: 'en', compared: compared([900, 144], [300, 27]) }],
  by_variant: [text('a', [420, 50], [0.09, 0.15]), text('b', [480, 94], [0.16, 0.23])],
  segments: [],
  days: ['2026-11-01', '2026-11-02', '2026-11-03'].map((day, at) => ({
    day,
    treated: 300 * (at + 1),
    held_out: 100 * (at + 1),
    lift: 0.07,
    low: at === 0 ? null : 0.01 + at / 100,
    high: at === 0 ? null : 0.15 - at / 100,
  })),
  early: 12,
  needed: { treated: 800, held_out: 260 },
  verdict: 'better',
};

/** A campaign that was released, and what it would have brought. */
export async function released(
  page: Page,
  request: APIRequestContext,
  outcome: object = OUTCOME,
): Promise<string> {
  const name = fresh('Autumn tea');
  const lin = new Marketer(request, 'lin');
  await lin.makes(name, { audience: { named: 'one_order' }, send: { day: '2027-12-01', hour: 9 } });
  await lin.does(name, 'submit');
  await new Marketer(request, 'wang').does(name, 'approve');
  await lin.does(name, 'send');
  await page.route('**/v1/campaigns/*/results', (route) => route.fulfill({ json: outcome }));
  return name;
}
