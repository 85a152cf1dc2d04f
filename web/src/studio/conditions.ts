import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import type { FilterForm } from '../shared/filter/form.js';
import '../shared/filter/form.js';
import { desk } from '../shared/staff/desk.js';
import type { FilterCard } from '../shared/talk/protocol.js';
import { Talk } from '../shared/talk/talk.js';
import { words } from './brief-texts.js';
import { same } from './campaigns.js';
import { Part } from './part.js';
import { work } from './work.js';

/** A description in words, as it was understood; `null` where it was not. */
async function understand(text: string): Promise<FilterCard | null> {
  let id: string | null = null;
  const memory = {
    talk: () => id,
    keepTalk: (_: string, talk: string) => {
      id = talk;
    },
    forgetTalk: () => {
      id = null;
    },
    keepPerson: () => {},
  };
  const talk = new Talk(desk.api, memory, '', '/v1/staff/conversations');
  try {
    await talk.say(text, null);
    for (const item of talk.turns.at(-1)?.items ?? []) {
      if (item.kind === 'card' && item.card.card === 'filter') return item.card;
    }
    return null;
  } finally {
    // Where the server does not hear of it, it closes the conversation by itself after a while.
    await talk.forget().catch(() => {});
    talk.close();
  }
}

/**
 * Whom conditions are true of: described in words or made by hand, told in a sentence, and changed row by row.
 *
 * @prop filter - the filter; `undefined` for none
 * @prop set - takes another one
 */
export class Conditions extends Part {
  static override styles = [
    ...Part.styles,
    css`
      :host {
        gap: 12px;
      }
      form.words {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px;
      }
      form.words label {
        flex: 1 1 18em;
      }
      form.words .button {
        min-height: 42px;
      }
    `,
  ];

  @property({ attribute: false }) filter: unknown;
  @property({ attribute: false }) set: (filter: unknown) => void = () => {};
  @state() private edits = false;
  @state() private busy = false;
  @state() private trouble = '';
  @state() private left: readonly string[] = [];
  /** The filter in words. */
  @state() private sentence = '';
  /** Which filter that is of, in which language; `null` where it could not be told. */
  #asked: { filter: unknown; language: string } | null = null;
  @query('sk-filter-form') private readonly form!: FilterForm | null;

  protected override willUpdate(): void {
    const asked = { filter: this.filter, language: desk.language };
    // Every change of the brief brings another copy of the filter.
    if (this.filter !== undefined && !same(asked, this.#asked)) void this.#tell(asked);
  }

  /** Asks for the sentence of a filter. */
  async #tell(asked: { filter: unknown; language: string }): Promise<void> {
    this.#asked = asked;
    this.sentence = '';
    try {
      const path = `/v1/segments/count?language=${asked.language}`;
      const { sentence } = await desk.api.post<{ sentence: string }>(path, asked.filter);
      if (asked === this.#asked) this.sentence = sentence;
    } catch {
      // What is wrong with it is told where members are counted.
      if (asked === this.#asked) this.#asked = null;
    }
  }

  protected override render(): TemplateResult {
    const off = !work.editable;
    return html`${
      off
        ? nothing
        : html`<form class="words" @submit=${this.#read}>
              <label
                >${words('inWords')}
                <input name="words" required maxlength="500" autocomplete="off" placeholder=${words('inWordsExample')}
              /></label>
              <button class="button" ?disabled=${this.busy}>${words(this.busy ? 'reading' : 'understand')}</button>
            </form>`
    }
      <p class="problem" role="alert">${this.trouble}</p>
      <div role="status">
        ${
          this.filter === undefined
            ? html`<p class="muted">${words('noConditions')}</p>`
            : html`<p class="muted">${words('understood')}</p>
                <p><strong>${this.sentence}</strong></p>`
        }
        ${
          this.left.length
            ? html`<p class="warn">${words('left', { words: this.left.map((word) => `“${word}”`).join(' ') })}</p>`
            : nothing
        }
      </div>
      ${
        off
          ? nothing
          : html`<div class="tools">
              <button type="button" class="button" aria-expanded=${this.edits ? 'true' : 'false'} data-edit @click=${this.#edit}>
                ${words(this.edits ? 'closeConditions' : this.filter === undefined ? 'byHand' : 'editConditions')}
              </button>
            </div>`
      }
      ${
        this.edits
          ? html`<sk-filter-form
              .filter=${this.filter ?? null}
              .apply=${this.#apply}
              action=${words('apply')}
            ></sk-filter-form>`
          : nothing
      }`;
  }

  readonly #read = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const text = String(new FormData(event.target as HTMLFormElement).get('words')).trim();
    if (!text || this.busy) return;
    this.busy = true;
    this.trouble = '';
    this.left = [];
    try {
      const card = await understand(text);
      if (!card) {
        this.trouble = words('notUnderstood');
        return;
      }
      this.left = card.left;
      this.edits = false;
      this.set(card.filter);
    } finally {
      this.busy = false;
    }
  };

  readonly #edit = async (): Promise<void> => {
    this.edits = !this.edits;
    if (!this.edits) return;
    await this.updateComplete;
    await this.form?.begin();
  };

  /** Takes conditions that the server has nothing against. */
  readonly #apply = async (filter: unknown): Promise<void> => {
    await desk.api.post(`/v1/segments/count?language=${desk.language}`, filter);
    this.left = [];
    this.edits = false;
    this.set(filter);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[data-edit]')?.focus();
  };
}

define('sk-studio-conditions', Conditions);
