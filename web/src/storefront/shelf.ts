import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { Api } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import { renderPlaces, renderRow, rowStyles, type Suggestion } from './row.js';
import { shopper } from './shopper.js';
import './tile.js';
import { View } from './view.js';

/** Asks what is popular: with all, whoever is signed in. */
const anybody = new Api('');

/** A row of suggestions with a heading: `/v1/recommendations` with a query, or what is popular where nothing fits. */
export class Shelf extends View {
  static override styles = [...View.styles, rowStyles];

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
        const found = await (what ? shopper.api : anybody).get<{ suggestions: Suggestion[] }>(path, {
          signal,
        });
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
    const nowhere = { en: '', zh: '' };
    return this.#suggestions.render({
      pending: () => renderRow(this.heading, renderPlaces(this.count, this.query !== '')),
      // A page without suggestions is a page all the same.
      error: () => nothing,
      complete: ({ suited, suggestions }) =>
        renderRow(
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
