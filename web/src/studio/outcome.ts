/** What a campaign brought, as `/v1/campaigns/{name}/results` has it. */
import type { Language } from '../shared/language.js';
import type { Metric, SampleSize } from './campaigns.js';
import { points } from './showing.js';

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
  early: number;
  needed: SampleSize | null;
  verdict: Verdict;
}

/** An amount of minor units. */
export function minor(amount: number, currency: string, language: Language, signed = false): string {
  const how = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    signDisplay: signed ? 'exceptZero' : 'auto',
  });
  const digits = how.resolvedOptions().maximumFractionDigits ?? 2;
  return how.format(amount / 10 ** digits);
}

/** A difference of what is measured, with its sign. */
export function liftOf(value: number, { metric, currency }: Outcome, language: Language): string {
  return metric.what === 'ordered' ? points(value) : minor(value, currency, language, true);
}
