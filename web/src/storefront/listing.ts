import { Task, TaskStatus } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Goods } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import { ask, canAsk } from './chat.js';
import type { Category } from './home.js';
import { icon } from './icons.js';
import './shelf.js';
import { shopper } from './shopper.js';
import './tile.js';
import type { Key } from './texts.js';
import { restOfAddress, View } from './view.js';

const PER_PAGE = 24;

interface Found {
  sure: boolean;
  total: number;
  products: Goods[];
}

/** What the address asks for. */
interface Asked {
  query: string | null;
  category: string | null;
  sort: string;
  inStock: boolean;
  /** Limits of the price, as the address has them. */
  from: string | null;
  to: string | null;
  page: number;
}

function asked(): Asked {
  const values = new URLSearchParams(location.search);
  const searches = location.pathname.split('/')[1] === 'search';
  const query = (searches && values.get('q')?.trim()) || null;
  return {
    query,
    category: searches ? null : restOfAddress(),
    sort: sort(values.get('sort'), query),
    inStock: values.get('in_stock') === 'true',
    from: price(values.get('min_price')),
    to: price(values.get('max_price')),
    page: Math.max(1, Math.floor(Number(values.get('page') ?? 1)) || 1),
  };
}

/** The orders that there are for a list and for what a search found; the first one is taken where none is asked for. */
function sorts(query: string | null): Key[] {
  const all: Key[] = ['sort_match', 'sort_popular', 'sort_price', 'sort_-price'];
  return query === null ? all.slice(1) : all;
}

/** The order that is asked for. An old or mistyped address gets the usual one. */
function sort(text: string | null, query: string | null): string {
  const known = sorts(query).map((name) => name.slice('sort_'.length));
  return text !== null && known.includes(text) ? text : (known[0] ?? 'popular');
}

/** What somebody wrote as a price; `null` for what is none. */
function price(text: string | null): string | null {
  const amount = Number(text?.trim() || Number.NaN);
  return Number.isFinite(amount) && amount >= 0 ? String(amount) : null;
}

/** The articles of a category, or those that a search finds. */
export class Listing extends View {
  static override styles = [
    ...View.styles,
    css`
      .tools {
        display: flex;
        align-items: center;
        gap: 8px 20px;
        min-height: 44px;
        margin: 12px 0 20px;
      }
      .tools [role='status'] {
        flex: 1;
        min-height: 1.5em;
      }
      select,
      input[type='number'] {
        height: 36px;
        padding: 0 8px;
        border: 1px solid var(--sk-edge);
        border-radius: 8px;
        background: var(--sk-surface);
      }
      input[type='number'] {
        width: 68px;
        appearance: textfield;
      }
      input::-webkit-inner-spin-button {
        display: none;
      }
      input::placeholder {
        color: var(--sk-muted);
        opacity: 1;
      }
      input[type='checkbox'] {
        width: 16px;
        height: 16px;
        margin: 0;
        accent-color: var(--sk-accent);
      }
      label,
      .price {
        display: inline-flex;
        align-items: center;
        gap: 8px;
      }
      .price {
        gap: 6px;
      }
      .tools .button {
        padding: 0 10px;
        border-radius: 8px;
      }
      @media (max-width: 900px) {
        .tools {
          flex-wrap: wrap;
        }
        .sort {
          order: 1;
        }
        .narrow {
          display: flex;
          flex: 1 0 100%;
          flex-wrap: wrap;
          justify-content: space-between;
          order: 2;
          gap: 8px;
        }
      }
      .narrow {
        display: flex;
        gap: 8px 20px;
      }
      @media (max-width: 480px) {
        .sort span,
        .said {
          position: absolute;
          clip-path: inset(50%);
        }
        input[type='number'] {
          width: 60px;
        }
      }
      .pages {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 6px;
        margin-top: 36px;
        list-style: none;
      }
      .pages a {
        display: grid;
        place-items: center;
        min-width: 36px;
        height: 36px;
        padding: 0 8px;
        border-radius: 8px;
        color: inherit;
        text-decoration: none;
      }
      .pages a:hover {
        background: var(--sk-sunken);
      }
      .pages a[aria-current] {
        background: var(--sk-accent);
        color: var(--sk-on-accent);
      }
      .ask {
        display: block;
        margin-top: 16px;
      }
      .ask .button {
        gap: 8px;
      }
      .near {
        margin-bottom: 16px;
      }
    `,
  ];

