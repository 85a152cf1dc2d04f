import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/stars.js';
import type { Text2 } from '../shared/language.js';
import { tagOf } from '../shared/language.js';
import { shopper } from './shopper.js';
import { View } from './view.js';

const PER_PAGE = 5;

interface Review {
  stars: number;
  text: string;
  language: 'en' | 'zh';
  day: string | null;
}

interface Reviewed {
  count: number;
  stars: number | null;
  by_stars: Record<string, number>;
  praised: Text2[];
  faulted: Text2[];
  reviews: Review[];
}

/** What buyers say of an article. Their words are text of strangers and shown as text. */
export class Reviews extends View {
  static override styles = [
    ...View.styles,
    css`
      .summary {
        display: flex;
        flex-wrap: wrap;
        gap: 20px 48px;
        margin-bottom: 20px;
      }
      .mean {
        font-size: 32px;
        font-weight: 600;
        line-height: 1.1;
      }
      .bars {
        display: grid;
        gap: 2px;
        list-style: none;
      }
      .bars li {
        display: grid;
        grid-template-columns: 3.5em 140px 2em;
        align-items: center;
        gap: 8px;
        font-size: 13px;
      }
      meter {
        width: 100%;
        height: 8px;
      }
      .list {
        display: grid;
        gap: 20px;
        max-width: 68ch;
        list-style: none;
      }
      .list p {
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      .button {
        margin-top: 20px;
      }
      .place {
        height: 260px;
      }
    `,
  ];

  @property({ attribute: false }) product = '';
  @state() private found: Reviewed | null = null;
  @state() private failed = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('product') && this.product) void this.#load();
  }

  async #load(): Promise<void> {
    this.failed = false;
    const path = `/v1/products/${encodeURIComponent(this.product)}/reviews`;
    const offset = this.found?.reviews.length ?? 0;
    try {
      const more = await shopper.api.get<Reviewed>(`${path}?offset=${offset}&limit=${PER_PAGE}`);
      this.found = { ...more, reviews: [...(this.found?.reviews ?? []), ...more.reviews] };
    } catch {
      this.failed = true;
    }
  }

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="reviews">
      <h2 id="reviews">${this.words('reviews')}</h2>
      ${this.found ? this.#renderFound(this.found) : nothing}
      ${
        this.failed
          ? this.trouble({ run: () => this.#load(), status: 3 })
          : this.found
            ? nothing
            : html`<div class="place"></div>`
      }
    </section>`;
  }

  #renderFound(found: Reviewed): TemplateResult {
    if (found.count === 0 || found.stars === null)
      return html`<p class="muted">${this.words('noReviews')}</p>`;
    const list = (texts: Text2[]) =>
      texts.map((text) => this.text(text)).join(this.language === 'zh' ? '、' : ', ');
    return html`<div class="summary">
        <div>
          <p class="mean">${found.stars.toFixed(1)}</p>
          <p>${this.#stars(found.stars)}</p>
          <p class="muted">${this.words('reviewsCount', { n: found.count })}</p>
        </div>
        <ul class="bars" role="list">
          ${[5, 4, 3, 2, 1].map((stars) => {
            const count = found.by_stars[stars] ?? 0;
            return html`<li>
              <span aria-hidden="true">${stars} ★</span>
              <meter
                min="0"
                max=${found.count}
                value=${count}
                aria-label=${this.words('stars', { n: stars })}
              ></meter>
              <span class="muted">${count}</span>
            </li>`;
          })}
        </ul>
        <div>
          ${found.praised.length ? html`<p>${this.words('praised', { list: list(found.praised) })}</p>` : nothing}
          ${found.faulted.length ? html`<p>${this.words('faulted', { list: list(found.faulted) })}</p>` : nothing}
        </div>
      </div>
      <ul class="list" role="list">
        ${found.reviews.map(
          (review) =>
            html`<li>
              ${this.#stars(review.stars)} ${review.day ? html`<small class="muted">${review.day}</small>` : nothing}
              <p lang=${tagOf(review.language)}>${review.text}</p>
            </li>`,
        )}
      </ul>
      ${
        found.reviews.length < found.count
          ? html`<button class="button" @click=${() => this.#load()}>${this.words('moreReviews')}</button>`
          : nothing
      }`;
  }

  #stars(value: number): TemplateResult {
    return html`<sk-stars .value=${value} label=${this.words('stars', { n: value })}></sk-stars>`;
  }
}

define('sk-reviews', Reviews);
