import type { Language } from '../language.js';

/** What a column holds. */
export type Holds = 'count' | 'days' | 'money' | 'share' | 'number' | 'word' | 'flag';

export interface Choice {
  key: string;
  en: string;
  zh: string;
}

export interface Column {
  name: string;
  holds: Holds;
  en: string;
  zh: string;
  meaning: string;
  estimated: boolean;
  words: Choice[];
}

/** What a filter can ask, as `/v1/insights/columns` has it. */
export interface Askable {
  currency: string;
  columns: Column[];
  categories: Choice[];
  brands: Choice[];
  tags: Choice[];
  purposes: string[];
}

/** What is no column but can be asked. */
export const OTHERS = [
  'bought_category',
  'bought_brand',
  'consents_to',
  'tag',
  'in_campaign',
  'joined_after',
  'joined_before',
  'last_order_after',
  'last_order_before',
] as const;
export type Other = (typeof OTHERS)[number];

/** How a column of numbers is compared, of words, of yes and no. */
export const COMPARISONS = {
  numbers: ['below', 'above', 'at_least', 'at_most', 'between', 'is', 'is_not', 'one_of', 'known', 'unknown'],
  days: ['below', 'above', 'at_least', 'at_most', 'between', 'known', 'unknown'],
  words: ['is', 'is_not', 'one_of', 'known', 'unknown'],
  flag: ['yes', 'no', 'known', 'unknown'],
} as const;
export type Comparison = (typeof COMPARISONS)[keyof typeof COMPARISONS][number];

/** A condition as it is edited: what was typed, whatever its form needs of it. */
export interface Condition {
  kind: 'condition';
  id: number;
  not: boolean;
  /** A column's name, or one of [`OTHERS`]. */
  what: string;
  comparison: Comparison;
  /** The value, or the first of two; a word, a day, or what was bought. */
  one: string;
  two: string;
  several: string[];
  when: 'ever' | 'within' | 'since';
  days: string;
  since: string;
  times: string;
}

export interface Group {
  kind: 'group';
  id: number;
  not: boolean;
  any: boolean;
  rows: Row[];
}

export type Row = Condition | Group;

/** Something that has to be filled in before the server can be asked. */
export type Lack = 'needNumber' | 'needWord' | 'needDay' | 'needOne' | 'needOrder' | 'needShare';

let last = 0;
const another = () => {
  last += 1;
  return last;
};

/** A condition on `what`, with nothing filled in. */
export function conditionOn(what: string): Condition {
  return {
    kind: 'condition',
    id: another(),
    not: false,
    what,
    comparison: 'at_least',
    one: '',
    two: '',
    several: [],
    when: 'ever',
    days: '',
    since: '',
    times: '',
  };
}

/** A group of one condition. */
export function groupOf(rows: Row[], any = false): Group {
  return { kind: 'group', id: another(), not: false, any, rows };
}

/** How a column of this kind is compared. */
export function comparisonsOf(holds: Holds): readonly Comparison[] {
  if (holds === 'word') return COMPARISONS.words;
  if (holds === 'days') return COMPARISONS.days;
  return holds === 'flag' ? COMPARISONS.flag : COMPARISONS.numbers;
}

/** What a choice is called. */
export function called(choice: { en: string; zh: string }, language: Language): string {
  return language === 'zh' ? choice.zh : choice.en;
}

type Json = Record<string, unknown>;
const text = (value: unknown) => (value === undefined || value === null ? '' : String(value));

/** A filter as rows; what is no list becomes a list of one. */
export function readFilter(filter: unknown, columns: readonly Column[]): Group {
  const row = readRow(filter, columns);
  return row.kind === 'group' && !row.not ? row : groupOf([row]);
}

function readRow(value: unknown, columns: readonly Column[]): Row {
  const json = value as Json;
  if (Array.isArray(json.all) || Array.isArray(json.any)) {
    const list = (json.all ?? json.any) as unknown[];
    return groupOf(
      list.map((each) => readRow(each, columns)),
      Array.isArray(json.any),
    );
  }
  if (json.not !== undefined) {
    const row = readRow(json.not, columns);
    return row.not ? { ...groupOf([row]), not: true } : { ...row, not: true };
  }
  if (typeof json.column === 'string') return readColumn(json, json.column, columns);
  if (json.bought) {
    const bought = json.bought as Json;
    const kind = bought.brand === undefined ? 'category' : 'brand';
    return {
      ...conditionOn(`bought_${kind}`),
      one: text(bought[kind]),
      when: bought.within_days !== undefined ? 'within' : bought.since !== undefined ? 'since' : 'ever',
      days: text(bought.within_days),
      since: text(bought.since),
      times: text(bought.times),
    };
  }
  if (json.in_campaign) {
    const campaign = json.in_campaign as Json;
    const when = campaign.within_days === undefined ? 'ever' : 'within';
    return { ...conditionOn('in_campaign'), one: text(campaign.key), when, days: text(campaign.within_days) };
  }
  const what = OTHERS.find((form) => json[form] !== undefined) ?? 'tag';
  return { ...conditionOn(what), one: text(json[what]) };
}

