/** Plots, as `src/plots` of the program has them and `/openapi.json` describes them. */

/** How numbers are written: as they are, or a fraction of 1 in percent. */
export type Form = 'number' | 'share';

export interface Axis {
  label: string;
  unit: string;
  form: Form;
}

export interface Band {
  lower: number;
  upper: number;
}

export interface Names {
  label: string;
  names: string[];
}

/** Where the values of several series stand. */
export type Positions =
  | { scale: 'dates'; at: string[] }
  | { scale: 'labels'; at: string[] }
  | { scale: 'numbers'; at: number[] };

/** A number for every position or name; `null` where it is not known. */
export interface Series {
  label: string;
  values: (number | null)[];
}

export interface Steps {
  kind: 'steps';
  time: Axis;
  value: Axis;
  group: string;
  groups: { label: string; points: { at: number; value: number; band?: Band }[] }[];
}

export interface Reliability {
  kind: 'reliability';
  said: Axis;
  so: Axis;
  size: Axis;
  label: string;
  diagonal: string;
  bins: { said: number; so: number; size: number }[];
}

export interface Heatmap {
  kind: 'heatmap';
  rows: Names;
  columns: Names;
  value: Axis;
  cells: ({ value: number; text: string } | null)[][];
}

export interface Bars {
  kind: 'bars';
  names: Names;
  value: Axis;
  series: Series[];
}

export interface Lines {
  kind: 'lines';
  time: Axis;
  value: Axis;
  positions: Positions;
  series: Series[];
}

export interface Fan {
  kind: 'fan';
  time: Axis;
  value: Axis;
  positions: Positions;
  history_label: string;
  forecast_label: string;
  inner_label: string;
  outer_label: string;
  history: (number | null)[];
  forecast: { value: number; inner: Band; outer: Band }[];
}

export interface Scatter {
  kind: 'scatter';
  x: Axis;
  y: Axis;
  group: string;
  groups: { label: string; points: { x: number; y: number }[] }[];
}

export type Content = Steps | Reliability | Heatmap | Bars | Lines | Fan | Scatter;

export interface Plot {
  title: string;
  content: Content;
  words: { no_data: string; from: string; to: string; lower: string; upper: string };
}

/** Whether there is nothing to show. */
export function isEmpty({ content }: Plot): boolean {
  switch (content.kind) {
    case 'steps':
    case 'scatter':
      return content.groups.every(({ points }) => points.length === 0);
    case 'reliability':
      return content.bins.length === 0;
    case 'heatmap':
      return content.cells.flat().every((cell) => cell === null);
    case 'bars':
    case 'lines':
      return content.series.every(({ values }) => values.every((value) => value === null));
    case 'fan':
      return content.forecast.length === 0 && content.history.every((value) => value === null);
  }
}

/** What an axis measures, with its unit. */
export function heading({ label, unit }: Axis): string {
  return unit ? `${label} (${unit})` : label;
}

/** A day in milliseconds. */
const DAY = 86_400_000;

/** Writes numbers for people. */
export class Writer {
  readonly #number: Intl.NumberFormat;
  readonly #small: Intl.NumberFormat;
  readonly #share: Intl.NumberFormat;

  constructor(private readonly tag: string) {
    this.#number = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 });
    this.#small = new Intl.NumberFormat(tag, { maximumSignificantDigits: 3 });
    this.#share = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  }

  /** How days stand at an axis, each at its beginning alone; none where the picture's own way is right, in English. */
  get days(): ((day: Date) => string) | undefined {
    if (!this.tag.startsWith('zh')) return undefined;
    return (day) => {
      // Few days have several ticks each.
      if (day.getTime() % DAY !== 0) return '';
      const [month, of] = [day.getUTCMonth() + 1, day.getUTCDate()];
      if (of !== 1) return `${month}月${of}日`;
      return month === 1 ? `${day.getUTCFullYear()}年` : `${month}月`;
    };
  }

  write(value: number, form: Form): string {
    if (form === 'share') return this.#share.format(value);
    return (Math.abs(value) < 1 ? this.#small : this.#number).format(value);
  }
}
