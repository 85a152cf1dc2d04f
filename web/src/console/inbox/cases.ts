import type { Finding } from '../../shared/staff/findings.js';
import type { Sent } from '../../shared/talk/protocol.js';

export type CaseState = 'waiting' | 'taken' | 'returned' | 'closed';

/** A case, as `/v1/inbox` has it. */
export interface Case {
  id: string;
  state: CaseState;
  /** Who of the shop has it, or was asked to take it. */
  agent: string | null;
  /** What the shopper reads as their name. */
  shown_as: string | null;
  /** The key of the member; `null` where nobody has signed in. */
  member: string | null;
  /** Since when a person is asked for. */
  since: string;
  taken_at: string | null;
  answered_at: string | null;
  ended_at: string | null;
  /** Since when what the shopper said has no answer of a person. */
  unanswered_since: string | null;
  /** Until when there is to be a first answer; `null` where the shop never opens. */
  due: string | null;
  late: boolean;
  summary: string[];
  tags: string[];
  /** Sent along with a change, which is refused where the case was changed since. */
  version: number;
  undo: Undo | null;
}

/** A change that can be undone, by who made it. */
export interface Undo {
  what: 'take' | 'assign' | 'hand_back' | 'close';
  by: string;
  until: string;
}

/** A case among others. */
export interface Entry extends Case {
  name: string | null;
  last: { at: string; text: string } | null;
}

export interface Counts {
  waiting: number;
  taken: number;
  returned: number;
  closed: number;
  mine: number;
  late: number;
}

/** Somebody who can be asked to have a case. */
export interface Colleague {
  name: string;
  called: string;
}

export interface Listed {
  cases: Entry[];
  counts: Counts;
  colleagues: Colleague[];
  target_minutes: number;
  /** Whether it is opening time. */
  open: boolean;
  opens_at: string | null;
  /** The number of the last change. */
  last_event: number;
}

/** A message of the shopper, and what followed. */
export interface Said {
  turn: number;
  at: string;
  /** Empty where something was said before they spoke. */
  asked: string;
  answered: Sent[];
}

export interface Note {
  at: string;
  author: string;
  text: string;
}

/** A case with everything in it. */
export interface Whole extends Case {
  name: string | null;
  exchanges: Said[];
  notes: Note[];
  shopper_types: boolean;
}

/** What changed in the inbox, as `/v1/inbox/events` tells it. */
export type Happened =
  | { event: 'changed'; case: string }
  | { event: 'typing'; case: string }
  | { event: 'missed' };

/** A reply that is kept ready, filled in for a case. */
export interface Ready {
  key: string;
  en: ReadyText;
  zh: ReadyText;
}

export interface ReadyText {
  text: string;
  /** What still stands in it as `{name}` or `{order}`. */
  missing: string[];
}

/** A record that a draft rests on. */
export interface Source {
  number: number;
  kind: string;
  title: string;
  text: string;
  link: string | null;
}

/** A reply that was drafted. */
export interface Draft {
  id: string;
  language: string;
  tone: string;
  text: string;
  sentences: { text: string; sources: number[] }[];
  sources: Source[];
  findings: Finding[];
  by: 'model' | 'template';
}

export type Shown = 'waiting' | 'mine' | 'taken' | 'closed';
export const SHOWN: readonly Shown[] = ['waiting', 'mine', 'taken', 'closed'];

/** How many cases there are to show. */
export function countOf(shown: Shown, counts: Counts): number {
  return shown === 'closed' ? counts.closed + counts.returned : counts[shown];
}

/** How a case stands against the target for a first answer. */
export type Pace = 'answered' | 'in_time' | 'soon' | 'late';

/** Within this share of the target, or less, an answer is due soon. */
const SOON = 1 / 3;

/** How a case that waits for a first answer stands at `now`, in milliseconds. */
export function paceOf(one: Case, targetMinutes: number, now: number): Pace {
  const open = one.state === 'waiting' || one.state === 'taken';
  if (one.answered_at || !open) return 'answered';
  if (!one.due) return 'in_time';
  const left = Date.parse(one.due) - now;
  if (left < 0) return 'late';
  return left < targetMinutes * 60_000 * SOON ? 'soon' : 'in_time';
}
