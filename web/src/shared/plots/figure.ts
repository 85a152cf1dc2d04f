import {
  areaY,
  barX,
  cell,
  type Plot as Drawn,
  dot,
  plot as draw,
  line,
  lineY,
  type PlotOptions,
  ruleX,
  ruleY,
  type ScaleOptions,
  text,
} from '@observablehq/plot';
import {
  type Axis,
  type Bars,
  type Fan,
  type Heatmap,
  heading,
  type Lines,
  type Plot,
  type Positions,
  type Reliability,
  type Scatter,
  type Steps,
  type Writer,
} from './plot.js';

type Marks = PlotOptions['marks'];

/** Colours that a page gives, one for each series; there are so many. */
export const COLOURS = 8;
/** Lines are told apart by their dashes too, points by their shapes. */
const DASHES = ['', '7 4', '2 3', '9 3 2 3', '4 2', '1 4', '12 4', '6 2 2 2'] as const;
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond2', 'star', 'times', 'wye', 'plus'] as const;
const GLYPHS = ['●', '■', '▲', '◆', '★', '✕', '⅄', '✚'] as const;
/** A picture with two numbered axes is so high. */
const HEIGHT = 280;

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

/** A drawn plot. */
export interface Figure {
  svg: SVGSVGElement;
  keys: Key[];
  stops: Stop[];
}

/** What the drawing of each kind comes to, before positions are asked for. */
interface Sketch {
  options: PlotOptions;
  keys: Key[];
  /** The stops, by the scales of the drawing. */
  stops: (at: (scale: 'x' | 'y' | 'fy', value: unknown) => number) => Stop[];
}

/** The colour of a series. */
export function colour(index: number): string {
  return `var(--sk-series-${(index % COLOURS) + 1})`;
}

/** Draws a plot that is not empty, so wide. */
export function figureOf(plot: Plot, width: number, writer: Writer): Figure {
  const sketch = sketchOf(plot, width, writer);
  const drawn = draw({
    width,
    height: HEIGHT,
    marginTop: 26,
    marginRight: 24,
    marginBottom: 42,
    figure: false,
    ...sketch.options,
  }) as SVGSVGElement & Drawn;
  // It brings a style sheet, which the policy of our pages refuses; what stands in it, the element has.
  drawn.querySelector('style')?.remove();
  drawn.removeAttribute('class');
  // Nobody is told of its parts, which have names of the library's: the values are told one by one, and in a table.
  drawn.setAttribute('aria-hidden', 'true');
  for (const part of drawn.querySelectorAll('[aria-label], [aria-roledescription], [aria-description]')) {
    for (const name of ['aria-label', 'aria-roledescription', 'aria-description']) part.removeAttribute(name);
  }
  const at = (name: 'x' | 'y' | 'fy', value: unknown): number => {
    const scale = drawn.scale(name);
    return scale ? (scale.apply(value) as number) + (scale.bandwidth ?? 0) / 2 : 0;
  };
  return { svg: drawn, keys: sketch.keys, stops: sketch.stops(at) };
}

function sketchOf({ content, words }: Plot, width: number, writer: Writer): Sketch {
  switch (content.kind) {
    case 'steps':
      return steps(content, words, writer);
    case 'reliability':
      return reliability(content, writer);
    case 'heatmap':
      return heatmap(content, width, writer);
    case 'bars':
      return bars(content, width, writer);
    case 'lines':
      return lines(content, writer);
    case 'fan':
      return fan(content, words, writer);
    case 'scatter':
      return scatter(content, writer);
  }
}

/** A scale of numbers with its ticks and its name. */
function scaleOf(axis: Axis, writer: Writer): ScaleOptions {
  return {
    label: heading(axis),
    labelArrow: 'none',
    tickFormat: (value: number) => writer.write(value, axis.form),
    nice: true,
  };
}

/** The scale up, with lines across the picture. */
function upward(axis: Axis, writer: Writer): PlotOptions {
  return { marginLeft: 64, y: { ...scaleOf(axis, writer), grid: true } };
}

/** Where values stand: the scale, and the value of a place in it. */
function placed(axis: Axis, positions: Positions, writer: Writer) {
  if (positions.scale === 'numbers') {
    const { at } = positions;
    return { x: scaleOf(axis, writer), value: (place: number): unknown => at[place] };
  }
  const named = { label: heading(axis), labelArrow: 'none' } as const;
  const { at } = positions;
  if (positions.scale === 'dates') {
    const value = (place: number): unknown => new Date(`${at[place]}T00:00:00Z`);
    return { x: { ...named, type: 'utc' } as const, value };
  }
  const every = Math.ceil(at.length / 8);
  const tickFormat = (place: number) => (place % every === 0 ? (at[place] ?? '') : '');
  const x = { ...named, type: 'point', domain: at.map((_, place) => place), tickFormat } as const;
  return { x, value: (place: number): unknown => place };
}

