import { Task } from '@lit/task';
import { css, html, type TemplateResult } from 'lit';
import { define } from '../shared/elements/define.js';
import '../shared/elements/picture.js';
import type { Text2 } from '../shared/language.js';
import { canAsk, chat } from './chat.js';
import './for-you.js';
import { icon } from './icons.js';
import './shelf.js';
import { shopper } from './shopper.js';
import { categoryPage, View } from './view.js';

export interface Category {
  key: string;
  name: Text2;
  products: number;
  image: string | null;
}

/** The categories of a shop of the usual size: so many places are kept until they are there. */
const PLACES = 16;

/** What one may begin with; each is said to the assistant. */
const QUESTIONS = ['askGift', 'askOffers', 'askReturn'] as const;

/** The first page. */
export class Home extends View {
  static override styles = [
    ...View.styles,
    css`
      .welcome {
        padding: clamp(20px, 4vw, 40px);
        border-radius: calc(var(--sk-radius) * 1.5);
        background: var(--sk-accent-soft);
      }
      .welcome p {
        max-width: 60ch;
        margin-top: 8px;
      }
      .questions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 20px;
        list-style: none;
      }
      .questions .button {
        gap: 8px;
        border-color: transparent;
      }
      .categories {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(210px, 1fr));
        gap: 12px;
        list-style: none;
      }
      .categories a,
      .categories .bone {
        display: flex;
        align-items: center;
        gap: 12px;
        height: 76px;
        padding: 10px;
        border: 1px solid var(--sk-line);
        border-radius: var(--sk-radius);
        background: var(--sk-surface);
        color: inherit;
        line-height: 1.35;
        text-decoration: none;
      }
      .categories .bone {
        border-color: transparent;
        background: var(--sk-sunken);
      }
      .categories a:hover {
        border-color: var(--sk-edge);
      }
      sk-picture {
        flex: none;
        width: 56px;
        border-radius: 8px;
      }
      small {
        display: block;
        color: var(--sk-muted);
      }
      @media (max-width: 480px) {
        .categories {
          grid-template-columns: 1fr 1fr;
          gap: 8px;
        }
        .categories a,
        .categories .bone {
          gap: 8px;
          height: 88px;
          padding: 8px;
          font-size: 14px;
          line-height: 1.3;
        }
        sk-picture {
          width: 44px;
        }
      }
    `,
  ];

  readonly #categories = new Task(this, {
    args: () => [],
    task: async (_, { signal }) =>
      (await shopper.api.get<{ categories: Category[] }>('/v1/categories', { signal })).categories,
  });

  protected override render(): TemplateResult {
    document.title = shopper.shopName || document.title;
    return html`<div class="welcome">
        <h1>${this.words('welcome')}</h1>
        <p>${this.words('welcomeAbout')}</p>
        <ul class="questions ${canAsk() ? '' : 'place'}" role="list" aria-label=${this.words('askHere')}>
          ${QUESTIONS.map((name) => {
            const question = this.words(name);
            return html`<li>
              <button class="button" @click=${() => chat()?.ask?.(question)}>${icon('chat', 16)}${question}</button>
            </li>`;
          })}
        </ul>
      </div>
      <sk-for-you></sk-for-you>
      <sk-shelf heading=${this.words('popular')} count="6" eager></sk-shelf>
      <section>
        <h2>${this.words('categories')}</h2>
        ${this.#categories.render({
          pending: () =>
            html`<ul class="categories">
              ${Array.from({ length: PLACES }, () => html`<li class="bone"></li>`)}
            </ul>`,
          error: () => this.trouble(this.#categories),
          complete: (categories) =>
            html`<ul class="categories" role="list">
              ${categories.map((category) => html`<li>${this.#renderCategory(category)}</li>`)}
            </ul>`,
        })}
      </section>`;
  }

  #renderCategory({ key, name, products, image }: Category): TemplateResult {
    return html`<a href=${categoryPage(key)}>
      <sk-picture .src=${image}></sk-picture>
      <span>${this.text(name)}<small>${this.articles(products)}</small></span>
    </a>`;
  }
}

define('sk-home', Home);
