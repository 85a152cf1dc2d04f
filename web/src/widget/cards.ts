import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  Card,
  ComparisonCard,
  OrderCard,
  PolicyCard,
  ProductCard,
  ProfileCard,
  ReviewCard,
} from '../shared/talk/protocol.js';
import { renderAnswer } from '../shared/talk/rendering.js';
import type { Item } from '../shared/talk/state.js';
import { icon } from './icons.js';
import { renderOfPerson } from './person.js';
import type { Words } from './texts.js';

/** How far the wish to have an article in the basket is. */
export type Adding = 'adding' | 'added' | 'failed';

/** What cards need to know of the widget around them, and what they can do there. */
export interface Scene {
  words: Words;
  /** The address of an article's page; `null` where the page did not say. */
  pageOf(key: string): string | null;
  /** The address of a picture. */
  picture(path: string): string;
  adding(key: string): Adding | undefined;
  add(card: ProductCard): void;
  open(key: string, event: Event): void;
  decide(id: string, yes: boolean): void;
  /** Whether an answer is coming, so that nothing can be decided now. */
  busy: boolean;
  /** Whether all products of a list are shown. */
  unfolded(list: Item): boolean;
  unfold(list: Item): void;
}

/** Products of a list that are shown before "more". */
const FIRST = 3;
/** Fewer left than this is said with the number. */
const FEW = 10;

/** The parts of an answer: product cards that follow each other are one list. */
export function renderItems(items: readonly Item[], scene: Scene): TemplateResult[] {
  return renderAnswer(items, {
    together: (left) => {
      const end = left.findIndex((item) => !productOf(item));
      const run = end < 0 ? left : left.slice(0, end);
      const cards = run.flatMap((item) => productOf(item) ?? []);
      return run[0] ? { shown: renderProducts(cards, run[0], scene), items: run } : null;
    },
    card: (card) => renderCard(card, scene),
    confirm: (item) => renderConfirm(item, scene),
    handoff: ({ summary }) => html`<section class="card notice" aria-label=${scene.words('handoff')}>
      <h3>${icon('person', 18)} ${scene.words('handoff')}</h3>
      <p class="muted">${scene.words('handoffAbout')}</p>
      <ul>
        ${summary.map((line) => html`<li>${line}</li>`)}
      </ul>
    </section>`,
    person: (item) => renderOfPerson(item, scene.words),
  });
}

function productOf(item: Item): ProductCard | null {
  return item.kind === 'card' && item.card.card === 'product' ? item.card : null;
}

function renderCard(card: Card, scene: Scene): TemplateResult {
  switch (card.card) {
    case 'product':
      return renderProducts([card], { kind: 'card', card }, scene);
    case 'policy':
      return renderPolicy(card, scene);
    case 'review':
      return renderReview(card, scene);
    case 'comparison':
      return renderComparison(card, scene);
    case 'profile':
      return renderProfile(card);
    case 'order':
      return renderOrder(card, scene);
    case 'table':
    case 'filter':
    case 'plot':
    case 'campaign':
      // The shop's people are shown these, in the console: no shopper's conversation has one.
      return html``;
  }
}

function renderProducts(cards: readonly ProductCard[], list: Item, scene: Scene): TemplateResult {
  const folds = cards.length > FIRST + 1 && !scene.unfolded(list);
  const shown = folds ? cards.slice(0, FIRST) : cards;
  return html`<ul class="products" role="list" aria-label=${scene.words('products')}>
      ${repeat(
        shown,
        (card, place) => `${place} ${card.key}`,
        (card) => html`<li>${renderProduct(card, scene)}</li>`,
      )}
    </ul>
    ${
      folds
        ? html`<button class="button more" @click=${() => scene.unfold(list)}>
            ${scene.words('more', { n: cards.length - FIRST })}
          </button>`
        : nothing
    }`;
}

function renderProduct(card: ProductCard, scene: Scene): TemplateResult {
  const { words } = scene;
  const state = scene.adding(card.key);
  const label =
    state === 'adding'
      ? words('adding')
      : state === 'added'
        ? words('added')
        : state === 'failed'
          ? words('addFailed')
          : words('add');
  return html`<article class="card product">
    ${renderPicture(card.image, 64, scene)}
    <div>
      <h3>${renderTitle(card.key, card.title, scene)}</h3>
      ${card.reason ? html`<p class="reason">${card.reason}</p>` : nothing}
      <p class="shelf">
        <strong>${card.price}</strong> ${renderStock(card.stock, words)}
        ${
          card.stock === 0
            ? nothing
            : html`<button
                class="button add"
                aria-label=${state ? `${label}: ${card.title}` : words('addOf', { title: card.title })}
                @click=${() => scene.add(card)}
              >
                ${label}
              </button>`
        }
      </p>
    </div>
  </article>`;
}

