import { tagOf } from '../shared/language.js';
import { day, time } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import type { Audience, Brief, Listed, Schedule } from './campaigns.js';
import { words } from './texts.js';

/** A whole number, as it is written in the language of who looks. */
export function count(number: number): string {
  return new Intl.NumberFormat(tagOf(desk.language)).format(number);
}

/** A share as per cent with a digit behind the point. */
export function share(value: number): string {
  const how = { style: 'percent', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(tagOf(desk.language), how).format(value);
}

/** A number with the sign of a minus, behind which no line ends. */
export function minus(number: string): string {
  return number.replace(/^-/, '−');
}

/** A difference of shares in points of per cent, without saying so. */
export function plainPoints(value: number): string {
  const how = { maximumFractionDigits: 1, signDisplay: 'exceptZero' } as const;
  return minus(new Intl.NumberFormat(tagOf(desk.language), how).format(value * 100));
}

/** A difference of shares, in points of per cent. */
export function points(value: number): string {
  const number = plainPoints(value);
  return desk.language === 'zh' ? `${number} 个百分点` : `${number} points`;
}

/** What is paid of ten where so much per cent are taken off: 9 of 10 per cent, 8.5 of 15. */
export function fold(percent: number): string {
  return String(Number(((100 - percent) / 10).toFixed(1)));
}

/** A day of the calendar. */
function calendarDay(date: string): string {
  const noon = `${date}T12:00:00`;
  return Number.isNaN(Date.parse(noon)) ? date : day(noon);
}

/** Whom a brief addresses, in a few words. */
export function whom({ named, segment, filter }: Audience): string {
  if (named) return words(named);
  if (segment) return words('segment', { name: segment });
  return filter === undefined ? '–' : words('described');
}

/** When a brief goes out. */
export function schedule(send: Schedule): string {
  if (send.at) return time(send.at);
  if (send.day) return words('localDay', { day: calendarDay(send.day), hour: send.hour ?? 10 });
  return words('atOnce');
}

/** When a campaign goes out, or went. */
export function whenOf(listed: Listed, brief: Pick<Brief, 'send'> | null): string {
  if (listed.begins && ['sending', 'paused', 'sent', 'stopped'].includes(listed.state)) {
    return words('began', { time: time(listed.begins) });
  }
  return brief ? schedule(brief.send) : '';
}

/** The day of the calendar on which a campaign goes out, `2026-12-01`; none where it has no moment. */
export function dayOf(listed: Listed, brief: Pick<Brief, 'send'> | null): string | null {
  if (brief?.send.day) return brief.send.day;
  const moment = listed.begins ?? brief?.send.at ?? null;
  return moment ? isoDay(new Date(moment)) : null;
}

/** A day by the clocks of who looks, `2026-12-01`. */
export function isoDay(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