function readColumn(json: Json, name: string, columns: readonly Column[]): Condition {
  const condition = conditionOn(name);
  const holds = columns.find((column) => column.name === name)?.holds;
  const shown = (value: unknown) =>
    holds === 'share' ? text(Number((Number(value) * 100).toFixed(6))) : text(value);
  const [operator, value] = Object.entries(json).find(([key]) => key !== 'column') ?? ['known', true];
  if (operator === 'known') return { ...condition, comparison: value === false ? 'unknown' : 'known' };
  if (typeof value === 'boolean') return { ...condition, comparison: value ? 'yes' : 'no' };
  const comparison = operator as Comparison;
  if (!Array.isArray(value)) return { ...condition, comparison, one: shown(value) };
  if (comparison === 'between') {
    return { ...condition, comparison, one: shown(value[0]), two: shown(value[1]) };
  }
  return { ...condition, comparison, several: value.map(text), one: value.map(shown).join(', ') };
}

/** A filter as the server takes it. */
export interface Written {
  filter: unknown;
  /** Which row stands at which place of the filter. */
  places: Map<string, number>;
  /** What the rows lack. */
  lacks: Map<number, Lack>;
}

/** Rows as a filter. */
export function writeFilter(top: Group, columns: readonly Column[]): Written {
  const writing = new Writing(columns);
  // A list of one is that one.
  const [only, second] = top.rows;
  const filter = writing.row(only && !second ? only : top, '', true);
  return { filter, places: writing.places, lacks: writing.lacks };
}

/** The row that a place of a filter is in, or none. */
export function rowAt(places: ReadonlyMap<string, number>, place: string): number | undefined {
  const inside = [...places.keys()].filter(
    (start) =>
      start === '' || place === start || place.startsWith(`${start}.`) || place.startsWith(`${start}[`),
  );
  inside.sort((one, other) => other.length - one.length);
  return inside[0] === undefined ? undefined : places.get(inside[0]);
}

class Writing {
  readonly places = new Map<string, number>();
  readonly lacks = new Map<number, Lack>();

  constructor(readonly columns: readonly Column[]) {}

  row(row: Row, place: string, top = false): unknown {
    this.places.set(place, row.id);
    if (row.not) {
      const inside = place ? `${place}.not` : 'not';
      return { not: this.row({ ...row, not: false }, inside) };
    }
    if (row.kind === 'condition') return this.#condition(row);
    const form = row.any ? 'any' : 'all';
    // Everybody can be asked for, but a group within is empty by an oversight.
    if (row.rows.length === 0 && !top) this.lacks.set(row.id, 'needOne');
    const below = place ? `${place}.${form}` : form;
    const rows = row.rows.map((each, at) => this.row(each, `${below}[${at}]`));
    return row.rows.length === 0 ? { all: [] } : { [form]: rows };
  }

  #condition(row: Condition): unknown {
    const column = this.columns.find(({ name }) => name === row.what);
    if (column) return { column: column.name, ...this.#test(row, column.holds) };
    switch (row.what as Other) {
      case 'bought_category':
        return { bought: { category: this.#word(row), ...this.#period(row) } };
      case 'bought_brand':
        return { bought: { brand: this.#word(row), ...this.#period(row) } };
      case 'in_campaign':
        return { in_campaign: { ...(row.one.trim() ? { key: row.one.trim() } : {}), ...this.#period(row) } };
      case 'consents_to':
      case 'tag':
        return { [row.what]: this.#word(row) };
      default:
        if (!row.one) this.lacks.set(row.id, 'needDay');
        return { [row.what]: row.one };
    }
  }

  #test(row: Condition, holds: Holds): Json {
    const { comparison } = row;
    if (comparison === 'known' || comparison === 'unknown') return { known: comparison === 'known' };
    if (comparison === 'yes' || comparison === 'no') return { is: comparison === 'yes' };
    if (holds === 'word') {
      if (comparison !== 'one_of') return { [comparison]: this.#word(row) };
      if (row.several.length === 0) this.lacks.set(row.id, 'needWord');
      return { one_of: row.several };
    }
    const number = (typed: string) => {
      const value = Number(typed.trim().replace(',', '.'));
      if (typed.trim() === '' || !Number.isFinite(value)) this.lacks.set(row.id, 'needNumber');
      if (holds !== 'share') return value;
      // It is typed in percent, and asked for as a part of 1.
      if (value < 0 || value > 100) this.lacks.set(row.id, 'needShare');
      return Number((value / 100).toFixed(8));
    };
    if (comparison === 'between') {
      const ends = [number(row.one), number(row.two)] as const;
      if (ends[0] > ends[1]) this.lacks.set(row.id, 'needOrder');
      return { between: ends };
    }
    if (comparison === 'one_of') return { one_of: row.one.split(/[,，、]/).map(number) };
    return { [comparison]: number(row.one) };
  }

  #word(row: Condition): string {
    if (!row.one.trim()) this.lacks.set(row.id, 'needWord');
    return row.one.trim();
  }

  #period(row: Condition): Json {
    const whole = (typed: string) => {
      const value = Number(typed.trim());
      if (!typed.trim() || !Number.isInteger(value)) this.lacks.set(row.id, 'needNumber');
      return value;
    };
    const period: Json = {};
    if (row.when === 'within') period.within_days = whole(row.days);
    if (row.when === 'since') {
      if (!row.since) this.lacks.set(row.id, 'needDay');
      period.since = row.since;
    }
    if (row.times.trim()) period.times = whole(row.times);
    return period;
  }
}
