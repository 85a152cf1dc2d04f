import { Task } from '@lit/task';
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

/** A row of suggestions with a heading: `/v1/recommendations` with a query, or what is popular where nothing fits. */
export class Shelf extends View {
  static override styles = [
    ...View.styles,
    css`
      .tiles {
        grid-auto-flow: column;
        grid-template-columns: none;
        grid-auto-columns: clamp(150px, calc((100% - 5 * 16px) / 6), 220px);
        overflow-x: auto;
        padding: 4px 4px 12px;
        margin: -4px -4px 0;
        scroll-padding-inline: 4px;
        scroll-snap-type: x proximity;
      }
      /* Where not all are in sight, they run over the edge: there is more. */
      @media (max-width: 1040px) {
        .tiles {
          margin-inline: -20px;
          padding-inline: 20px;
          scroll-padding-inline: 20px;
        }
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
      const has = new Set([...new URLSearchParams(query).values()].flatMap((keys) => keys.split(',')));
      const of = async (what: string) => {
        const path = `/v1/recommendations?${what}${what && '&'}limit=${Math.min(50, count + (what ? 0 : has.size))}`;
        const found = await shopper.api.get<{ suggestions: Suggestion[] }>(path, { signal });
        // What is popular may be in the basket, or the article itself.
        return found.suggestions.filter(({ product }) => !has.has(product.key)).slice(0, count);
      };
      const suited = await of(query);
      // What fits nothing in particular is better than a hole in the page.
      return suited.length
        ? { suited: query !== '', suggestions: suited }
        : { suited: false, suggestions: await of('') };
    },
  });

  protected override render(): TemplateResult | typeof nothing {
    const shelf = (heading: string, tiles: TemplateResult[]) =>
      html`<section aria-label=${heading}>
        <h2>${heading}</h2>
        <ul class="tiles" role="list" tabindex="0" aria-label=${heading}>
          ${tiles}
        </ul>
      </section>`;
    const nowhere = { en: '', zh: '' };
    const places = Array.from(
      { length: this.count },
      () => html`<li><sk-tile .reason=${this.query ? nowhere : null}></sk-tile></li>`,
    );
    return this.#suggestions.render({
      pending: () => shelf(this.heading, places),
      // A page without suggestions is a page all the same.
      error: () => nothing,
      complete: ({ suited, suggestions }) =>
        shelf(
          suited ? this.heading : this.words('popular'),
          suggestions.map(
            ({ product, reason }) =>
              html`<li>
                <sk-tile
                  .goods=${product}
                  .reason=${this.query ? (suited ? reason : nowhere) : null}
                  ?eager=${this.eager}
                ></sk-tile>
              </li>`,
          ),
        ),
    }) as TemplateResult | typeof nothing;
  }
}

define('sk-shelf', Shelf);
