import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../../shared/elements/define.js';
import { desk } from '../../shared/staff/desk.js';
import type { Card } from '../../shared/talk/protocol.js';
import { placeOf } from '../addresses.js';
import type { Said, Whole } from './cases.js';
import { cardInWords } from './conversation.js';
import { inbox } from './inbox.js';
import { calledOf, moment, nameOf } from './list.js';
import { Part } from './part.js';
import { words } from './texts.js';

/** What is known of a case beside its conversation, and what the shop's people keep of it. */
export class About extends Part {
  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 18px;
        font-size: 14px;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 6px;
      }
      h2 {
        font-size: 16px;
      }
      h3 {
        margin: 0;
        color: var(--sk-muted);
        font-size: 13px;
        font-weight: 600;
      }
      ul {
        display: grid;
        gap: 6px;
        list-style: none;
      }
      li,
      summary {
        overflow-wrap: anywhere;
      }
      summary {
        cursor: pointer;
      }
      .summary li,
      .notes li {
        padding: 6px 10px;
        border-radius: 8px;
        background: var(--sk-sunken);
        white-space: pre-wrap;
      }
      .notes p {
        font-size: 13px;
      }
      .inside {
        margin: 4px 0 0 14px;
        color: var(--sk-muted);
        font-size: 13px;
        white-space: pre-wrap;
      }
      form {
        gap: 8px;
      }
      .line {
        display: flex;
        gap: 8px;
      }
      .line > :first-child {
        flex: 1;
        min-width: 0;
      }
      textarea,
      input,
      select {
        width: 100%;
        height: 36px;
        padding: 0 10px;
        border: 1px solid var(--sk-edge);
        border-radius: 8px;
        background: var(--sk-surface);
        color: var(--sk-text);
      }
      textarea {
        height: auto;
        min-height: 36px;
        max-height: 160px;
        padding: 7px 10px;
        resize: none;
        field-sizing: content;
      }
      form > .button,
      .line .button {
        min-height: 36px;
      }
      .tags {
        display: flex;
        flex-wrap: wrap;
      }
      .tags li {
        display: inline-flex;
        align-items: center;
        gap: 2px;
        padding-inline-start: 10px;
        border-radius: 999px;
        background: var(--sk-sunken);
        font-size: 13px;
      }
      .tags .icon {
        width: 26px;
        height: 26px;
      }
    `,
  ];

  @property({ attribute: false }) whole!: Whole;
  @state() private busy = false;

  protected override render(): TemplateResult {
    return html`${this.#renderMember()} ${this.#renderSummary()} ${this.#renderNotes()} ${this.#renderTags()}
    ${this.#renderAssign()} ${this.#renderEvidence()}`;
  }

  #renderMember(): TemplateResult {
    const { member } = this.whole;
    return html`<section aria-labelledby="about">
      <h2 id="about">${words('about')}</h2>
      <p>
        <strong>${nameOf(this.whole)}</strong>
        ${
          member && desk.may('see_member')
            ? html`<br /><span class="muted">${member}</span> ·
                <a href=${placeOf(member)}>${words('openMember')}</a>`
            : nothing
        }
      </p>
    </section>`;
  }

  #renderSummary(): TemplateResult {
    const { summary } = this.whole;
    return html`<section aria-labelledby="summary">
      <h3 id="summary">${words('summary')}</h3>
      ${
        summary.length > 0
          ? html`<ul class="summary" role="list">${summary.map((line) => html`<li>${line}</li>`)}</ul>`
          : html`<p class="muted">${words('noSummary')}</p>`
      }
    </section>`;
  }

  #renderEvidence(): TemplateResult {
    const cards = shownIn(this.whole.exchanges);
    return html`<section aria-labelledby="evidence">
      <h3 id="evidence">${words('evidence')}</h3>
      ${
        cards.length > 0
          ? html`<ul role="list">${cards.map((card) => html`<li>${renderCard(card)}</li>`)}</ul>`
          : html`<p class="muted">${words('noEvidence')}</p>`
      }
    </section>`;
  }

  #renderNotes(): TemplateResult {
    const { notes } = this.whole;
    return html`<section aria-labelledby="notes">
      <h3 id="notes">${words('notes')}</h3>
      <p class="muted">${words('notesAbout')}</p>
      ${
        notes.length > 0
          ? html`<ul class="notes" role="list">
              ${notes.map(
                ({ text, author, at }) =>
                  html`<li>${text}<p class="muted">${calledOf(author)} · ${moment(at)}</p></li>`,
              )}
            </ul>`
          : nothing
      }
      <form @submit=${this.#note}>
        <label><span class="unseen">${words('addNote')}</span>
          <textarea name="text" rows="1" maxlength="2000" required placeholder=${words('addNote')} @keydown=${submits}></textarea>
        </label>
        <button class="button" ?disabled=${this.busy}>${words('keepNote')}</button>
      </form>
    </section>`;
  }

  #renderTags(): TemplateResult {
    const { tags } = this.whole;
    return html`<section aria-labelledby="tags">
      <h3 id="tags">${words('tags')}</h3>
      ${
        tags.length > 0
          ? html`<ul class="tags" role="list">
              ${tags.map(
                (tag) => html`<li>
                  ${tag}<button
                    class="icon"
                    aria-label=${words('removeTag', { tag })}
                    @click=${() => this.#tag({ remove: [tag] })}
                  >
                    ×
                  </button>
                </li>`,
              )}
            </ul>`
          : html`<p class="muted">${words('noTags')}</p>`
      }
      <form @submit=${this.#addTag}>
        <div class="line">
          <input name="tag" aria-label=${words('addTag')} placeholder=${words('addTag')} maxlength="40" required autocomplete="off" />
          <button class="button">${words('add')}</button>
        </div>
      </form>
    </section>`;
  }

  #renderAssign(): TemplateResult | typeof nothing {
    const { state: far, agent } = this.whole;
    if (far !== 'waiting' && far !== 'taken') return nothing;
    const mine = agent === desk.person?.name;
    const may = far === 'waiting' || mine || desk.person?.role === 'admin';
    const { colleagues } = inbox;
    return html`<section aria-labelledby="assign">
      <h3 id="assign">${words('assign')}</h3>
      ${
        may
          ? html`<form @submit=${this.#assign}>
              <div class="line">
                <select name="to" aria-label=${words('assignTo')}>
                  ${far === 'waiting' ? html`<option value="" ?selected=${agent === null}>${words('nobody')}</option>` : nothing}
                  ${colleagues.map(
                    ({ name, called }) =>
                      html`<option value=${name} ?selected=${name === agent}>
                        ${name === desk.person?.name ? `${called} (${words('you')})` : called}
                      </option>`,
                  )}
                </select>
                <button class="button" ?disabled=${this.busy}>${words('assignNow')}</button>
              </div>
            </form>`
          : html`<p class="muted">${words('onlyHolder', { name: calledOf(agent) })}</p>`
      }
    </section>`;
  }

  readonly #note = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = String(new FormData(form).get('text') ?? '').trim();
    if (text && (await this.#act('note', { text }))) form.reset();
    form.querySelector('textarea')?.focus();
  };

  readonly #addTag = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const tag = String(new FormData(form).get('tag') ?? '').trim();
    if (tag && (await this.#act('tags', { add: [tag] }))) form.reset();
    form.querySelector('input')?.focus();
  };

  async #tag(tags: { remove: string[] }): Promise<void> {
    await this.#act('tags', tags);
    this.renderRoot.querySelector<HTMLElement>('input[name=tag]')?.focus();
  }

  readonly #assign = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const to = String(new FormData(event.target as HTMLFormElement).get('to') ?? '');
    if ((to || null) === this.whole.agent) return;
    await this.#act('assign', { to: to || null, version: this.whole.version });
  };

  async #act(what: string, body: object): Promise<boolean> {
    this.busy = true;
    const done = await inbox.act(what, body);
    this.busy = false;
    await this.updateComplete;
    return done;
  }
}

/** The cards that the assistant showed before a person was asked for the last time, each once. */
function shownIn(exchanges: readonly Said[]): Card[] {
  const seen = new Map<string, Card>();
  for (const { answered } of exchanges) {
    for (const sent of answered) {
      if (sent.event === 'card') seen.set(cardInWords(sent), sent);
    }
  }
  seen.delete('');
  return [...seen.values()];
}

function renderCard(card: Card): TemplateResult {
  const title = cardInWords(card);
  const inside =
    card.card === 'order'
      ? card.lines.map((line) => `${line.quantity} × ${line.title}`).join('\n')
      : card.card === 'policy' || card.card === 'review'
        ? card.text
        : card.card === 'profile'
          ? card.rows.map(({ name, value }) => `${name}: ${value}`).join('\n')
          : '';
  if (!inside) return html`${title}`;
  const more = card.card === 'order' ? ` · ${card.day} · ${card.total}` : '';
  return html`<details><summary>${title}${more}</summary><p class="inside">${inside}</p></details>`;
}

/** Ctrl or Cmd and Enter keep what is in a form. */
function submits(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  (event.target as HTMLTextAreaElement).form?.requestSubmit();
}

define('sk-inbox-about', About);