/** Names of series have to be shown where there are several, or the one says what the axis does not. */
function keysOf(labels: readonly string[], axis: Axis, shape: (index: number) => Key['shape']): Key[] {
  if (labels.length === 1 && labels[0] === axis.label) return [];
  return labels.map((label, index) => ({ label, colour: colour(index), shape: shape(index) }));
}

const dashed = (index: number): Key['shape'] => ({ kind: 'line', dash: DASHES[index % DASHES.length] ?? '' });
const stroke = (index: number) => ({
  stroke: colour(index),
  strokeWidth: 2,
  strokeDasharray: DASHES[index % DASHES.length] ?? '',
});

function steps(content: Steps, words: Plot['words'], writer: Writer): Sketch {
  const { time, value } = content;
  const marks: Marks = content.groups.flatMap(({ points }, index) => [
    areaY(
      points.filter(({ band }) => band),
      {
        x: 'at',
        y1: (point) => point.band?.lower,
        y2: (point) => point.band?.upper,
        curve: 'step-after',
        fill: colour(index),
        fillOpacity: 0.14,
      },
    ),
    lineY(points, { x: 'at', y: 'value', curve: 'step-after', ...stroke(index) }),
  ]);
  return {
    options: {
      ...upward(value, writer),
      x: scaleOf(time, writer),
      marks: [ruleY([0], { stroke: 'var(--sk-edge)' }), ...marks],
    },
    keys: keysOf(
      content.groups.map(({ label }) => label),
      value,
      dashed,
    ),
    stops: (at) =>
      content.groups.flatMap(({ label, points }) =>
        points.map((point) => {
          const ends =
            point.band && [point.band.lower, point.band.upper].map((end) => writer.write(end, value.form));
          const band = ends ? ` (${words.from} ${ends[0]} ${words.to} ${ends[1]})` : '';
          const when = `${heading(time)} ${writer.write(point.at, time.form)}`;
          const text = `${label}, ${when}: ${writer.write(point.value, value.form)}${band}`;
          return { x: at('x', point.at), y: at('y', point.value), text };
        }),
      ),
  };
}

function reliability(content: Reliability, writer: Writer): Sketch {
  const { said, so, size, bins } = content;
  const most = Math.max(...bins.map((bin) => bin.size), 1);
  return {
    options: {
      ...upward(so, writer),
      x: { ...scaleOf(said, writer), domain: [0, 1] },
      y: { ...scaleOf(so, writer), grid: true, domain: [0, 1] },
      marks: [
        line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: 'var(--sk-edge)', strokeDasharray: '4 4' },
        ),
        line(bins, { x: 'said', y: 'so', ...stroke(0) }),
        dot(bins, {
          x: 'said',
          y: 'so',
          r: (bin) => 3 + 7 * Math.sqrt(bin.size / most),
          fill: colour(0),
          stroke: 'var(--sk-surface)',
        }),
      ],
      r: { type: 'identity' },
    },
    keys: [
      { label: content.label, colour: colour(0), shape: { kind: 'line', dash: '' } },
      { label: content.diagonal, colour: 'var(--sk-edge)', shape: { kind: 'line', dash: '4 4' } },
    ],
    stops: (at) =>
      bins.map((bin) => ({
        x: at('x', bin.said),
        y: at('y', bin.so),
        text: [
          `${said.label} ${writer.write(bin.said, said.form)}`,
          `${so.label} ${writer.write(bin.so, so.form)}`,
          `${heading(size)} ${writer.write(bin.size, size.form)}`,
        ].join(', '),
      })),
  };
}

