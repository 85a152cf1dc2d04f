import { Task, TaskStatus } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { type Goods, Problem } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/picture.js';
import '../shared/elements/stepper.js';
import type { Stepper } from '../shared/elements/stepper.js';
import { atMost } from './basket.js';
import { lookAt } from './chat.js';
import './shelf.js';
import { shopper } from './shopper.js';
import { pageOf, View } from './view.js';

/** What is in the basket. */
export class BasketPage extends View {
  static override styles = [
    ...View.styles,
    css`
      .lines {
        border-top: 1px solid var(--sk-line);
        list-style: none;
      }
      .lines li {
        display: grid;
        grid-template-columns: 80px minmax(0, 1fr) auto 6.5em;
        align-items: center;
        gap: 12px 20px;
        min-height: 112px;
        padding: 16px 0;
        border-bottom: 1px solid var(--sk-line);
      }
      .lines a {
        color: inherit;
        text-decoration-color: var(--sk-line);
      }
      .bone {
        height: 96px;
        margin-bottom: 16px;
      }
      .sum {
        text-align: end;
      }
      .remove {
        padding: 4px 0;
        border: 0;
        background: none;
        color: var(--sk-muted);
        font-size: 13px;
        text-decoration: underline;
      }
      .total {
        display: grid;
        justify-items: end;
        gap: 8px;
        margin-top: 20px;
      }
      .total strong {
        font-size: 20px;
      }
      .head {
        min-height: 44px;
        margin-bottom: 12px;
      }
      @media (max-width: 560px) {
        .lines li {
          grid-template-columns: 64px minmax(0, 1fr) auto;
          align-items: start;
        }
        .lines li > div {
          grid-column: 2 / -1;
        }
        .lines sk-stepper,
        .sum {
          align-self: center;
        }
        sk-stepper {
          grid-column: 2;
        }
      }
    `,
  ];

  /** What was taken out last, and where it stood. */
  @state() private removed: { key: string; title: string; pieces: number; place: number } | null = null;
  /** The basket as it was when the page was opened, so that the suggestions do not change under the hand. */
  readonly #keys = [...shopper.basket.lines.keys()];

