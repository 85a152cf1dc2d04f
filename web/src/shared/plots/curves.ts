/** Plots with two numbered axes. */
import { areaY, dot, line, lineY, type PlotOptions, ruleY } from '@observablehq/plot';
import {
  type Fan,
  heading,
  type Lines,
  type Plot,
  type Reliability,
  type Scatter,
  type Steps,
  type Writer,
} from './plot.js';
import {
  colour,
  dashed,
  GLYPHS,
  keysOf,
  placed,
  type Sketch,
  SYMBOLS,
  scaleOf,
  stroke,
  unitOf,
  upward,
} from './sketch.js';

type Marks = PlotOptions['marks'];

/** Survival curves: a value holds until the next point. */
export function steps(content: Steps, words: Plot['words'], writer: Writer): Sketch {
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

/** What was said against what came so, larger where there are more. */
export function reliability(content: Reliability, writer: Writer): Sketch {
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

/** History over time; what is not known leaves a gap. */
export function lines(content: Lines, writer: Writer): Sketch {
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

/** History, then a forecast with its bands. */
export function fan(content: Fan, words: Plot['words'], writer: Writer): Sketch {
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

/** Points by two measures, in groups. */
export function scatter(content: Scatter, writer: Writer): Sketch {
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
