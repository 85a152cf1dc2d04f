/** What a campaign brought, as `/v1/campaigns/{name}/results` has it. */
import { tagOf } from '../shared/language.js';
import { desk } from '../shared/staff/desk.js';
import type { Metric, SampleSize } from './campaigns.js';
import { minus, points, share } from './showing.js';

export type Verdict = 'not_compared' | 'too_early' | 'better' | 'worse' | 'no_difference_seen';

export interface Arm {
  members: number;
  ordered: number;
  /** In minor units. */
  spent: number;
  metric: number;
}

export interface Compared {
  treated: Arm;
  held_out: Arm;
  difference: { lift: number; error: number; low: number; high: number } | null;
  /** An interval that may be looked at again and again. */
  anytime: { low: number; high: number; p: number } | null;
}

export interface Group {
  name: string | null;
  compared: Compared;
}

/** What was known at the end of a day. */
export interface DayOutcome {
  day: string;
  treated: number;
  held_out: number;
  lift: number | null;
  low: number | null;
  high: number | null;
}

export interface Outcome {
  campaign: string;
  metric: Metric;
  currency: string;
  all: Compared;
  by_segment: Group[];
  by_language: Group[];
  days?: DayOutcome[];
  /** Texts that were sent and whose members' window is over, in the order of the brief. */
  by_variant?: TextOutcome[];
  early: number;
  needed: SampleSize | null;
  verdict: Verdict;
}

/** How one text did. */
export interface TextOutcome extends Arm {
  variant: string;
  /** The share of the campaign's messages that it was. */
  share: number;
  /** What the metric would have been if everybody had got it, with an interval for one look. */
  for_all: { metric: number; low: number; high: number } | null;
}

/** The text whose interval lies above those of all others; none where they overlap. */
export function best(texts: readonly TextOutcome[]): TextOutcome | null {
  const found = texts.find((text) =>
    texts.every(
      (other) => other === text || (text.for_all && other.for_all && text.for_all.low > other.for_all.high),
    ),
  );
  return found ?? null;
}

/** Digits that a currency has behind the point. */
export function digitsOf(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits;
}

/** An amount of minor units. */
function minor(amount: number, currency: string, signed = false): string {
  const how = {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    signDisplay: signed ? 'exceptZero' : 'auto',
  } as const;
  return minus(new Intl.NumberFormat(tagOf(desk.language), how).format(amount / 10 ** digitsOf(currency)));
}

/**
 * The interval that a verdict rests on, and whether it may be looked at again and again: one for a single look else. A verdict that
 * names none has none.
 */
export function grounds({ all, verdict }: Outcome): { low: number; high: number; always: boolean } | null {
  if (verdict === 'too_early' || verdict === 'not_compared') return null;
  const { anytime, difference } = all;
  const decided = verdict === 'better' || verdict === 'worse';
  const speaks = (ends: { low: number; high: number }) => ends.low > 0 || ends.high < 0;
  if (anytime && (!decided || speaks(anytime))) return { ...anytime, always: true };
  return difference && { ...difference, always: false };
}

/** What is measured of one arm. */
export function measured(value: number, { metric, currency }: Pick<Outcome, 'metric' | 'currency'>): string {
  return metric.what === 'ordered' ? share(value) : minor(value, currency);
}

/** A difference of what is measured, with its sign. */
export function liftOf(value: number, { metric, currency }: Pick<Outcome, 'metric' | 'currency'>): string {
  return metric.what === 'ordered' ? points(value) : minor(value, currency, true);
}
