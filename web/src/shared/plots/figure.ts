import { type Plot as Drawn, plot as draw } from '@observablehq/plot';
import { fan, lines, reliability, scatter, steps } from './curves.js';
import { bars, heatmap } from './named.js';
import type { Plot, Writer } from './plot.js';
import type { Key, Sketch, Stop } from './sketch.js';

export type { Key, Stop } from './sketch.js';

/** A picture with two numbered axes is so high. */
const HEIGHT = 280;

/** A drawn plot. */
export interface Figure {
  svg: SVGSVGElement;
  keys: Key[];
  stops: Stop[];
}

/** Draws a plot that is not empty, so wide. */
export function figureOf(plot: Plot, width: number, writer: Writer): Figure {
  const sketch = sketchOf(plot, width, writer);
  const drawn = draw({
    width,
    height: HEIGHT,
    marginTop: 26,
    // Half of the last day's name.
    marginRight: 34,
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
