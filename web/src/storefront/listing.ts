import { Task } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Goods } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import type { Category } from './home.js';
import { shopper } from './shopper.js';
import './tile.js';
import type { Key } from './texts.js';
import { View } from './view.js';

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
  page: number;
}

function asked(): Asked {
  const values = new URLSearchParams(location.search);
  const path = location.pathname.split('/');
  const query = path[1] === 'search' ? (values.get('q') ?? '').trim() : null;
  return {
    query,
    category: path[1] === 'c' ? decodeURIComponent(path[2] ?? '') : null,
    sort: values.get('sort') ?? (query === null ? 'popular' : 'match'),
    inStock: values.get('in_stock') === 'true',
    page: Math.max(1, Math.floor(Number(values.get('page') ?? 1)) || 1),
  };
}

/** The articles of a category, or those that a search finds. */
export class Listing extends View {
  static override styles = [
    ...View.styles,
    css`
      .tools {
        justify-content: space-between;
        min-height: 44px;
        margin: 12px 0 20px;
      }
      .tools > [role='status'] {
        min-height: 1.5em;
      }
      @media (max-width: 640px) {
        .tools > [role='status'] {
          flex-basis: 100%;
        }
      }
      select {
        min-height: 36px;
        padding: 0 8px;
        border: 1px solid var(--sk-edge);
        border-radius: 8px;
        background: var(--sk-surface);
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
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
      .near {
        margin-bottom: 16px;
      }
    `,
  ];

  readonly #asked = asked();

  readonly #found = new Task(this, {
    args: () => [],
    task: (_, { signal }) => {
      const { query, category, sort, inStock, page } = this.#asked;
      const values = new URLSearchParams({ limit: String(PER_PAGE), offset: String((page - 1) * PER_PAGE) });
      if (query !== null) values.set('query', query);
      if (category !== null) values.set('category', category);
      if (sort !== 'match') values.set('sort', sort);
      if (inStock) values.set('in_stock', 'true');
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
    const { query, category } = this.#asked;
    const heading =
      query === null
        ? this.text(this.#category.value ?? null) || (category ?? '')
        : this.words('resultsFor', { query });
    this.name(heading);
    return html`<nav class="crumbs" aria-label=${this.words('categories')}><a href="/">${this.words('home')}</a></nav>
      <h1>${heading}</h1>
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

  #renderTools(): TemplateResult {
    const { query, sort, inStock } = this.#asked;
    const sorts: Key[] =
      query === null
        ? ['sort_popular', 'sort_price', 'sort_-price']
        : ['sort_match', 'sort_popular', 'sort_price', 'sort_-price'];
    const total = this.#found.value?.total;
    const count = total === 1 ? this.words('article') : this.words('articles', { n: total ?? 0 });
    return html`<div class="row tools">
      <span class="muted" role="status">${total === undefined ? nothing : count}</span>
      <span class="row">
        <label>
          <input
            type="checkbox"
            .checked=${inStock}
            @change=${(event: Event) =>
              this.#go({ in_stock: (event.target as HTMLInputElement).checked ? 'true' : null })}
          />
          ${this.words('inStockOnly')}
        </label>
        <label>
          ${this.words('sort')}
          <select @change=${(event: Event) => this.#go({ sort: (event.target as HTMLSelectElement).value })}>
            ${sorts.map((name) => {
              const value = name.slice('sort_'.length);
              return html`<option value=${value} ?selected=${value === sort}>${this.words(name)}</option>`;
            })}
          </select>
        </label>
      </span>
    </div>`;
  }

  #renderFound({ sure, total, products }: Found): TemplateResult {
    const { query } = this.#asked;
    if (products.length === 0) {
      return query === null
        ? html`<sk-notice heading=${this.words('noGoods')}>${this.words('noGoodsHelp')}</sk-notice>`
        : html`<sk-notice heading=${this.words('noResults', { query })}>${this.words('noResultsHelp')}</sk-notice>`;
    }
    const first = 6;
    return html`${query !== null && !sure ? html`<p class="near muted">${this.words('near')}</p>` : nothing}
      <ul class="tiles" role="list">
        ${products.map(
          (goods, place) => html`<li><sk-tile .goods=${goods} ?eager=${place < first}></sk-tile></li>`,
        )}
      </ul>
      ${this.#renderPages(Math.ceil(total / PER_PAGE))}`;
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