function heatmap(content: Heatmap, width: number, writer: Writer): Sketch {
  const cells = content.cells.flatMap((row, y) =>
    row.flatMap((cell, x) => (cell ? [{ ...cell, x, y }] : [])),
  );
  const values = cells.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const left = room(content.rows.names, width);
  const each = (width - left - 24) / content.columns.names.length;
  const naming = (names: readonly string[], most: number) => (index: number) => cut(names[index] ?? '', most);
  const band = (names: readonly string[]) =>
    ({ type: 'band', domain: names.map((_, at) => at), padding: 0.04 }) as const;
  return {
    options: {
      height: 70 + 34 * content.rows.names.length,
      marginLeft: left,
      x: {
        ...band(content.columns.names),
        label: content.columns.label,
        labelArrow: 'none',
        tickFormat: naming(content.columns.names, Math.max(2, Math.floor(each / 7))),
      },
      y: {
        ...band(content.rows.names),
        label: content.rows.label,
        labelArrow: 'none',
        tickFormat: naming(content.rows.names, Math.floor(left / 7)),
      },
      opacity: { type: 'identity' },
      marks: [
        cell(cells, {
          x: 'x',
          y: 'y',
          fill: colour(0),
          // Never so dark that the number on it could not be read.
          fillOpacity: ({ value }) => 0.06 + 0.39 * (most > least ? (value - least) / (most - least) : 0.5),
        }),
        text(each < 34 ? [] : cells, { x: 'x', y: 'y', text: 'text', fill: 'currentColor' }),
      ],
    },
    keys: [],
    stops: (at) =>
      cells.map((cell) => ({
        x: at('x', cell.x),
        y: at('y', cell.y),
        text: `${content.rows.names[cell.y]}, ${content.columns.names[cell.x]}: ${cell.text} (${heading(content.value)}${
          content.value.form === 'share' ? ` ${writer.write(cell.value, 'share')}` : ''
        })`,
      })),
  };
}

function bars(content: Bars, width: number, writer: Writer): Sketch {
  const { names, series, value } = content;
  const data = series.flatMap(({ values }, of) =>
    values.flatMap((value, name) => (value === null ? [] : [{ name, of, value, text: '' }])),
  );
  for (const bar of data) bar.text = writer.write(bar.value, value.form);
  const left = room(names.names, width);
  const several = series.length > 1;
  return {
    options: {
      height: 60 + names.names.length * (several ? 12 + 18 * series.length : 30),
      marginLeft: left,
      marginRight: 56,
      x: { ...scaleOf(value, writer), grid: true, ticks: Math.max(2, Math.floor(width / 140)) },
      fy: {
        domain: names.names.map((_, name) => name),
        padding: 0.18,
        label: names.label,
        labelArrow: 'none',
        axis: 'left',
        tickFormat: (name: number) => cut(names.names[name] ?? '', Math.floor(left / 7)),
      },
      y: { type: 'band', domain: series.map((_, of) => of), axis: null, padding: several ? 0.1 : 0 },
      marks: [
        ...series.map((_, of) =>
          barX(
            data.filter((bar) => bar.of === of),
            { x: 'value', y: 'of', fy: 'name', fill: colour(of) },
          ),
        ),
        text(data, {
          x: 'value',
          y: 'of',
          fy: 'name',
          text: 'text',
          dx: 6,
          textAnchor: 'start',
          fill: 'currentColor',
        }),
        ruleX([0], { stroke: 'var(--sk-edge)' }),
      ],
    },
    keys: several
      ? keysOf(
          series.map(({ label }) => label),
          value,
          () => ({ kind: 'glyph', glyph: '■' }),
        )
      : [],
    stops: (at) => {
      // The bars of a name lie around the middle of its part.
      const middle = (at('y', 0) + at('y', series.length - 1)) / 2;
      return [...data]
        .sort((one, other) => one.name - other.name || one.of - other.of)
        .map((bar) => ({
          x: at('x', bar.value),
          y: at('fy', bar.name) + at('y', bar.of) - middle,
          text: `${names.names[bar.name]}${several ? `, ${series[bar.of]?.label}` : ''}: ${bar.text}${unitOf(value)}`,
        }));
    },
  };
}

function lines(content: Lines, writer: Writer): Sketch {
  const { time, value, positions, series } = content;
  const { x, value: placeOf } = placed(time, positions, writer);
  const points = ({ values }: { values: (number | null)[] }) =>
    values.map((value, place) => ({ at: placeOf(place), value: value ?? Number.NaN }));
  const few = positions.at.length <= 24;
  return {
    options: {
      ...upward(value, writer),
      x,
      marks: series.flatMap((one, index) => [
        lineY(points(one), { x: 'at', y: 'value', ...stroke(index) }),
        dot(few ? points(one) : [], { x: 'at', y: 'value', r: 2.5, fill: colour(index) }),
      ]),
    },
    keys: keysOf(
      series.map(({ label }) => label),
      value,
      dashed,
    ),
    stops: (at) =>
      positions.at.flatMap((position, place) => {
        const there = series.flatMap(({ label, values }) => {
          const value = values[place];
          return value === null || value === undefined ? [] : [{ label, value }];
        });
        const [first] = there;
        if (!first) return [];
        const said = there.map(({ label, value: number }) => {
          const written = writer.write(number, value.form) + unitOf(value);
          return series.length > 1 ? `${label} ${written}` : written;
        });
        return [
          { x: at('x', placeOf(place)), y: at('y', first.value), text: `${position}: ${said.join(', ')}` },
        ];
      }),
  };
}

