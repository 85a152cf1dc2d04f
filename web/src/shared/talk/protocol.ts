/** What the server sends, as `/openapi.json` describes it. */
import type { Plot } from '../plots/plot.js';

export interface ProductCard {
  card: 'product';
  key: string;
  title: string;
  price: string;
  /** Pieces on the shelf; `null` where the shop does not count them. */
  stock: number | null;
  /** Why it is shown. */
  reason: string | null;
  image?: string | null;
}

export interface PolicyCard {
  card: 'policy';
  title: string;
  text: string;
  /** Whether it is an offer, and the day it ends on. */
  offer?: boolean;
  ends?: string | null;
}

export interface ReviewCard {
  card: 'review';
  product: string;
  stars: number;
  text: string;
  day: string | null;
}

export interface ComparisonCard {
  card: 'comparison';
  keys: string[];
  titles: string[];
  images?: (string | null)[];
  rows: { name: string; values: string[] }[];
}

export interface ProfileCard {
  card: 'profile';
  title: string;
  rows: { name: string; value: string }[];
}

export interface OrderCard {
  card: 'order';
  number: string;
  day: string;
  state: string;
  total: string;
  lines: { title: string; quantity: number; unit_price: string }[];
}

/** Members beside each other; for the shop's people. */
export interface TableCard {
  card: 'table';
  title: string;
  columns: string[];
  rows: string[][];
  /** The keys of the members, one a row. */
  members: string[];
}

/** Whom a question was taken to mean; for the shop's people. */
export interface FilterCard {
  card: 'filter';
  sentence: string;
  members: number;
  filter: unknown;
  /** Words of the question that are not in it. */
  left: string[];
}

/** A plot; for the shop's people. */
export interface PlotCard {
  card: 'plot';
  title: string;
  summary: string;
  plot: Plot;
}

/** A campaign that is spoken of, or that was just made or changed; for the shop's people. */
export interface CampaignCard {
  card: 'campaign';
  name: string;
  state: string;
  version: number;
  /** Where it was just made or changed: the version that it had before; 0 where it was not there. */
  before: number | null;
}

/** What only the shop's people are shown. */
export type DeskCard = TableCard | FilterCard | PlotCard | CampaignCard;

export type Card =
  | ProductCard
  | PolicyCard
  | ReviewCard
  | ComparisonCard
  | ProfileCard
  | OrderCard
  | DeskCard;

/** What a change makes different. */
export interface Difference {
  what: string;
  before: string;
  after: string;
}

export type Stop =
  | 'answered'
  | 'refused'
  | 'handed_over'
  | 'with_person'
  | 'out_of_steps'
  | 'out_of_time'
  | 'cancelled'
  | 'failed';

/**
 * Who has a conversation: a person is waited for, a person has it, and the assistant has it again because it was given
 * back or the person is done.
 */
export type AttendedState = 'waiting' | 'taken' | 'returned' | 'closed';

/** Who of the shop has a conversation, or was asked to. */
export interface Attending {
  state: AttendedState;
  name: string | null;
}

/** An event of an answer, or of the shop's people. */
export type Sent =
  | { event: 'thinking' }
  | { event: 'queued'; ahead: number }
  | { event: 'tool'; tool: string }
  | ({ event: 'card' } & Card)
  | { event: 'text'; text: string; source: 'model' | 'template' }
  | { event: 'confirm'; id: string; differences: Difference[] }
  | { event: 'handoff'; summary: string[] }
  | { event: 'received' }
  | { event: 'person'; name: string; text: string; at: string }
  | { event: 'attended'; state: AttendedState; name: string | null; at: string }
  | { event: 'typing'; name: string | null }
  | { event: 'forgotten' }
  | { event: 'error'; message: string }
  | { event: 'done'; stop: Stop };

export type Verdict = 'up' | 'down';

/** A message and its answer, as they were kept. */
export interface Past {
  turn: number;
  at: string;
  asked: string;
  answered: Sent[];
  rating?: { verdict: Verdict; reason: string | null } | null;
}

/** A conversation, as `GET /v1/conversations/{id}` has it. */
export interface Kept {
  id: string;
  turns: number;
  answering: boolean;
  /** The message that is being answered. */
  asked: string | null;
  signed_in: boolean;
  /** Who of the shop has it or was asked to; `null` where nobody was. */
  person: Attending | null;
  /** The id of the last news of the shop's people. */
  news: string;
  exchanges: Past[];
}

/** What the person looks at; sent along only where they agreed. */
export interface Page {
  product?: { key: string; title: string };
  basket?: string[];
}
