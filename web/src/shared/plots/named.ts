/** Plots of things that have names. */
import { barX, cell, ruleX, text } from '@observablehq/plot';
import { type Bars, type Heatmap, heading, type Writer } from './plot.js';
import { colour, cut, keysOf, room, type Sketch, scaleOf, unitOf } from './sketch.js';

/** A number for every pair of a row and a column, the larger the darker. */
export function heatmap(content: Heatmap, width: number, writer: Writer): Sketch {
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

/** Sizes side by side, each with its number. */
export function bars(content: Bars, width: number, writer: Writer): Sketch {
  const { names, series, value } = content;
  const data = series.flatMap(({ values }, of) =>
    values.flatMap((value, name) => (value === null ? [] : [{ name, of, value, text: '' }])),
  );
  for (const bar of data) bar.text = writer.write(bar.value, value.form);
  const left = room(names.names, width);
  const several = series.length > 1;
  const below = (bar: { value: number }) => bar.value < 0;
  const numbers = (of: typeof data, dx: number, textAnchor: 'start' | 'end') =>
    text(of, { x: 'value', y: 'of', fy: 'name', text: 'text', dx, textAnchor, fill: 'currentColor' });
  return {
    options: {
      height: 60 + names.names.length * (several ? 12 + 18 * series.length : 30),
      marginLeft: left,
      marginRight: 56,
      x: {
        ...scaleOf(value, writer),
        grid: true,
        ticks: Math.max(2, Math.floor(width / 140)),
        // A number stands beyond the end of its bar, on either side.
        insetLeft: data.some(below) ? 48 : 0,
      },
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
        numbers(
          data.filter((bar) => !below(bar)),
          6,
          'start',
        ),
        numbers(data.filter(below), -6, 'end'),
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