function fan(content: Fan, words: Plot['words'], writer: Writer): Sketch {
  const { time, value, positions, history, forecast } = content;
  const { x, value: placeOf } = placed(time, positions, writer);
  const past = history.map((value, place) => ({ at: placeOf(place), value: value ?? Number.NaN }));
  const ahead = forecast.map((point, step) => ({ ...point, at: placeOf(history.length + step) }));
  const band = (of: 'inner' | 'outer', fillOpacity: number) =>
    areaY(ahead, {
      x: 'at',
      y1: (point) => point[of].lower,
      y2: (point) => point[of].upper,
      fill: colour(1),
      fillOpacity,
    });
  const range = ({ lower, upper }: { lower: number; upper: number }) =>
    `${words.from} ${writer.write(lower, value.form)} ${words.to} ${writer.write(upper, value.form)}`;
  return {
    options: {
      ...upward(value, writer),
      x,
      marks: [
        band('outer', 0.16),
        band('inner', 0.24),
        lineY(past, { x: 'at', y: 'value', ...stroke(0) }),
        dot(positions.at.length <= 24 ? past : [], { x: 'at', y: 'value', r: 2.5, fill: colour(0) }),
        lineY(ahead, { x: 'at', y: 'value', ...stroke(1) }),
      ],
    },
    keys: [
      { label: content.history_label, colour: colour(0), shape: dashed(0) },
      { label: content.forecast_label, colour: colour(1), shape: dashed(1) },
      { label: content.inner_label, colour: colour(1), shape: { kind: 'area', opacity: 0.4 } },
      { label: content.outer_label, colour: colour(1), shape: { kind: 'area', opacity: 0.16 } },
    ],
    stops: (at) => [
      ...history.flatMap((number, place) =>
        number === null
          ? []
          : [
              {
                x: at('x', placeOf(place)),
                y: at('y', number),
                text: `${positions.at[place]}, ${content.history_label}: ${writer.write(number, value.form)}${unitOf(value)}`,
              },
            ],
      ),
      ...ahead.map((point, step) => ({
        x: at('x', point.at),
        y: at('y', point.value),
        text:
          `${positions.at[history.length + step]}, ${content.forecast_label}: ${writer.write(point.value, value.form)}` +
          `${unitOf(value)}; ${content.inner_label} ${range(point.inner)}; ${content.outer_label} ${range(point.outer)}`,
      })),
    ],
  };
}

function scatter(content: Scatter, writer: Writer): Sketch {
  const { x, y, groups } = content;
  return {
    options: {
      ...upward(y, writer),
      x: scaleOf(x, writer),
      marks: groups.map(({ points }, index) =>
        dot(points, {
          x: 'x',
          y: 'y',
          r: 3.5,
          symbol: SYMBOLS[index % SYMBOLS.length] ?? 'circle',
          stroke: colour(index),
          fill: colour(index),
          fillOpacity: 0.35,
        }),
      ),
    },
    keys: keysOf(
      groups.map(({ label }) => label),
      y,
      (index) => ({ kind: 'glyph', glyph: GLYPHS[index % GLYPHS.length] ?? '●' }),
    ),
    stops: (at) =>
      groups.flatMap(({ label, points }) =>
        points.map((point) => ({
          x: at('x', point.x),
          y: at('y', point.y),
          text: `${label}: ${heading(x)} ${writer.write(point.x, x.form)}, ${heading(y)} ${writer.write(point.y, y.form)}`,
        })),
      ),
  };
}

/** A unit behind a number. */
function unitOf({ unit }: Axis): string {
  return unit ? ` ${unit}` : '';
}

/** Pixels that names need at the left, within reason. */
function room(names: readonly string[], width: number): number {
  const longest = Math.max(...names.map(columns), 4);
  return Math.min(24 + longest * 7, width * 0.36);
}

/** How many small letters a text is as wide as. */
function columns(text: string): number {
  return [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 1.7 : 1), 0);
}

/** A text within so many letters. */
function cut(text: string, most: number): string {
  if (columns(text) <= most) return text;
  let kept = '';
  for (const letter of text) {
    if (columns(kept + letter) > most - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}
