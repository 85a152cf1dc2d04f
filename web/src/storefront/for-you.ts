import { Task } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Goods } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import { icon } from './icons.js';
import { renderPlaces, renderRow, rowStyles, type Suggestion } from './row.js';
import { shopper } from './shopper.js';
import './tile.js';
import { View } from './view.js';

/** How many are suggested. */
const COUNT = 6;

interface Answer {
  suggestions: Suggestion[];
  /** Whether they are out of what the member did, and not what is popular with all. */
  personal: boolean;
}

/**
 * Suggestions for the member who is signed in, or out of what was looked at in this visit. Nothing where there is
 * neither, and where what is popular would only stand there twice. A member can say of each that they do not want it.
 */
export class ForYou extends View {
  static override styles = [
    ...View.styles,
    rowStyles,
    css`
      li {
        position: relative;
      }
      .dismiss {
        position: absolute;
        top: 6px;
        right: 6px;
        width: 32px;
        height: 32px;
        background: var(--sk-surface);
        color: var(--sk-muted);
      }
      .dismiss:hover {
        color: var(--sk-text);
      }
      /* In the place of the picture; the tile itself stays below, unseen, so that the row keeps its height. */
      .note {
        position: absolute;
        inset: 0 0 auto;
        display: grid;
        align-content: center;
        justify-items: center;
        gap: 10px;
        aspect-ratio: 1;
        padding: 8px;
        border-radius: var(--sk-radius);
        background: var(--sk-sunken);
        color: var(--sk-muted);
        font-size: 13px;
        text-align: center;
        text-wrap: balance;
      }
    `,
  ];

  /** The keys of what the member does not want, as said here. */
  @state() private dismissed: ReadonlySet<string> = new Set();
  /** What was done last. */
  @state() private done: { goods: Goods; dismissed: boolean } | null = null;
  /** Whether the last of it could not be kept. */
  @state() private failed = false;
  /** The keys of what the shop is being told of. */
  readonly #telling = new Set<string>();

  readonly #answer = new Task(this, {
    args: () =>
      [shopper.session.member?.key, shopper.visit.looked.map(encodeURIComponent).join(',')] as const,
    task: async ([member, looked], { signal }): Promise<Suggestion[]> => {
      if (!member && !looked) return [];
      const session = looked && `session=${looked}&`;
      const path = `/v1/recommendations?${session}limit=${COUNT}`;
      const { suggestions, personal } = await shopper.api.get<Answer>(path, { signal });
      // What another member said is not this one's.
      this.dismissed = new Set();
      this.done = null;
      this.failed = false;
      return personal || looked ? suggestions : [];
    },
  });

  protected override render(): TemplateResult | typeof nothing {
    if (!shopper.session.member && shopper.visit.looked.length === 0) return nothing;
    return this.#answer.render({
      pending: () => renderRow(this.words('forYou'), renderPlaces(COUNT, true)),
      // A page without suggestions is a page all the same.
      error: () => nothing,
      complete: (suggestions) => (suggestions.length ? this.#renderSuggestions(suggestions) : nothing),
    }) as TemplateResult | typeof nothing;
  }

  #renderSuggestions(suggestions: Suggestion[]): TemplateResult {
    return renderRow(
      this.words('forYou'),
      suggestions.map(
        ({ product, reason }, place) =>
          html`<li>
            <sk-tile
              class=${this.dismissed.has(product.key) ? 'place' : ''}
              .goods=${product}
              .reason=${reason}
              eager
            ></sk-tile>
            ${shopper.session.member ? this.#renderChoice(product, place) : nothing}
          </li>`,
      ),
      html`<p role="status" class="unseen">${this.#renderDone()}</p>
        <p role="alert" class="failed">${this.failed ? this.words('notKept') : nothing}</p>`,
    );
  }

  /** The button of an article that is suggested; in the place of one that is not wanted, a note that takes it back. */
  #renderChoice(goods: Goods, place: number): TemplateResult {
    const title = this.text(goods.title);
    if (this.dismissed.has(goods.key)) {
      return html`<div class="note">
        <p>${this.words('wontSuggest')}</p>
        <button
          class="button"
          aria-label=${this.words('undoOf', { title })}
          @click=${() => this.#tell(goods, place, false)}
        >
          ${this.words('undo')}
        </button>
      </div>`;
    }
    return html`<button
      class="icon dismiss"
      title=${this.words('dismiss')}
      aria-label=${this.words('dismissOf', { title })}
      @click=${() => this.#tell(goods, place, true)}
    >
      ${icon('close', 16)}
    </button>`;
  }

  /** What was done, for those who do not see it. */
  #renderDone(): string | typeof nothing {
    if (!this.done) return nothing;
    const title = this.text(this.done.goods.title);
    return this.words(this.done.dismissed ? 'dismissedOf' : 'restoredOf', { title });
  }

  /** Tells the shop that the member does not want an article, or that they take it back. */
  async #tell(goods: Goods, place: number, dismissed: boolean): Promise<void> {
    const { key } = goods;
    if (this.#telling.has(key)) return;
    this.#telling.add(key);
    this.failed = false;
    try {
      await (dismissed
        ? shopper.api.send('POST', '/v1/me/dismissed', { json: { product: key } })
        : shopper.api.send('DELETE', `/v1/me/dismissed/${encodeURIComponent(key)}`));
    } catch {
      this.failed = true;
      return;
    } finally {
      this.#telling.delete(key);
    }
    // The button that was pressed goes: the focus goes to the one in its place, if it did not go elsewhere meanwhile.
    const button = `li:nth-child(${place + 1}) button`;
    const focused = this.shadowRoot?.activeElement?.matches(button);
    const others = [...this.dismissed].filter((other) => other !== key);
    this.dismissed = new Set(dismissed ? [...others, key] : others);
    this.done = { goods, dismissed };
    await this.updateComplete;
    if (focused) this.renderRoot.querySelector<HTMLElement>(button)?.focus();
  }
}

define('sk-for-you', ForYou);
