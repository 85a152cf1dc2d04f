import { Task } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { type Goods, Problem } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/picture.js';
import '../shared/elements/stepper.js';
import type { Stepper } from '../shared/elements/stepper.js';
import { atMost } from './basket.js';
import { ask, canAsk, lookAt } from './chat.js';
import { icon } from './icons.js';
import './reviews.js';
import type { Reviewed } from './reviews.js';
import './shelf.js';
import { shopper } from './shopper.js';
import { categoryPage, restOfAddress, View } from './view.js';

/** How long it is said that the article is in the basket, in milliseconds. */
const SAYS_ADDED = 5000;
/** The Chinese name of the category stands among the attributes; the page shows it elsewhere. */
const CATEGORY = '品类';

/** One article. */
export class Product extends View {
  static override styles = [
    ...View.styles,
    css`
      .article {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(0, 7fr);
        align-items: start;
        gap: 20px 48px;
      }
      .article sk-picture {
        position: sticky;
        top: 20px;
      }
      .about {
        display: grid;
        gap: 12px;
      }
      .rating {
        min-height: 24px;
        gap: 8px;
      }
      .rating a {
        color: var(--sk-muted);
        font-size: 14px;
      }
      .price {
        font-size: 26px;
        font-weight: 600;
        line-height: 1.3;
      }
      .buy {
        gap: 10px;
        margin-top: 4px;
      }
      .buy .button {
        min-height: 44px;
        padding: 0 20px;
      }
      .buy .ask {
        gap: 8px;
        padding: 0 16px;
      }
      .said {
        min-height: 24px;
      }
      .details h2 {
        margin: 12px 0 10px;
        font-size: 17px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 8px 16px 8px 0;
        border-top: 1px solid var(--sk-line);
        text-align: start;
        vertical-align: top;
      }
      th {
        width: 34%;
        color: var(--sk-muted);
        font-weight: 400;
      }
      th::first-letter {
        text-transform: uppercase;
      }
      .description {
        max-width: 62ch;
      }
      .bone.text {
        height: 22em;
      }
      @media (max-width: 640px) {
        .article {
          grid-template-columns: minmax(0, 1fr);
        }
        .article sk-picture,
        .article .bone.picture {
          position: static;
          width: min(240px, 70%);
        }
      }
      .bone.picture {
        aspect-ratio: 1;
      }
    `,
  ];

  @state() private pieces = 1;
  /** What came of the last wish to put it in: all of it, or no more than there is. */
  @state() private added: 'added' | 'most' | null = null;
  /** What buyers give it, when the reviews have come. */
  @state() private rating: { stars: number; count: number } | null = null;
  #offered = '';
  #silence: ReturnType<typeof setTimeout> | undefined;
  @query('sk-reviews') private readonly reviews!: HTMLElement | null;

  readonly #key = restOfAddress();

