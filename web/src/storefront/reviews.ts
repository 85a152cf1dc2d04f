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

interface Found {
  count: number;
  stars: number | null;
  by_stars: Record<string, number>;
  praised: Text2[];
  faulted: Text2[];
  reviews: Review[];
}

/** Fired when the reviews have come. */
export class Reviewed extends Event {
  constructor(
    readonly count: number,
    readonly stars: number | null,
  ) {
    super('reviewed');
  }
}

/** What buyers say of an article. Their words are text of strangers and shown as text. */
export class Reviews extends View {
  static override styles = [
    ...View.styles,
    css`
      h2:focus,
      li:focus {
        outline: none;
      }
      .both {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(0, 7fr);
        align-items: start;
        gap: 24px 48px;
      }
      .summary {
        display: grid;
        gap: 16px;
        max-width: 340px;
      }
      .mean {
        font-size: 40px;
        font-weight: 600;
        line-height: 1;
      }
      .bars {
        display: grid;
        gap: 4px;
        list-style: none;
      }
      .bars li {
        position: relative;
        display: grid;
        grid-template-columns: 2.4em 1fr 1.8em;
        align-items: center;
        gap: 8px;
        font-size: 13px;
      }
      .bars li > :last-child {
        text-align: end;
      }
      .bars svg {
        display: block;
        width: 100%;
        height: 8px;
        border-radius: 4px;
        background: var(--sk-line);
        fill: var(--sk-star);
      }
      @media (max-width: 760px) {
        .both {
          grid-template-columns: minmax(0, 1fr);
        }
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
      .room {
        height: 260px;
      }
    `,
  ];

  @property({ attribute: false }) product = '';
  @state() private found: Found | null = null;
  @state() private failed = false;
  #loading = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('product') && this.product) void this.#load();
  }

  async #load(): Promise<void> {
    // A second press would fetch the same ones again.
    if (this.#loading) return;
    this.#loading = true;
    this.failed = false;
    const path = `/v1/products/${encodeURIComponent(this.product)}/reviews`;
    const offset = this.found?.reviews.length ?? 0;
    try {
      const more = await shopper.api.get<Found>(`${path}?offset=${offset}&limit=${PER_PAGE}`);
      this.found = { ...more, reviews: [...(this.found?.reviews ?? []), ...more.reviews] };
      this.dispatchEvent(new Reviewed(more.count, more.stars));
    } catch {
      this.failed = true;
    } finally {
      this.#loading = false;
    }
  }

  /** Loads the next ones and leads to the first of them: the button that was pressed may be gone. */
  readonly #more = async (): Promise<void> => {
    const before = this.found?.reviews.length ?? 0;
    await this.#load();
    if (this.failed) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`.list li:nth-child(${before + 1})`)?.focus();
  };

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="reviews">
      <h2 id="reviews" tabindex="-1">${this.words('reviews')}</h2>
      ${this.found ? this.#renderFound(this.found) : nothing}
      ${
        this.failed
          ? this.trouble({ run: this.#more })
          : this.found
            ? nothing
            : html`<div class="room"></div>`
      }
    </section>`;
  }

  #renderFound(found: Found): TemplateResult {
    if (found.count === 0 || found.stars === null)
      return html`<p class="muted">${this.words('noReviews')}</p>`;
    const list = (texts: Text2[]) =>
      texts.map((text) => this.text(text)).join(this.language === 'zh' ? '、' : ', ');
    return html`<div class="both"><div class="summary">
        <div class="row">
          <p class="mean">${found.stars.toFixed(1)}</p>
          <div>
            <p>${this.#stars(found.stars)}</p>
            <p class="muted">${this.reviewsOf(found.count)}</p>
          </div>
        </div>
        <ul class="bars" role="list">
          ${[5, 4, 3, 2, 1].map((stars) => {
            const count = found.by_stars[stars] ?? 0;
            return html`<li>
              <span aria-hidden="true">${stars} ★</span>
              <svg viewBox="0 0 ${found.count} 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width=${count} height="1" />
              </svg>
              <span class="unseen">${this.words('stars', { n: stars })}:</span>
              <span class="muted">${count}</span>
            </li>`;
          })}
        </ul>
        <div>
          ${found.praised.length ? html`<p>${this.words('praised', { list: list(found.praised) })}</p>` : nothing}
          ${found.faulted.length ? html`<p>${this.words('faulted', { list: list(found.faulted) })}</p>` : nothing}
        </div>
      </div>
      <div><ul class="list" role="list">
        ${found.reviews.map(
          (review) =>
            html`<li tabindex="-1">
              ${this.#stars(review.stars)} ${review.day ? html`<small class="muted">${review.day}</small>` : nothing}
              <p lang=${tagOf(review.language)}>${review.text}</p>
            </li>`,
        )}
      </ul>
      ${
        found.reviews.length < found.count
          ? html`<button class="button" @click=${this.#more}>${this.words('moreReviews')}</button>`
          : nothing
      }</div></div>`;
  }

  /** Leads here from above: the heading is seen and read out. */
  override focus(): void {
    const heading = this.renderRoot.querySelector('h2');
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView();
  }

  #stars(value: number): TemplateResult {
    return html`<sk-stars .value=${value} label=${this.words('stars', { n: value })}></sk-stars>`;
  }
}

define('sk-reviews', Reviews);
