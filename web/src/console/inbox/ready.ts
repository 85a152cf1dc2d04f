import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define } from '../../shared/elements/define.js';
import type { Language } from '../../shared/language.js';
import { desk } from '../../shared/staff/desk.js';
import { View } from '../../shared/staff/view.js';
import type { Ready, ReadyText } from './cases.js';
import { type InboxKey, words } from './texts.js';

/** That a ready reply was chosen. */
export class Insert extends Event {
  static readonly NAME = 'insert';

  constructor(readonly ready: ReadyText) {
    super(Insert.NAME);
  }
}

/**
 * The replies that are kept ready, in a menu that can be searched.
 *
 * @prop language - the language that is shown first
 * @fires insert - one was chosen
 */
export class ReadyMenu extends View {
  static override styles = [
    ...View.styles,
    css`
      :host {
        position: relative;
      }
      .menu {
        position: absolute;
        bottom: calc(100% + 6px);
        left: 0;
        z-index: 5;
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        gap: 8px;
        width: min(420px, 84vw);
        max-height: min(380px, 50vh);
        padding: 12px;
        border: 1px solid var(--sk-line);
        border-radius: var(--sk-radius);
        background: var(--sk-surface);
        box-shadow: var(--sk-shadow);
      }
      .top {
        display: flex;
        gap: 8px;
      }
      .top input {
        flex: 1;
        min-width: 0;
        height: 36px;
      }
      [role='listbox'] {
        overflow-y: auto;
      }
      [role='option'] {
        display: grid;
        gap: 2px;
        padding: 7px 10px;
        border-radius: 8px;
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      [role='option'][aria-selected='true'] {
        background: var(--sk-accent-soft);
      }
      .key {
        color: var(--sk-muted);
        font-size: 13px;
      }
      [aria-selected='true'] .key {
        color: var(--sk-text);
      }
    `,
  ];

  @property({ attribute: false }) case = '';
  @property({ attribute: false }) language: Language = 'en';
  @property({ type: Boolean }) disabled = false;
  @state() private open = false;
  @state() private ready: Ready[] | null = null;
  @state() private failed = false;
  @state() private sought = '';
  @state() private at = 0;
  @state() private other: Language | null = null;
  @query('input') private readonly input!: HTMLInputElement | null;
  @query('.opens') private readonly opens!: HTMLButtonElement;

  protected override render(): TemplateResult {
    return html`<button
        type="button"
        class="button opens"
        aria-haspopup="listbox"
        aria-expanded=${this.open ? 'true' : 'false'}
        ?disabled=${this.disabled}
        @click=${this.#toggle}
      >
        ${words('ready')}
      </button>
      ${this.open ? this.#renderMenu() : nothing}`;
  }

  #renderMenu(): TemplateResult {
    const found = this.#found();
    const language = this.#language;
    return html`<div class="menu" @keydown=${this.#key} @focusout=${this.#left}>
      <div class="top">
        <input
          role="combobox"
          aria-label=${words('readySearch')}
          placeholder=${words('readySearch')}
          aria-expanded="true"
          aria-controls="replies"
          aria-autocomplete="list"
          aria-activedescendant=${found.length ? `reply-${this.at}` : nothing}
          autocomplete="off"
          .value=${this.sought}
          @input=${this.#seek}
        />
        <button type="button" class="button" @click=${this.#turn}>
          ${words(language === 'zh' ? 'inEnglish' : 'inChinese')}
        </button>
      </div>
      <div role="listbox" id="replies" aria-label=${words('ready')} lang=${language === 'zh' ? 'zh-CN' : 'en'}>
        ${found.map((reply, place) => this.#renderReply(reply, place))}
      </div>
      ${found.length ? nothing : html`<p class="muted" role="status">${this.#nothing()}</p>`}
    </div>`;
  }

  #renderReply(reply: Ready, place: number): TemplateResult {
    const { text, missing } = reply[this.#language];
    const what = missing.map((name) => words(name as InboxKey)).join(', ');
    return html`<div
      role="option"
      id="reply-${place}"
      aria-selected=${place === this.at ? 'true' : 'false'}
      @mousemove=${() => {
        this.at = place;
      }}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#choose(reply)}
    >
      <span class="key">${reply.key}${what ? ` · ${words('readyMissing', { what })}` : nothing}</span>
      <span>${text}</span>
    </div>`;
  }

  get #language(): Language {
    return this.other ?? this.language;
  }

  #nothing(): string {
    if (this.failed) return words('readyFailed');
    return this.ready ? words('readyNone') : desk.words('loading');
  }

  /** The replies that have all words of what is sought, in any language. */
  #found(): Ready[] {
    const sought = this.sought.toLowerCase().split(/\s+/).filter(Boolean);
    return (this.ready ?? []).filter(({ key, en, zh }) => {
      const all = `${key} ${en.text} ${zh.text}`.toLowerCase();
      return sought.every((word) => all.includes(word));
    });
  }

  readonly #toggle = async (): Promise<void> => {
    this.open = !this.open;
    if (!this.open) return;
    this.sought = '';
    this.at = 0;
    if (!this.ready) void this.#load();
    await this.updateComplete;
    this.input?.focus();
  };

  async #load(): Promise<void> {
    this.failed = false;
    try {
      this.ready = await desk.api.get<Ready[]>(`/v1/inbox/replies?case=${encodeURIComponent(this.case)}`);
    } catch {
      this.failed = true;
    }
  }

  readonly #seek = (event: Event): void => {
    this.sought = (event.target as HTMLInputElement).value;
    this.at = 0;
  };

  readonly #turn = (): void => {
    this.other = this.#language === 'zh' ? 'en' : 'zh';
    this.input?.focus();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.open = false;
      this.opens.focus();
      return;
    }
    if (event.target !== this.input) return;
    const found = this.#found();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : found.length - 1;
      this.at = found.length ? (this.at + step) % found.length : 0;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
      );
    }
    const chosen = found[this.at];
    if (event.key === 'Enter') {
      event.preventDefault();
      if (chosen) this.#choose(chosen);
    }
  };

  /** Who goes elsewhere has closed the menu. */
  readonly #left = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null;
    if (to && !this.renderRoot.contains(to)) this.open = false;
  };

  #choose(reply: Ready): void {
    this.open = false;
    this.dispatchEvent(new Insert(reply[this.#language]));
  }
}

define('sk-inbox-ready', ReadyMenu);