  readonly #asked = asked();

  readonly #found = new Task(this, {
    args: () => [],
    task: (_, { signal }) => {
      const { query, category, sort, inStock, from, to, page } = this.#asked;
      const values = new URLSearchParams({ limit: String(PER_PAGE), offset: String((page - 1) * PER_PAGE) });
      if (query !== null) values.set('query', query);
      if (category !== null) values.set('category', category);
      if (sort !== 'match') values.set('sort', sort);
      if (inStock) values.set('in_stock', 'true');
      if (from !== null) values.set('min_price', from);
      if (to !== null) values.set('max_price', to);
      return shopper.api.get<Found>(`/v1/products?${values}`, { signal });
    },
  });

  readonly #category = new Task(this, {
    args: () => [],
    task: async (_, { signal }) => {
      const { category } = this.#asked;
      if (category === null) return null;
      const all = await shopper.api.get<{ categories: Category[] }>('/v1/categories', { signal });
      return all.categories.find(({ key }) => key === category)?.name ?? null;
    },
  });

  protected override render(): TemplateResult {
    const heading = this.#heading();
    if (heading) this.name(heading);
    return html`<nav class="crumbs" aria-label=${this.words('way')}><a href="/">${this.words('home')}</a></nav>
      <h1>${heading || '\u00a0'}</h1>
      ${this.#renderTools()}
      ${this.#found.render({
        pending: () =>
          html`<ul class="tiles">
            ${Array.from({ length: PER_PAGE }, () => html`<li><sk-tile></sk-tile></li>`)}
          </ul>`,
        error: () => this.trouble(this.#found),
        complete: (found) => this.#renderFound(found),
      })}`;
  }

  /** What the list is of; empty until the category's name is known. */
  #heading(): string {
    const { query, category } = this.#asked;
    if (query !== null) return this.words('resultsFor', { query });
    if (category === null) return this.words('all');
    if (this.#category.status === TaskStatus.PENDING) return '';
    return this.text(this.#category.value ?? null) || category;
  }

  #renderTools(): TemplateResult {
    const { query, sort, inStock, from, to } = this.#asked;
    const total = this.#found.value?.total;
    return html`<div class="tools">
      <span class="muted" role="status">${total === undefined ? nothing : this.articles(total)}</span>
      <form class="narrow" @submit=${this.#narrow}>
        <label>
          <input
            type="checkbox"
            .checked=${inStock}
            @change=${(event: Event) =>
              this.#go({ in_stock: (event.target as HTMLInputElement).checked ? 'true' : null })}
          />
          ${this.words('inStockOnly')}
        </label>
        <span class="price" role="group" aria-label=${this.words('price')}>
          <span class="said" aria-hidden="true">${this.words('price')}</span>
          ${this.#renderPrice('from', from)} –${this.#renderPrice('to', to)}
          <button class="button">${this.words('apply')}</button>
        </span>
      </form>
      <label class="sort">
        <span>${this.words('sort')}</span>
        <select @change=${(event: Event) => this.#go({ sort: (event.target as HTMLSelectElement).value })}>
          ${sorts(query).map((name) => {
            const value = name.slice('sort_'.length);
            return html`<option value=${value} ?selected=${value === sort}>${this.words(name)}</option>`;
          })}
        </select>
      </label>
    </div>`;
  }

  #renderPrice(end: 'from' | 'to', value: string | null): TemplateResult {
    return html`<input
      type="number"
      name=${end}
      min="0"
      step="any"
      inputmode="decimal"
      aria-label=${this.words(end === 'from' ? 'priceFrom' : 'priceTo')}
      placeholder=${this.words(end)}
      .value=${value ?? ''}
    />`;
  }

  readonly #narrow = (event: SubmitEvent): void => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    const [from, to] = ['from', 'to'].map((end) => price(String(values.get(end) ?? '')));
    const turned = from != null && to != null && Number(from) > Number(to);
    this.#go({ min_price: (turned ? to : from) ?? null, max_price: (turned ? from : to) ?? null });
  };

  #renderFound({ sure, total, products }: Found): TemplateResult {
    const { query } = this.#asked;
    if (products.length === 0) return this.#renderNothing(total);
    const first = 6;
    return html`${query !== null && !sure ? html`<p class="near muted">${this.words('near')}</p>` : nothing}
      <h2 class="unseen">${this.words('listed')}</h2>
      <ul class="tiles" role="list">
        ${products.map(
          (goods, place) => html`<li><sk-tile .goods=${goods} ?eager=${place < first}></sk-tile></li>`,
        )}
      </ul>
      ${this.#renderPages(Math.ceil(total / PER_PAGE))}`;
  }

  /** Why there is nothing, and what leads on. */
  #renderNothing(total: number): TemplateResult {
    const { query, inStock, from, to } = this.#asked;
    if (total > 0) {
      return html`<sk-notice heading=${this.words('noGoods')}>
        <a href=${this.#to({ page: null })}>${this.words('toFirst')}</a>
      </sk-notice>`;
    }
    const heading = query === null ? this.words('noGoods') : this.words('noResults', { query });
    if (inStock || from !== null || to !== null) {
      const all = this.#to({ in_stock: null, min_price: null, max_price: null });
      return html`<sk-notice heading=${heading}>
        ${this.words('narrowed')} <a href=${all}>${this.words('widen')}</a>
      </sk-notice>`;
    }
    if (query === null) {
      return html`<sk-notice heading=${heading}><a href="/">${this.words('lookAround')}</a></sk-notice>`;
    }
    return html`<sk-notice heading=${heading}>
        ${this.words('noResultsHelp')}
        <span class="ask ${canAsk() ? '' : 'place'}">
          <button class="button" @click=${ask}>${icon('chat', 18)}${this.words('askHere')}</button>
        </span>
      </sk-notice>
      <sk-shelf heading=${this.words('popular')}></sk-shelf>`;
  }

  #renderPages(count: number): TemplateResult | typeof nothing {
    if (count <= 1) return nothing;
    const { page } = this.#asked;
    const numbers = Array.from({ length: count }, (_, place) => place + 1).filter(
      (number) => number === 1 || number === count || Math.abs(number - page) <= 2,
    );
    return html`<nav aria-label=${this.words('pages')}>
      <ul class="pages" role="list">
        ${page > 1 ? html`<li><a rel="prev" href=${this.#to({ page: page - 1 })}>${this.words('previous')}</a></li>` : nothing}
        ${numbers.map(
          (number) =>
            html`<li>
              <a
                href=${this.#to({ page: number })}
                aria-label=${this.words('page', { n: number })}
                aria-current=${number === page ? 'page' : nothing}
                >${number}</a
              >
            </li>`,
        )}
        ${page < count ? html`<li><a rel="next" href=${this.#to({ page: page + 1 })}>${this.words('next')}</a></li>` : nothing}
      </ul>
    </nav>`;
  }

  /** The address of this list with something changed; another order or choice begins at its first page. */
  #to(changed: Record<string, string | number | null>): string {
    const values = new URLSearchParams(location.search);
    if (!('page' in changed)) values.delete('page');
    for (const [name, value] of Object.entries(changed)) {
      if (value === null) values.delete(name);
      else values.set(name, String(value));
    }
    return `${location.pathname}?${values}`;
  }

  #go(changed: Record<string, string | null>): void {
    location.assign(this.#to(changed));
  }
}

define('sk-listing', Listing);
