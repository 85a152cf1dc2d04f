import { css, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { define } from '../../shared/elements/define.js';
import { keep, kept } from '../../shared/keeping.js';
import { desk } from '../../shared/staff/desk.js';
import { View } from '../../shared/staff/view.js';
import { isOpen, type Trouble, type Turn } from '../../shared/talk/state.js';
import { Talk, type TalkMemory } from '../../shared/talk/talk.js';
import { aloudOf, renderItems } from './answer.js';
import { askStyles } from './styles.js';
import { type AskKey, type AskWords, askWords, EXAMPLES } from './texts.js';

/** Characters of a question at most, as the server has it. */
const LONGEST = 1000;

/** The name of the open conversation, kept for this tab alone: what is said in it is kept nowhere. */
const MEMORY: TalkMemory = {
  talk: (who) => kept('sessionStorage', nameOf(who)) || null,
  keepTalk: (who, id) => keep('sessionStorage', nameOf(who), id),
  forgetTalk: (who) => keep('sessionStorage', nameOf(who), ''),
  // Nobody takes such a conversation over.
  keepPerson: () => {},
};
const nameOf = (who: string) => `storekeeper-console:talk:${who}`;

/** Questions about members, and their answers with the numbers that they rest on. */
export class AskPage extends View {
  static override styles = [
    ...View.styles,
    askStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 20px;
        max-width: 920px;
        margin: 0 auto;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        gap: 12px;
      }
      .top > div {
        flex: 1 1 20em;
      }
      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 28px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .turn {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        scroll-margin-top: 16px;
      }
      .asked {
        justify-self: end;
        max-width: 85%;
        margin: 0;
        padding: 8px 14px;
        border-radius: 16px 16px 4px 16px;
        background: var(--sk-accent-soft);
        font-size: 15px;
        font-weight: 400;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .text {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .trouble {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        color: var(--sk-danger);
      }
      .examples {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin: 8px 0;
      }
      .examples .button {
        max-width: 100%;
        padding: 6px 14px;
        border-radius: 18px;
        text-align: start;
        white-space: normal;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(8em, max-content) minmax(0, 1fr);
        gap: 4px 20px;
        margin: 0;
      }
      dt {
        color: var(--sk-muted);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .confirm {
        border-color: var(--sk-accent);
      }
      .confirm s {
        color: var(--sk-muted);
      }
      .ask {
        position: sticky;
        bottom: 0;
        display: grid;
        gap: 6px;
        /* Down to the end of the page, past the room that the console leaves there. */
        margin: 0 -8px -64px;
        padding: 12px 8px 20px;
        background: var(--sk-page);
      }
      .box {
        display: flex;
        align-items: end;
        gap: 8px;
      }
      textarea {
        flex: 1;
        min-width: 0;
        min-height: 46px;
        max-height: 30vh;
        padding: 10px 14px;
        border: 1px solid var(--sk-edge);
        border-radius: 14px;
        background: var(--sk-surface);
        resize: none;
        field-sizing: content;
      }
      .box .button {
        min-height: 46px;
      }
    `,
  ];

  @state() private turns: readonly Turn[] = [];
  /** What is read aloud of the last answer. */
  @state() private aloud = '';
  @query('textarea') private readonly box!: HTMLTextAreaElement;
  #talk: Talk | null = null;

  get #say(): AskWords {
    return askWords(desk.language);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#begin();
    // What takes the focus is not to stand behind the box for questions.
    document.documentElement.style.scrollPaddingBottom = '110px';
  }

  /** Turns to the conversation of this tab, or to a new one. */
  #begin(): void {
    const talk = new Talk(desk.api, MEMORY, desk.person?.name ?? '', '/v1/staff/conversations');
    talk.addEventListener('change', () => this.#heard(talk));
    this.#talk = talk;
    void talk.recall();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.documentElement.style.scrollPaddingBottom = '';
    this.#talk?.close();
    this.#talk = null;
  }

  protected override render(): TemplateResult {
    const say = this.#say;
    const open = isOpen(this.turns.at(-1));
    return html`<div class="top">
        <div>
          <h1 tabindex="-1">${say('title')}</h1>
          <p class="muted">${say('about')}</p>
        </div>
        ${
          this.turns.length
            ? html`<button class="button" ?disabled=${open} @click=${this.#anew}>${say('anew')}</button>`
            : nothing
        }
      </div>
      ${
        this.turns.length
          ? html`<ol role="list" aria-label=${say('conversation')}>
              ${this.turns.map((turn, at) => html`<li class="turn">${this.#renderTurn(turn, at === this.turns.length - 1)}</li>`)}
            </ol>`
          : this.#renderExamples()
      }
      <div class="unseen" role="status" aria-live="polite">${this.aloud}</div>
      ${this.#renderBox(open)}`;
  }

  #renderExamples(): TemplateResult {
    const say = this.#say;
    return html`<section aria-labelledby="examples">
      <h2 id="examples">${say('examples')}</h2>
      <div class="examples">
        ${EXAMPLES[desk.language].map(
          (example) => html`<button class="button" @click=${() => this.#ask(example)}>${example}</button>`,
        )}
      </div>
      <p class="muted">${say('goOn')}</p>
    </section>`;
  }

  #renderBox(open: boolean): TemplateResult {
    const say = this.#say;
    return html`<form class="ask" @submit=${this.#submit}>
      <label class="unseen" for="question">${say('question')}</label>
      <div class="box">
        <textarea
          id="question"
          rows="1"
          maxlength=${LONGEST}
          placeholder=${say('placeholder')}
          autocomplete="off"
          @keydown=${this.#key}
        ></textarea>
        ${
          open
            ? html`<button type="button" class="button" @click=${() => this.#talk?.cancel()}>${say('stop')}</button>`
            : html`<button class="button primary">${say('ask')}</button>`
        }
      </div>
    </form>`;
  }

  #renderTurn(turn: Turn, last: boolean): TemplateResult {
    const say = this.#say;
    // A press says nothing that is kept.
    const asked = turn.asked || say('decided');
    return html`<h2 class="asked"><span class="unseen">${say('asked')}: </span>${asked}</h2>
      ${renderItems(turn.items, { say, last, busy: !last || isOpen(turn), decide: this.#decide, ask: this.#askFor })}
      ${this.#renderStage(turn, last)}`;
  }

  /** How far an answer is, where it is not simply there. */
  #renderStage(turn: Turn, last: boolean): TemplateResult | typeof nothing {
    const say = this.#say;
    switch (turn.stage) {
      case 'sending':
      case 'thinking':
        return html`<p class="muted">${turn.ahead ? say('waiting', { n: turn.ahead }) : say('working')}</p>`;
      case 'reconnecting':
        return html`<p class="muted">${say('reconnecting')}</p>`;
      case 'answering':
        return nothing;
      case 'failed':
        return this.#renderTrouble(turn.trouble, last);
      case 'done':
        if (turn.stop === 'cancelled') return html`<p class="muted">${say('stopped')}</p>`;
        if (turn.stop === 'out_of_time') return html`<p class="muted">${say('late')}</p>`;
        return turn.items.length ? nothing : html`<p class="muted">${say('empty')}</p>`;
    }
  }

  #renderTrouble(trouble: Trouble | null, last: boolean): TemplateResult {
    const say = this.#say;
    const keys: Record<Exclude<Trouble['kind'], 'refused'>, AskKey> = {
      offline: 'offline',
      busy: 'busy',
      signed_out: 'signedOut',
      lost: 'lost',
    };
    const what = trouble?.kind === 'refused' ? trouble.detail : say(keys[trouble?.kind ?? 'lost']);
    return html`<div class="trouble" role="alert">
      <span>${what}</span>
      ${last ? html`<button class="button" @click=${() => this.#talk?.retry()}>${say('again')}</button>` : nothing}
    </div>`;
  }

  #heard(talk: Talk): void {
    if (talk !== this.#talk) return;
    this.turns = talk.turns;
    const turn = talk.turns.at(-1);
    // Read aloud when it is whole: a sentence that is cut by the next one is not understood.
    if (!turn || talk.recalling) this.aloud = '';
    else if (turn.stage === 'done')
      this.aloud = `${this.#say('answered')}: ${aloudOf(turn.items, this.#say)}`;
    else this.aloud = isOpen(turn) ? this.#say('working') : '';
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const text = this.box.value.trim();
    if (!text || this.#talk?.answering) return;
    this.box.value = '';
    void this.#ask(text);
  };

  /** Enter asks, also while a word is not being put together; with Shift it begins a line. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    this.#submit(event);
  };

  readonly #askFor = (text: string): void => {
    void this.#ask(text);
  };

  /** Says yes or no to what was put forward, by its name. */
  readonly #decide = (id: string, yes: boolean): void => {
    void this.#answered(this.#talk?.decide(id, yes, this.#say(yes ? 'yes' : 'no')));
  };

  #ask(text: string): Promise<void> {
    return this.#answered(this.#talk?.say(text, null));
  }

  async #answered(answered: Promise<void> | undefined): Promise<void> {
    this.box.focus({ preventScroll: true });
    await this.updateComplete;
    this.renderRoot.querySelector('.turn:last-child')?.scrollIntoView({ block: 'start' });
    await answered;
  }

  readonly #anew = async (): Promise<void> => {
    // Where the server does not hear of it, it closes the conversation by itself after a while.
    await this.#talk?.forget().catch(() => {
      MEMORY.forgetTalk(desk.person?.name ?? '');
      this.#talk?.close();
      this.turns = [];
      this.#begin();
    });
    this.box.focus();
  };
}

define('sk-console-ask', AskPage);