  readonly #goods = new Task(this, {
    args: () => [],
    task: async (_, { signal }) => {
      try {
        const path = `/v1/products/${encodeURIComponent(this.#key)}`;
        const goods = await shopper.api.get<Goods>(path, { signal });
        shopper.visit.look(goods.key);
        return goods;
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return null;
        throw error;
      }
    },
  });

  protected override updated(): void {
    const goods = this.#goods.value;
    if (!goods) return;
    const title = this.text(goods.title);
    // The assistant names it in the language of the page.
    if (title !== this.#offered) lookAt({ product: { key: goods.key, title } });
    this.#offered = title;
  }

  protected override render(): TemplateResult {
    return this.#goods.render({
      pending: () =>
        html`<nav class="crumbs" aria-label=${this.words('way')}><a href="/">${this.words('home')}</a></nav>
          <div class="article">
            <div class="bone picture"></div>
            <div class="bone text"></div>
          </div>`,
      error: () => this.#renderTrouble(),
      complete: (goods) => (goods ? this.#renderGoods(goods) : this.#renderMissing()),
    }) as TemplateResult;
  }

  #renderTrouble(): TemplateResult {
    this.name(this.words('trouble'));
    return html`<h1 class="unseen">${this.words('trouble')}</h1>
      ${this.trouble(this.#goods)}`;
  }

  #renderMissing(): TemplateResult {
    this.name(this.words('noProduct'));
    return html`<h1 class="unseen">${this.words('noProduct')}</h1>
      <sk-notice heading=${this.words('noProduct')}>
        ${this.words('noProductHelp')} <a href="/">${this.words('lookAround')}</a>
      </sk-notice>
      <sk-shelf heading=${this.words('popular')}></sk-shelf>`;
  }

  #renderGoods(goods: Goods): TemplateResult {
    const title = this.text(goods.title);
    const chinese = goods.attributes[CATEGORY];
    const category = this.language === 'zh' && chinese ? chinese : goods.category;
    this.name(title);
    return html`<nav class="crumbs" aria-label=${this.words('way')}>
        <a href="/">${this.words('home')}</a>
        ${goods.category ? html` / <a href=${categoryPage(goods.category)}>${category}</a>` : nothing}
      </nav>
      <div class="article">
        <sk-picture .src=${goods.image} eager></sk-picture>
        <div class="about">
          <h1>${title}</h1>
          <p class="row rating">${this.#renderRating()}</p>
          <p class="row"><span class="price">${this.money(goods.price)}</span> ${this.stock(goods)}</p>
          <div class="row buy">
            ${this.#renderBuying(goods)}
            <button class="button ask ${canAsk() ? '' : 'place'}" @click=${ask}>
              ${icon('chat', 18)}${this.words('ask')}
            </button>
          </div>
          <p class="said" role="status">${this.#renderAdded(goods)}</p>
          <p class="description">${this.text(goods.description)}</p>
          ${this.#renderDetails(goods)}
        </div>
      </div>
      <sk-shelf heading=${this.words('goesWith')} query="with=${encodeURIComponent(goods.key)}"></sk-shelf>
      <sk-reviews
        .product=${goods.key}
        @reviewed=${({ count, stars }: Reviewed) => {
          this.rating = stars === null ? null : { count, stars };
        }}
      ></sk-reviews>`;
  }

  /** Stars beside the title, which lead to the reviews. */
  #renderRating(): TemplateResult | typeof nothing {
    if (!this.rating) return nothing;
    const { stars, count } = this.rating;
    const down = (event: Event) => {
      event.preventDefault();
      this.reviews?.focus();
    };
    return html`<sk-stars .value=${stars} label=${this.words('stars', { n: stars })}></sk-stars>
      <a href="#reviews" @click=${down}>${this.reviewsOf(count)}</a>`;
  }

  #renderBuying(goods: Goods): TemplateResult {
    if (goods.stock === 0) {
      return html`<button class="button primary" disabled>${this.words('soldOut')}</button>`;
    }
    return html`<sk-stepper
        .value=${this.pieces}
        .max=${atMost(goods.stock)}
        label=${this.words('quantity')}
        less=${this.words('less')}
        more=${this.words('more')}
        @change=${(event: Event) => {
          this.pieces = (event.target as Stepper).value;
        }}
      ></sk-stepper>
      <button class="button primary" @click=${() => this.#add(goods)}>${this.words('add')}</button>`;
  }

  #add({ key, stock }: Goods): void {
    const fit = shopper.basket.add(key, this.pieces, stock);
    this.added = fit < this.pieces ? 'most' : 'added';
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.added = null;
    }, SAYS_ADDED);
  }

  #renderAdded({ stock }: Goods): TemplateResult | typeof nothing {
    if (!this.added) return nothing;
    const words = this.added === 'added' ? this.words('added') : this.words('most', { n: atMost(stock) });
    return html`${words} · <a href="/basket">${this.words('toBasket')}</a>`;
  }

  #renderDetails(goods: Goods): TemplateResult | typeof nothing {
    const rows = attributesIn(goods.attributes, this.language === 'zh');
    // A brand in the other language's words stands there as an attribute of this one, where the shop has it.
    const brand = goods.brand && !rows.some(([name]) => name === this.words('brand')) ? goods.brand : null;
    if (rows.length === 0 && !brand) return nothing;
    return html`<div class="details">
      <h2>${this.words('details')}</h2>
      <table>
        <tbody>
          ${brand ? renderRow(this.words('brand'), brand) : nothing}
          ${rows.map(([name, value]) => renderRow(name, value))}
        </tbody>
      </table>
    </div>`;
  }
}

function renderRow(name: string, value: string): TemplateResult {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${value}</td>
  </tr>`;
}

/** The attributes of one language where a product has both kinds, else all. */
function attributesIn(attributes: Record<string, string>, chinese: boolean): [string, string][] {
  const rows = Object.entries(attributes).filter(([name]) => name !== CATEGORY);
  const isChinese = ([name]: [string, string]) => /\p{Script=Han}/u.test(name);
  const own = rows.filter((row) => isChinese(row) === chinese);
  return own.length ? own : rows;
}

define('sk-product', Product);
