import { initialState, Task } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Goods } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import type { Text2 } from '../shared/language.js';
import { shopper } from './shopper.js';
import './tile.js';
import { View } from './view.js';

interface Suggestion {
  product: Goods;
  orders: number;
  reason: Text2 | null;
}

/** A row of suggestions with a heading: `/v1/recommendations` with a query. It is not there where there is none. */
export class Shelf extends View {
  static override styles = [
    ...View.styles,
    css`
      .tiles {
        grid-auto-flow: column;
        grid-template-columns: none;
        grid-auto-columns: clamp(158px, calc((100% - 5 * 16px) / 6), 220px);
        overflow-x: auto;
        padding: 4px 4px 12px;
        margin: -4px -4px 0;
        scroll-snap-type: x proximity;
      }
      li {
        scroll-snap-align: start;
      }
    `,
  ];

  @property() heading = '';
  /** What the suggestions go with: `with=KEY`, `basket=KEY,KEY`; empty for what is popular. */
  @property() query = '';
  @property({ type: Number }) count = 6;
  @property({ type: Boolean }) eager = false;

  readonly #suggestions = new Task(this, {
    args: () => [this.query, this.count] as const,
    task: async ([query, count], { signal }) => {
      const path = `/v1/recommendations?${query}${query && '&'}limit=${count}`;
      const found = await shopper.api.get<{ suggestions: Suggestion[] }>(path, { signal });
      return found.suggestions.length ? found.suggestions : initialState;
    },
  });

  protected override render(): TemplateResult | typeof nothing {
    const shelf = (tiles: TemplateResult[]) =>
      html`<section aria-label=${this.heading}>
        <h2>${this.heading}</h2>
        <ul class="tiles" role="list" tabindex="0" aria-label=${this.heading}>
          ${tiles}
        </ul>
      </section>`;
    const waiting = () =>
      shelf(
        Array.from(
          { length: this.count },
          () => html`<li><sk-tile .reason=${this.query ? { en: '', zh: '' } : null}></sk-tile></li>`,
        ),
      );
    return this.#suggestions.render({
      initial: () => nothing,
      pending: waiting,
      // A page without suggestions is a page all the same.
      error: () => nothing,
      complete: (suggestions) =>
        shelf(
          suggestions.map(
            ({ product, reason }) =>
              html`<li>
                <sk-tile .goods=${product} .reason=${this.query ? reason : null} ?eager=${this.eager}></sk-tile>
              </li>`,
          ),
        ),
    }) as TemplateResult | typeof nothing;
  }
}

define('sk-shelf', Shelf);