function renderTitle(key: string, title: string, scene: Scene): TemplateResult {
  const page = scene.pageOf(key);
  const open = (event: Event) => scene.open(key, event);
  return page
    ? html`<a href=${page} @click=${open}>${title}</a>`
    : html`<button class="link" @click=${open}>${title}</button>`;
}

/** A picture beside its article's name, so it needs no words of its own. */
function renderPicture(path: string | null | undefined, size: number, scene: Scene): TemplateResult {
  return path
    ? html`<img src=${scene.picture(path)} alt="" width=${size} height=${size} loading="lazy" decoding="async" />`
    : html`<span class="no-picture">${icon('box', 28)}</span>`;
}

function renderStock(stock: number | null, words: Words): TemplateResult | typeof nothing {
  if (stock === null) return nothing;
  if (stock === 0) return html`<span class="stock out">${words('soldOut')}</span>`;
  if (stock < FEW) return html`<span class="stock few">${words('fewLeft', { n: stock })}</span>`;
  return html`<span class="stock">${words('inStock')}</span>`;
}

function renderPolicy(card: PolicyCard, { words }: Scene): TemplateResult {
  return html`<article class="card ${card.offer ? 'offer' : 'rule'}">
    <p class="kicker">
      ${card.offer ? words('offer') : words('rule')}
      ${card.ends ? html`<span>${words('ends', { day: card.ends })}</span>` : nothing}
    </p>
    <h3>${card.title}</h3>
    <p class="lines">${card.text}</p>
  </article>`;
}

function renderReview(card: ReviewCard, { words }: Scene): TemplateResult {
  const stars = Math.max(0, Math.min(5, Math.round(card.stars)));
  return html`<article class="card review">
    <p class="kicker">
      <span class="stars" role="img" aria-label=${words('stars', { n: stars })}
        >${'★'.repeat(stars)}<span>${'★'.repeat(5 - stars)}</span></span
      >
      <span>${words('review')}${card.day ? ` · ${card.day}` : nothing}</span>
    </p>
    <blockquote class="lines">${card.text}</blockquote>
    <p class="reason">${card.product}</p>
  </article>`;
}

function renderComparison(card: ComparisonCard, scene: Scene): TemplateResult {
  return html`<div class="card comparison" tabindex="0" role="region" aria-label=${scene.words('comparison')}>
    <table>
      <thead>
        <tr>
          <td></td>
          ${card.titles.map((title, place) => {
            const key = card.keys[place] ?? '';
            return html`<th scope="col">
              ${renderPicture(card.images?.[place], 48, scene)} ${renderTitle(key, title, scene)}
            </th>`;
          })}
        </tr>
      </thead>
      <tbody>
        ${card.rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${row.name}</th>
              ${row.values.map((value) => html`<td>${value}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function renderProfile(card: ProfileCard): TemplateResult {
  return html`<section class="card" aria-label=${card.title}>
    <h3>${card.title}</h3>
    <dl>
      ${card.rows.map(
        (row) =>
          html`<div>
            <dt>${row.name}</dt>
            <dd>${row.value}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function renderOrder(card: OrderCard, { words }: Scene): TemplateResult {
  return html`<section class="card order" aria-label=${words('order', { number: card.number })}>
    <h3>${words('order', { number: card.number })} <span class="badge">${card.state}</span></h3>
    <p class="muted">${words('placed', { day: card.day })}</p>
    <ul class="lines-of-order" role="list">
      ${card.lines.map(
        (line) =>
          html`<li><span>${line.title}</span><span class="quantity">${line.quantity} × ${line.unit_price}</span></li>`,
      )}
    </ul>
    ${card.total ? html`<p class="total"><span>${words('total')}</span><strong>${card.total}</strong></p>` : nothing}
  </section>`;
}

function renderConfirm(item: Extract<Item, { kind: 'confirm' }>, scene: Scene): TemplateResult {
  const { words } = scene;
  const outcome = { yes: 'decidedYes', no: 'decidedNo', passed: 'decidedPassed' } as const;
  return html`<section class="card confirm" aria-label=${words('change')}>
    <h3>${words('change')}</h3>
    <dl>
      ${item.differences.map(
        (change) =>
          html`<div>
            <dt>${change.what}</dt>
            ${
              change.before === change.after
                ? html`<dd>${change.after}</dd>`
                : html`<dd>
                    <span><span class="unseen">${words('now')}: </span><s>${change.before}</s></span>
                    <span aria-hidden="true">→</span>
                    <strong><span class="unseen">${words('will')}: </span>${change.after}</strong>
                  </dd>`
            }
          </div>`,
      )}
    </dl>
    ${
      item.decided
        ? html`<p class="muted">${words(outcome[item.decided])}</p>`
        : html`<div class="choices">
            <button
              class="button primary"
              ?disabled=${scene.busy}
              @click=${() => scene.decide(item.id, true)}
            >
              ${words('yes')}
            </button>
            <button class="button" ?disabled=${scene.busy} @click=${() => scene.decide(item.id, false)}>
              ${words('no')}
            </button>
          </div>`
    }
  </section>`;
}
