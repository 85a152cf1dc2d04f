import type { Amount } from './api.js';
import { type Language, tagOf } from './language.js';

/** An amount as it is written in `language`: `¥39.90`. */
export function money({ amount, currency }: Amount, language: Language): string {
  return new Intl.NumberFormat(tagOf(language), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).format(Number(amount));
}