  readonly #goods = new Task(this, {
    args: () => [[...shopper.basket.lines.keys()].sort().join()] as const,
    task: async (_, { signal }): Promise<ReadonlyMap<string, Goods | null>> => {
      const known: ReadonlyMap<string, Goods | null> = this.#goods.value ?? new Map();
      const wanted = [...shopper.basket.lines.keys()].filter((key) => !known.has(key));
      const found = await Promise.all(wanted.map((key) => find(key, signal)));
      return new Map([...known, ...wanted.map((key, place) => [key, found[place] ?? null] as const)]);
    },
  });

  protected override render(): TemplateResult {
    this.name(this.words('basket'));
    const keys = [...shopper.basket.lines.keys()];
    lookAt({ basket: keys });
    const empty = keys.length === 0;
    return html`<div class="row head">
        <h1>${this.words('basket')}</h1>
        <p class="row" role="status">${this.#renderRemoved()}</p>
      </div>
      ${empty ? this.#renderEmpty() : this.#renderLines()}
      ${
        // Below the lines, and so not before it is known how high they are.
        empty || this.#goods.value ? this.#renderShelf() : nothing
      }`;
  }

  #renderShelf(): TemplateResult {
    if (this.#keys.length === 0) return html`<sk-shelf heading=${this.words('popular')}></sk-shelf>`;
    return html`<sk-shelf
      heading=${this.words('complete')}
      query="basket=${this.#keys.map(encodeURIComponent).join(',')}"
    ></sk-shelf>`;
  }

  #renderEmpty(): TemplateResult {
    return html`<sk-notice heading=${this.words('basketEmpty')}>
      ${this.words('basketEmptyHelp')} <a href="/">${this.words('lookAround')}</a>
    </sk-notice>`;
  }

  #renderRemoved(): TemplateResult | typeof nothing {
    if (!this.removed) return nothing;
    const { key, title, pieces, place } = this.removed;
    const undo = () => {
      shopper.basket.putBack(key, pieces, place);
      this.removed = null;
      void this.#focus(`li:nth-child(${place + 1}) .remove`);
    };
    return html`${this.words('removed', { title })}
      <button class="button undo" @click=${undo}>${this.words('undo')}</button>`;
  }

  #renderLines(): TemplateResult {
    if (this.#goods.status === TaskStatus.ERROR) return this.trouble(this.#goods);
    const goods = this.#goods.value;
    if (!goods) return html`${this.#keys.map(() => html`<div class="bone"></div>`)}`;
    return html`<h2 class="unseen">${this.words('listed')}</h2>
      <ul class="lines" role="list">
        ${[...shopper.basket.lines].map(
          ([key, pieces]) => html`<li>${this.#renderLine(key, pieces, goods.get(key))}</li>`,
        )}
      </ul>
      ${this.#renderTotal(goods)}`;
  }

  #renderLine(key: string, pieces: number, goods: Goods | null | undefined): TemplateResult {
    if (goods === undefined) return html`<sk-picture></sk-picture>`;
    const title = goods ? this.text(goods.title) : key;
    const remove = () => {
      this.removed = { key, title, pieces, place: [...shopper.basket.lines.keys()].indexOf(key) };
      shopper.basket.set(key, 0);
      void this.#focus('.undo');
    };
    const button = html`<button class="remove" aria-label=${this.words('removeOf', { title })} @click=${remove}>
      ${this.words('remove')}
    </button>`;
    if (goods === null) {
      return html`<sk-picture></sk-picture>
        <div><h3>${key}</h3><p class="muted">${this.words('gone')}</p>${button}</div>`;
    }
    return html`<sk-picture .src=${goods.image} eager></sk-picture>
      <div>
        <h3><a href=${pageOf(key)}>${title}</a></h3>
        <p class="row">
          <span class="muted">${this.words('each', { price: this.money(goods.price) })}</span> ${this.stock(goods)}
        </p>
        ${button}
      </div>
      <sk-stepper
        .value=${pieces}
        .max=${Math.max(1, atMost(goods.stock))}
        label=${`${this.words('quantity')}: ${title}`}
        less=${this.words('less')}
        more=${this.words('more')}
        @change=${(event: Event) => shopper.basket.set(key, (event.target as Stepper).value)}
      ></sk-stepper>
      <strong class="sum">${this.money(times(goods, pieces))}</strong>`;
  }

  /** The button that was pressed is gone: the focus goes to what takes it back, not to another article's button. */
  async #focus(place: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(place)?.focus();
  }

  #renderTotal(all: ReadonlyMap<string, Goods | null>): TemplateResult | typeof nothing {
    const lines = [...shopper.basket.lines].flatMap(([key, pieces]) => {
      const goods = all.get(key);
      return goods ? [times(goods, pieces)] : [];
    });
    const [first] = lines;
    if (!first) return nothing;
    // In minor units, because tenths of cents would add up.
    const minor = lines.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
    return html`<div class="total">
      <p class="row">${this.words('subtotal')} <strong>${this.money({ ...first, amount: String(minor / 100) })}</strong></p>
      <button class="button primary" disabled aria-describedby="no-orders">${this.words('checkout')}</button>
      <p id="no-orders" class="muted">${this.words('noOrders')}</p>
    </div>`;
  }
}

/** An article; `null` where the shop sells it no longer. */
async function find(key: string, signal: AbortSignal): Promise<Goods | null> {
  try {
    return await shopper.api.get<Goods>(`/v1/products/${encodeURIComponent(key)}`, { signal });
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

function times({ price }: Goods, pieces: number): Goods['price'] {
  return { ...price, amount: ((Math.round(Number(price.amount) * 100) * pieces) / 100).toFixed(2) };
}

define('sk-basket-page', BasketPage);
