import type { Amount, Goods } from '../shared/api.js';
import type { Text2 } from '../shared/language.js';

/** A part of a sheet, or why it is not there. */
export type Part<T> = T | Absent;

export interface Absent {
  absent: string;
  why: Text2;
}

/** Whether a part is not there. */
export function isAbsent(part: unknown): part is Absent {
  return typeof part === 'object' && part !== null && 'absent' in part;
}

/** A driver of the risk: its words, and how many points it moves the risk. */
export interface Driver {
  words: Text2;
  points: number;
  raises: boolean;
}

/** What is thought of a member. */
export interface Thought {
  as_of: string;
  risk: { share: number; band: string; words: Text2; drivers: Driver[]; reliefs: Text2[] } | null;
  without_risk: string | null;
  value: {
    words: Text2;
    alive: number;
    year: Amount | null;
    low: Amount | null;
    high: Amount | null;
    rank: number | null;
  } | null;
  due: Text2 | null;
  due_categories: { category: string; words: Text2 }[];
  segment: { key: string; name: Text2; advice: Text2 } | null;
  cluster: Text2 | null;
  actions: { kind: string; name: Text2; words: Text2; gain: Amount }[];
  refused: Text2[];
}

/** How long those like a member wait for their next order. */
export interface Waiting {
  words: Text2;
  since_days: number | null;
  waits: number;
  orders: number;
  median_days: number | null;
  within_90_days: number;
  /** Days, the share that has not ordered again, the ends of its interval. */
  points: [number, number, number, number][];
}

/** Something that happened. */
export type Moment = { at: string } & (
  | { kind: 'order'; number: string; state: string; amount: string; currency: string }
  | { kind: 'visit'; views: number; added: number; left: boolean }
  | { kind: 'event'; name: string; value: number | null; note: string | null; product: string | null }
  | { kind: 'tier'; from: string; to: string; reason: string }
  | { kind: 'points'; points: number; line: string; reason: string; reference: string | null }
  | { kind: 'consent'; purpose: string; granted: boolean; source: string }
);

export interface Timeline {
  moments: Moment[];
  next: number | null;
}

export interface Talked {
  chat: string;
  channel: string;
  used: string;
  /** The case that it is in the inbox, where a person was asked for. */
  case: { id: string; state: 'waiting' | 'taken' | 'returned' | 'closed' } | null;
  before: number;
  exchanges: {
    at: string;
    asked: string;
    answered: string[];
    cards: number;
    people: { name: string; text: string }[];
  }[];
}

/** How a member is reached, in full. */
export interface Revealed {
  mail: string | null;
  phone: string | null;
  birthday: string | null;
  addresses: { label: string; default: boolean; address: Record<string, string> }[];
}

/** A member from every side, as `/v1/members/{key}/sheet` has it. */
export interface Sheet {
  profile: {
    key: string;
    name: string | null;
    language: 'en' | 'zh' | null;
    joined: string | null;
    city: string | null;
    country: string | null;
  };
  contact: {
    mail: string | null;
    phone: string | null;
    birthday: boolean;
    addresses: { label: string; default: boolean; city: string; country: string }[];
    may_reveal: boolean;
  };
  consents: { now: { purpose: string; granted: boolean; said: boolean }[] };
  told: { kind: string; text: string; at: string }[];
  tags: { tag: string }[];
  notes: { id: string; by: string; at: string; text: string }[];
  loyalty: Part<{
    tier: { key: string; name: Text2 };
    keeps_until: string | null;
    spent: Amount;
    next: { name: Text2; spend: Amount | null; orders: number | null } | null;
    points: { available: number; pending: number; next_expiry: { at: string; points: number } | null };
  }>;
  orders: {
    count: number;
    newest: {
      number: string;
      placed: string;
      state: string;
      channel: string | null;
      total: Amount | null;
      pieces: number;
      articles: Text2[];
      more: number;
    }[];
  };
  conversations: Part<Talked[]>;
  timeline: Timeline;
  thought: Part<Thought>;
  waiting: Part<Waiting>;
  recommended: Part<{ product: Goods; reason: Text2 | null }[]>;
}
