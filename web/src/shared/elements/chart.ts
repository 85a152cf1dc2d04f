import { css, html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { type Language, sayIn, tagOf } from '../language.js';
import type { Figure, Key } from '../plots/figure.js';
import { isEmpty, type Plot, Writer } from '../plots/plot.js';
import { tableOf } from '../plots/table.js';
import { basics, tables, tokens } from '../styles.js';
import { define } from './define.js';

const TEXTS = {
  walk: ['Values one by one', '逐个查看数值'],
  walkHint: [
    'Point at the picture, or move the slider, to read the values.',
    '将指针移到图上，或拖动滑块，即可查看数值。',
  ],
  table: ['The numbers as a table', '以表格查看数据'],
  drawing: ['One moment …', '请稍候…'],
  failed: ['The picture could not be drawn; the numbers are in the table.', '图形无法显示，数据见下方表格。'],
} as const;

/** Narrower than this nothing is drawn: the figure is then wider than its place, which scrolls. */
const NARROWEST = 260;

const dark = css`
  --sk-series-1: #6cc9ad;
  --sk-series-2: #f0a860;
  --sk-series-3: #8db8f0;
  --sk-series-4: #d69ddb;
  --sk-series-5: #cfcf70;
  --sk-series-6: #ff9d8f;
  --sk-series-7: #6fd0e6;
  --sk-series-8: #c0c6c3;
`;

/**
 * A plot of the program, drawn as SVG. Its values can be gone through one by one by pointer, touch or keyboard, and
 * all are in a table. The library that draws is loaded when the first plot is there.
 *
 * @prop plot - what is drawn
 * @prop language - of the words around it; those in it are the plot's own
 * @attr summary - what it shows, in words, for who does not see it
 */
export class Chart extends LitElement {
  static override styles = [
    tokens,
    basics,
    tables,
    css`
      :host {
        display: block;
        --sk-series-1: #1b6652;
        --sk-series-2: #b25d00;
        --sk-series-3: #2f62ab;
        --sk-series-4: #8a3f8f;
        --sk-series-5: #6b6b00;
        --sk-series-6: #a52a1d;
        --sk-series-7: #006f88;
        --sk-series-8: #565c59;
      }
      @media (prefers-color-scheme: dark) {
        :host(:not([theme='light'])) {
          ${dark}
        }
      }
      :host([theme='dark']) {
        ${dark}
      }
      figure {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
        margin: 0;
      }
      figcaption {
        font-weight: 600;
      }
      .keys {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: 13px;
      }
      .keys li {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      .canvas {
        min-height: 120px;
        overflow-x: auto;
      }
      .canvas svg {
        display: block;
        max-width: none;
        overflow: visible;
        font: 12px var(--sk-font);
      }
      .canvas svg text {
        white-space: pre;
      }
      .mark {
        fill: none;
        stroke: var(--sk-text);
        stroke-width: 2;
      }
      .walk {
        display: grid;
        gap: 2px;
        font-size: 13px;
      }
      .walk input {
        width: 100%;
        margin: 4px 0;
        accent-color: var(--sk-accent);
      }
      .walk p {
        min-height: 1.5em;
        margin: 0;
      }
      .nothing {
        margin: 0;
        padding: 28px 12px;
        border: 1px dashed var(--sk-line);
        border-radius: 8px;
        text-align: center;
      }
      summary {
        width: fit-content;
        color: var(--sk-accent);
        font-size: 13px;
        cursor: pointer;
      }
      .table {
        max-height: 340px;
        margin-top: 6px;
      }
      table {
        font-size: 13px;
      }
      th,
      td {
        padding: 5px 10px;
      }
      tbody th {
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) plot: Plot | null = null;
  @property({ attribute: false }) language: Language = 'en';
  @property() summary = '';
  @state() private figure: Figure | null = null;
  @state() private failed = false;
  /** Which value is read out; `null` before anybody asked. */
  @state() private stop: number | null = null;
  @query('.canvas') private readonly canvas!: HTMLElement | null;

  readonly #resized = new ResizeObserver(() => void this.#draw());
  #width = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override render(): TemplateResult {
    const { plot } = this;
    if (!plot) return html``;
    if (isEmpty(plot)) {
      return html`<figure>
        <figcaption>${plot.title}</figcaption>
        <p class="nothing muted">${plot.words.no_data}</p>
      </figure>`;
    }
    const say = sayIn(TEXTS, this.language);
    return html`<figure>
      <figcaption>${plot.title}</figcaption>
      ${this.figure?.keys.length ? renderKeys(this.figure.keys) : nothing}
      ${
        this.failed
          ? html`<p class="muted" role="status">${say('failed')}</p>`
          : html`<div
              class="canvas"
              role="img"
              aria-label=${`${plot.title}. ${this.summary}`}
              @pointermove=${this.#point}
              @pointerdown=${this.#point}
            ></div>`
      }
      ${this.#renderWalk()}
      <details ?open=${this.failed}>
        <summary>${say('table')}</summary>
        ${this.#renderTable(plot)}
      </details>
    </figure>`;
  }

  #renderWalk(): TemplateResult | typeof nothing {
    const stops = this.figure?.stops ?? [];
    if (stops.length === 0) return nothing;
    const say = sayIn(TEXTS, this.language);
    const read = this.stop === null ? null : stops[this.stop]?.text;
    return html`<div class="walk">
      <input
        type="range"
        min="0"
        max=${stops.length - 1}
        step="1"
        aria-label=${`${say('walk')}: ${this.plot?.title}`}
        aria-valuetext=${read ?? say('walkHint')}
        .value=${String(this.stop ?? 0)}
        @input=${(event: Event) => this.#go(Number((event.target as HTMLInputElement).value))}
        @focus=${() => this.#go(this.stop ?? 0)}
      />
      <p class=${read ? '' : 'muted'} aria-hidden="true">${read ?? say('walkHint')}</p>
    </div>`;
  }

  #renderTable(plot: Plot): TemplateResult {
    const { head, rows } = tableOf(plot, new Writer(tagOf(this.language)));
    return html`<div class="table" tabindex="0" role="region" aria-label=${plot.title}>
      <table>
        <thead>
          <tr>
            ${head.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([first, ...more]) =>
              html`<tr>
                <th scope="row">${first}</th>
                ${more.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('plot') || changed.has('language')) {
      this.#width = 0;
      this.stop = null;
      void this.#draw();
    }
  }

  /** Draws anew where the plot, the language or the width is another one. */
  async #draw(): Promise<void> {
    const width = Math.max(NARROWEST, Math.floor(this.clientWidth));
    if (!this.plot || isEmpty(this.plot) || width === this.#width || this.clientWidth === 0) return;
    this.#width = width;
    try {
      const { figureOf } = await import('../plots/figure.js');
      // Meanwhile it may be another one.
      if (!this.plot || width !== this.#width) return;
      this.figure = figureOf(this.plot, width, new Writer(tagOf(this.language)));
      this.failed = false;
    } catch (error) {
      this.figure = null;
      this.failed = true;
      console.error(error);
      return;
    }
    await this.updateComplete;
    this.canvas?.replaceChildren(this.figure.svg);
    this.#mark();
  }

  /** Reads out a value. */
  #go(stop: number): void {
    this.stop = stop;
    this.#mark();
  }

  /** Rings the value that is read out. */
  #mark(): void {
    const { figure } = this;
    figure?.svg.querySelector('.mark')?.remove();
    const stop = this.stop === null ? undefined : figure?.stops[this.stop];
    if (!figure || !stop) return;
    const ring = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    ring.setAttribute('class', 'mark');
    ring.setAttribute('r', '7');
    ring.setAttribute('cx', String(stop.x));
    ring.setAttribute('cy', String(stop.y));
    figure.svg.append(ring);
  }

  /** Reads out the value that is nearest to the pointer. */
  readonly #point = (event: PointerEvent): void => {
    const { figure } = this;
    if (!figure || figure.stops.length === 0) return;
    const box = figure.svg.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const far = figure.stops.map((stop) => (stop.x - x) ** 2 + (stop.y - y) ** 2);
    this.#go(far.indexOf(Math.min(...far)));
  };
}

function renderKeys(keys: readonly Key[]): TemplateResult {
  return html`<ul class="keys" role="list">
    ${keys.map(
      (key) =>
        html`<li>
          <svg width="26" height="12" viewBox="0 0 26 12" aria-hidden="true">${renderKey(key)}</svg>${key.label}
        </li>`,
    )}
  </ul>`;
}

function renderKey({ colour, shape }: Key): TemplateResult {
  switch (shape.kind) {
    case 'line':
      return svg`<line x1="0" y1="6" x2="26" y2="6" stroke=${colour} stroke-width="2.5" stroke-dasharray=${shape.dash} />`;
    case 'area':
      return svg`<rect width="26" height="12" fill=${colour} fill-opacity=${shape.opacity} />`;
    case 'glyph':
      return svg`<text x="13" y="11" text-anchor="middle" font-size="13" fill=${colour}>${shape.glyph}</text>`;
  }
}

define('sk-chart', Chart);
