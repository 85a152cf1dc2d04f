/** Campaigns, as `/v1/campaigns` has them and `/openapi.json` describes them. */
import type { Language } from '../shared/language.js';
import type { Finding } from '../shared/staff/findings.js';

export const STATES = [
  'draft',
  'in_review',
  'approved',
  'sending',
  'paused',
  'sent',
  'stopped',
  'expired',
] as const;
export type CampaignState = (typeof STATES)[number];

export const MEDIA = ['mail', 'sms', 'push', 'chat'] as const;
export type Medium = (typeof MEDIA)[number];

export const AXES = ['benefit', 'proof', 'urgency', 'warmth'] as const;
export type Axis = (typeof AXES)[number];

export const NAMED = ['at_risk_top_third', 'lapsed', 'one_order', 'everybody'] as const;
export type Named = (typeof NAMED)[number];

export const OFFERS = ['nothing', 'coupon', 'points', 'gift', 'event'] as const;
export type OfferKind = (typeof OFFERS)[number];

/** Whom a campaign addresses: exactly one of the three is there. */
export interface Audience {
  segment?: string;
  filter?: unknown;
  named?: Named;
}

export interface Depth {
  rule: string;
  filter: unknown;
  percent: number;
}

export interface Offer {
  kind: OfferKind;
  percent?: number;
  amount?: number;
  minimum?: number;
  ends?: string;
  most?: number;
  per_member?: number;
  stacks?: boolean;
  times?: number;
  what_en?: string;
  what_zh?: string;
  depths?: Depth[];
  disclosed?: boolean;
}

export interface Schedule {
  at?: string;
  day?: string;
  hour?: number;
}

export interface Metric {
  what: 'ordered' | 'spent';
  window_days: number;
  baseline?: number;
  effect?: number;
}

/** A text. Those of one name say the same in several languages. */
export interface Variant {
  variant: string;
  axis?: Axis;
  language: Language;
  subject?: string;
  body: string;
  written?: { model: string; prompt_hash: string; edited: boolean };
}

/** How a text is chosen for each member; without it by lot. */
export const CHOOSERS = ['even', 'thompson', 'linucb'] as const;
export type Chooser = (typeof CHOOSERS)[number];

export interface Choice {
  by: Chooser;
  /** The least share of each text in every draw. */
  explore?: number;
  /** An order within so many hours after a message is what is learnt from. */
  hours?: number;
}

export interface Brief {
  objective: string;
  audience: Audience;
  medium: Medium;
  languages: Language[];
  tone: string;
  offer: Offer;
  product?: string;
  send: Schedule;
  holdout: number;
  metric: Metric;
  copies: Variant[];
  choice?: Choice;
  per_second?: number;
}

/** A campaign among others. */
export interface Listed {
  name: string;
  state: CampaignState;
  version: number;
  author: string;
  changed: string;
  submitted_by: string | null;
  approved_by: string | null;
  approved: string | null;
  expires: string | null;
  released_by: string | null;
  begins: string | null;
  ended: string | null;
  why: string | null;
  /** For what it is paused, where that is known. */
  paused_for: 'person' | 'uncertain' | 'changed' | 'trouble' | null;
}

export interface Version {
  version: number;
  at: string;
  by: string;
  hash: string;
}

export interface Comment {
  version: number;
  at: string;
  by: string;
  text: string;
}

export interface Campaign extends Listed {
  brief: Brief;
  versions: Version[];
  comments: Comment[];
}

/** How many members a brief reaches. */
export interface Counted {
  who: string;
  size: number;
  taken_off: { no_address: number; suppressed: number; no_consent: number; too_often: number };
  held_out: number;
  reached: number;
  no_analysis: number;
  overlaps: { campaign: string; members: number }[];
  cap: string;
}

/** Something found in a part of a text. */
export interface CopyFinding extends Finding {
  part: 'subject' | 'body';
}

export interface TextFindings {
  text: number;
  variant: string;
  language: Language;
  findings: CopyFinding[];
}

export interface SampleSize {
  treated: number;
  held_out: number;
}

/** Whether a text has a subject or a title there. */
export function hasSubject(medium: Medium): boolean {
  return medium === 'mail' || medium === 'push';
}

/** The names of the texts, in the order in which they come. */
export function variantsOf({ copies }: Brief): string[] {
  return [...new Set(copies.map(({ variant }) => variant))];
}

const filled = (text: string | undefined) => text?.trim() || undefined;

/** An offer with nothing in it that its kind does not have. */
function offerOf({ kind, ...all }: Offer): Offer {
  const { percent, amount, minimum, ends, most, per_member, stacks, times, what_en, what_zh } = all;
  switch (kind) {
    case 'nothing':
      return { kind };
    case 'points':
      return { kind, times, minimum, ends } as Offer;
    case 'gift':
    case 'event':
      return { kind, what_en: filled(what_en), what_zh: filled(what_zh), minimum, ends } as Offer;
    case 'coupon': {
      const depths = all.depths?.length ? all.depths : undefined;
      const limits = { minimum, ends, most, per_member, stacks: stacks || undefined };
      return { kind, percent, amount, ...limits, depths, disclosed: depths && all.disclosed } as Offer;
    }
  }
}

/** A brief as it is sent: without texts that nobody has begun, and without what belongs to another medium or offer. */
export function sendable(brief: Brief): Brief {
  const copies = brief.copies
    .filter(
      ({ language, body, subject }) => brief.languages.includes(language) && (body.trim() || filled(subject)),
    )
    .map(({ subject, ...text }) => (hasSubject(brief.medium) && subject ? { ...text, subject } : text));
  // What is undefined is not sent.
  return JSON.parse(
    JSON.stringify({ ...brief, offer: offerOf(brief.offer), product: filled(brief.product), copies }),
  );
}

/** Whether two JSON values are the same, in whatever order their fields stand. */
export function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The address of a campaign's route below `/v1`. */
export function routeOf(name: string, rest = ''): string {
  return `/v1/campaigns/${encodeURIComponent(name)}${rest}`;
}
