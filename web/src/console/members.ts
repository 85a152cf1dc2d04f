import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { Problem } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { View } from '../shared/staff/view.js';
import { placeOf } from './addresses.js';
import { words } from './member-texts.js';
import { recent } from './opening.js';

/** A member who was found, as `/v1/console/members` has them. */
interface Sighted {
  key: string;
  name: string | null;
  city: string | null;
  mail: string | null;
  phone: string | null;
  order?: string;
}

/** How long after a letter the server is asked, in milliseconds: who types quickly asks once. */
const PAUSE = 90;
/** Members that the server sends at most. */
const MOST = 20;

/** The search for members, live while one types; and those who were opened in this session. */
export class MembersPage extends View {
  static override styles = [
    ...View.styles,
    css`
      :host {
        display: grid;
        gap: 20px;
        max-width: 720px;
      }
      input {
        height: 48px;
        font-size: 17px;
      }
      #help {
        margin-top: 8px;
      }
      .found {
        overflow: hidden;
        border: 1px solid var(--sk-line);
        border-radius: var(--sk-radius);
        background: var(--sk-surface);
      }
      .found:empty {
        display: none;
      }
      [role='option'] {
        display: grid;
        grid-template-columns: minmax(0, 4fr) minmax(0, 6fr) minmax(0, 5fr);
        gap: 4px 16px;
        padding: 10px 16px;
        cursor: pointer;
      }
      [role='option'] + [role='option'] {
        border-top: 1px solid var(--sk-line);
      }
      [role='option'][aria-selected='true'],
      [role='option']:hover {
        background: var(--sk-accent-soft);
      }
      [role='option'] span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name {
        font-weight: 600;
      }
      [aria-selected='true'] .muted {
        color: var(--sk-text);
      }
      .recent {
        display: grid;
        gap: 6px;
        list-style: none;
      }
      [role='status'] {
        min-height: 1.5em;
      }
      @media (max-width: 600px) {
        [role='option'] {
          grid-template-columns: 1fr auto;
        }
      }
    `,
  ];

  @state() private found: Sighted[] = [];
  @state() private at = -1;
  @state() private asked = '';
  @state() private trouble = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    return html`<h1 tabindex="-1">${words('search')}</h1>
      <div>
        <input
          type="search"
          role="combobox"
          aria-label=${words('search')}
          aria-describedby="help"
          aria-autocomplete="list"
          aria-controls="found"
          aria-expanded=${this.found.length > 0 ? 'true' : 'false'}
          aria-activedescendant=${this.at >= 0 ? `found-${this.at}` : nothing}
          autocomplete="off"
          spellcheck="false"
          maxlength="100"
          @input=${this.#typed}
          @keydown=${this.#pressed}
        />
        <p class="muted" id="help">${words('searchAbout')}</p>
      </div>
      <p class="muted" role="status">${this.#told()}</p>
      <div class="failed" role="alert">${this.trouble || nothing}</div>
      <div class="found" id="found" role="listbox" aria-label=${words('members')}>${this.found.map(
        (member, at) => this.#renderFound(member, at),
      )}</div>
      ${this.#renderRecent()}`;
  }

  #told(): string {
    if (!this.asked) return '';
    if (this.found.length === 0) return words('nobody');
    const count = this.found.length;
    return words(count === MOST ? 'foundMany' : 'found', { count });
  }

  #renderFound(member: Sighted, at: number): TemplateResult {
    const known = [member.mail, member.phone].filter(Boolean).join(' · ');
    return html`<div
      role="option"
      id="found-${at}"
      aria-selected=${at === this.at ? 'true' : 'false'}
      @click=${() => this.#go(member)}
    >
      <span class="name">${member.name ?? words('noName', { key: member.key })}</span>
      <span class="muted">${member.order ? words('byOrder', { number: member.order }) : known}</span>
      <span class="muted">${[member.city, member.key].filter(Boolean).join(' · ')}</span>
    </div>`;
  }

  #renderRecent(): TemplateResult | typeof nothing {
    const members = recent();
    if (members.length === 0 || this.asked) return nothing;
    return html`<section aria-labelledby="recent">
      <h2 id="recent">${words('recent')}</h2>
      <ul class="recent" role="list">
        ${members.map(
          ({ key, name }) =>
            html`<li><a href=${placeOf(key)}>${name ?? words('noName', { key })}</a> <span class="muted">${key}</span></li>`,
        )}
      </ul>
    </section>`;
  }

  #go({ key }: Sighted): void {
    location.assign(placeOf(key));
  }

  readonly #typed = (event: Event): void => {
    const text = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#turn += 1;
    if (!text) {
      this.#show('', []);
      return;
    }
    this.#timer = setTimeout(() => void this.#ask(text, this.#turn), PAUSE);
  };

  async #ask(text: string, turn: number): Promise<void> {
    try {
      const path = `/v1/console/members?q=${encodeURIComponent(text)}`;
      const { members } = await desk.api.get<{ members: Sighted[] }>(path);
      // An answer that comes after a newer question is no answer.
      if (turn === this.#turn) this.#show(text, members);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#show('', []);
      this.trouble = error instanceof Problem && error.status === 403 ? words('mayNot') : words('failed');
    }
  }

  #show(asked: string, found: Sighted[]): void {
    this.asked = asked;
    this.found = found;
    this.at = found.length > 0 ? 0 : -1;
    this.trouble = '';
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    const last = this.found.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: this.at >= last ? 0 : this.at + 1,
      ArrowUp: this.at <= 0 ? last : this.at - 1,
    };
    const next = steps[event.key];
    if (next !== undefined && last >= 0) {
      event.preventDefault();
      this.at = next;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector(`#found-${next}`)?.scrollIntoView({ block: 'nearest' }),
      );
    }
    const chosen = this.found[this.at];
    if (event.key === 'Enter' && chosen) this.#go(chosen);
  };
}

define('sk-console-members', MembersPage);
