import { type Axis, type Band, type Fan, heading, type Plot, type Series, type Writer } from './plot.js';

/** A table, every row as long as the head. */
export interface Table {
  head: string[];
  rows: string[][];
}

/** The numbers of a plot, row by row. */
export function tableOf({ content, words }: Plot, writer: Writer): Table {
  const write = (value: number | null | undefined, { form }: Axis) =>
    value === null || value === undefined ? '' : writer.write(value, form);
  const both = (band: Band | undefined, axis: Axis) => [write(band?.lower, axis), write(band?.upper, axis)];
  const wide = (first: string, places: readonly string[], series: readonly Series[], axis: Axis): Table => ({
    head: [first, ...series.map(({ label }) => withUnit(label, axis))],
    rows: places.map((place, row) => [place, ...series.map(({ values }) => write(values[row], axis))]),
  });
  switch (content.kind) {
    case 'steps': {
      const value = heading(content.value);
      return {
        head: [
          content.group,
          heading(content.time),
          value,
          ...[words.lower, words.upper].map((end) => `${value}, ${end}`),
        ],
        rows: content.groups.flatMap(({ label, points }) =>
          points.map(({ at, value, band }) => [
            label,
            write(at, content.time),
            write(value, content.value),
            ...both(band, content.value),
          ]),
        ),
      };
    }
    case 'reliability': {
      const { said, so, size } = content;
      return {
        head: [said, so, size].map(heading),
        rows: content.bins.map((bin) => [write(bin.said, said), write(bin.so, so), write(bin.size, size)]),
      };
    }
    case 'heatmap':
      return {
        head: [content.rows.label, ...content.columns.names],
        rows: content.rows.names.map((name, row) => [
          name,
          ...(content.cells[row] ?? []).map((cell) => cell?.text ?? ''),
        ]),
      };
    case 'bars':
      return wide(content.names.label, content.names.names, content.series, content.value);
    case 'lines':
      return wide(heading(content.time), content.positions.at.map(String), content.series, content.value);
    case 'fan':
      return fanTable(content, words, write, both);
    case 'scatter': {
      const { x, y } = content;
      return {
        head: [content.group, heading(x), heading(y)],
        rows: content.groups.flatMap(({ label, points }) =>
          points.map((point) => [label, write(point.x, x), write(point.y, y)]),
        ),
      };
    }
  }
}

function withUnit(label: string, { unit }: Axis): string {
  return unit ? `${label} (${unit})` : label;
}

/** Per position what was, or what is to come with its bands. */
function fanTable(
  fan: Fan,
  { lower, upper }: Plot['words'],
  write: (value: number | null | undefined, axis: Axis) => string,
  both: (band: Band | undefined, axis: Axis) => string[],
): Table {
  const bands = [fan.inner_label, fan.outer_label].map((label) => withUnit(label, fan.value));
  return {
    head: [
      heading(fan.time),
      withUnit(fan.history_label, fan.value),
      withUnit(fan.forecast_label, fan.value),
      ...bands.flatMap((band) => [`${band}, ${lower}`, `${band}, ${upper}`]),
    ],
    rows: fan.positions.at.map((at, row) => {
      const ahead = fan.forecast[row - fan.history.length];
      return [
        String(at),
        write(fan.history[row], fan.value),
        write(ahead?.value, fan.value),
        ...both(ahead?.inner, fan.value),
        ...both(ahead?.outer, fan.value),
      ];
    }),
  };
}
