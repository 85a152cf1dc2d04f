import type { PlotOptions, ScaleOptions } from '@observablehq/plot';
import { type Axis, heading, type Positions, type Writer } from './plot.js';

/** Colours that a page gives, one for each series; there are so many. */
export const COLOURS = 8;
/** Lines are told apart by their dashes too, points by their shapes. */
export const DASHES = ['', '7 4', '2 3', '9 3 2 3', '4 2', '1 4', '12 4', '6 2 2 2'] as const;
export const SYMBOLS = ['circle', 'square', 'triangle', 'diamond2', 'star', 'times', 'wye', 'plus'] as const;
export const GLYPHS = ['●', '■', '▲', '◆', '★', '✕', '⅄', '✚'] as const;

/** How a series is told from the others. */
export interface Key {
  label: string;
  colour: string;
  shape:
    | { kind: 'line'; dash: string }
    | { kind: 'area'; opacity: number }
    | { kind: 'glyph'; glyph: string };
}

/** A value that one can go to: where it is in the picture, and what it is in words. */
export interface Stop {
  x: number;
  y: number;
  text: string;
}

/** What the drawing of each kind comes to, before positions are asked for. */
export interface Sketch {
  options: PlotOptions;
  keys: Key[];
  /** The stops, by the scales of the drawing. */
  stops: (at: (scale: 'x' | 'y' | 'fy', value: unknown) => number) => Stop[];
}

/** The colour of a series. */
export function colour(index: number): string {
  return `var(--sk-series-${(index % COLOURS) + 1})`;
}

/** A scale of numbers with its ticks and its name. */
export function scaleOf(axis: Axis, writer: Writer): ScaleOptions {
  return {
    label: heading(axis),
    labelArrow: 'none',
    tickFormat: (value: number) => writer.write(value, axis.form),
    nice: true,
  };
}

/** The scale up, with lines across the picture. */
export function upward(axis: Axis, writer: Writer): PlotOptions {
  return { marginLeft: 64, y: { ...scaleOf(axis, writer), grid: true } };
}

/** Where values stand: the scale, and the value of a place in it. */
export function placed(axis: Axis, positions: Positions, writer: Writer) {
  if (positions.scale === 'numbers') {
    const { at } = positions;
    return { x: scaleOf(axis, writer), value: (place: number): unknown => at[place] };
  }
  const named = { label: heading(axis), labelArrow: 'none' } as const;
  const { at } = positions;
  if (positions.scale === 'dates') {
    const value = (place: number): unknown => new Date(`${at[place]}T00:00:00Z`);
    const tickFormat = writer.days;
    return { x: { ...named, type: 'utc', ...(tickFormat && { tickFormat }) } as const, value };
  }
  const every = Math.ceil(at.length / 8);
  const tickFormat = (place: number) => (place % every === 0 ? (at[place] ?? '') : '');
  const x = { ...named, type: 'point', domain: at.map((_, place) => place), tickFormat } as const;
  return { x, value: (place: number): unknown => place };
}

/** Names of series have to be shown where there are several, or the one says what the axis does not. */
export function keysOf(labels: readonly string[], axis: Axis, shape: (index: number) => Key['shape']): Key[] {
  if (labels.length === 1 && labels[0] === axis.label) return [];
  return labels.map((label, index) => ({ label, colour: colour(index), shape: shape(index) }));
}

/** How a line is shown beside its name. */
export const dashed = (index: number): Key['shape'] => ({
  kind: 'line',
  dash: DASHES[index % DASHES.length] ?? '',
});
/** A line as wide as all, in the colour and with the dashes of its series. */
export const stroke = (index: number) => ({
  stroke: colour(index),
  strokeWidth: 2,
  strokeDasharray: DASHES[index % DASHES.length] ?? '',
});

/** A unit behind a number. */
export function unitOf({ unit }: Axis): string {
  return unit ? ` ${unit}` : '';
}

/** Pixels that names need at the left, within reason. */
export function room(names: readonly string[], width: number): number {
  const longest = Math.max(...names.map(columns), 4);
  return Math.min(24 + longest * 7, width * 0.36);
}

/** How many small letters a text is as wide as. */
function columns(text: string): number {
  return [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 1.7 : 1), 0);
}

/** A text within so many letters. */
export function cut(text: string, most: number): string {
  if (columns(text) <= most) return text;
  let kept = '';
  for (const letter of text) {
    if (columns(kept + letter) > most - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}
