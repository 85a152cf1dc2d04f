import { tagOf } from '../language.js';
import { desk } from './desk.js';

/** A day, as it is written in the language of the console. */
export function day(moment: string): string {
  return new Intl.DateTimeFormat(tagOf(desk.language), { dateStyle: 'medium' }).format(new Date(moment));
}

/** A moment likewise. */
export function time(moment: string): string {
  const how = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(tagOf(desk.language), how).format(new Date(moment));
}

/** A share as per cent. */
export function percent(share: number): string {
  return new Intl.NumberFormat(tagOf(desk.language), { style: 'percent' }).format(share);
}
