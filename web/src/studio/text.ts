import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { define } from '../shared/elements/define.js';
import { type Language, tagOf } from '../shared/language.js';
import { desk } from '../shared/staff/desk.js';
import { findingStyles, moved, renderFindings, renderUnderlined } from '../shared/staff/findings.js';
import { type CopyFinding, hasSubject, sendable, type Variant } from './campaigns.js';
import { checks, keyOf } from './checking.js';
import { words } from './copy-texts.js';
import { easily, filled, smsLength, varies } from './lengths.js';
import { Part } from './part.js';
import { type Placeholder, placeholdersOf, written } from './placeholders.js';
import { work } from './work.js';

type TextPart = 'subject' | 'body';

/**
 * One text in one language: written by hand with placeholders, checked as it is typed.
 *
 * @prop variant - its name
 * @prop language - its language
 * @prop writes - whether the model writes one just now
 * @fires write - the model is to write it
 */
export class TextEditor extends Part {
  static override styles = [
    ...Part.styles,
    findingStyles,
    css`
      :host {
        gap: 10px;
        align-content: start;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        min-height: 32px;
      }
      .head .button {
        min-height: 32px;
        margin-inline-start: auto;
      }
      .ai {
        padding: 0 8px;
        border: 1px solid var(--sk-line);
        border-radius: 999px;
        font-size: 13px;
      }
      label {
        font-size: 13px;
      }
      .box textarea,
      .mirror {
        min-height: 44px;
        max-height: 50vh;
        border-radius: 10px;
      }
      .box.body textarea,
      .box.body .mirror {
        min-height: 150px;
      }
      .box textarea:disabled {
        border: 0;
      }
      .placeholders {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        font-size: 13px;
      }
      .placeholders button {
        min-height: 26px;
        padding: 0 9px;
        border: 1px solid var(--sk-line);
        border-radius: 6px;
        background: var(--sk-sunken);
      }
      .placeholders button:hover:not(:disabled) {
        border-color: var(--sk-accent);
      }
      .length {
        font-size: 13px;
      }
      .fine {
        color: var(--sk-accent);
        font-size: 13px;
      }
    `,
  ];

  @property() variant = '';
  @property() language: Language = 'en';
  @property({ type: Boolean }) writes = false;
  #last: TextPart = 'body';
  protected override readonly sources = [desk, work, checks];

  get #text(): Variant | null {
    return work.brief?.copies.find(this.#mine) ?? null;
  }

  readonly #mine = ({ variant, language }: Variant): boolean =>
    variant === this.variant && language === this.language;

  get #called(): string {
    return words(this.language);
  }

  /** What a part is called: the subject of what is pushed is its title. */
  #label(part: TextPart): string {
    return words(part === 'subject' && work.brief?.medium === 'push' ? 'title' : part);
  }

  protected override render(): TemplateResult {
    const { brief } = work;
    if (!brief) return html``;
    const text = this.#text;
    const author = text?.written ? words(text.written.edited ? 'aiEdited' : 'ai') : '';
    return html`<div class="head">
        <strong lang=${tagOf(this.language)}>${this.#called}</strong>
        ${author ? html`<span class="ai muted" title=${text?.written?.model ?? ''}>${author}</span>` : nothing}
        ${
          work.editable
            ? html`<button
                type="button"
                class="button"
                ?disabled=${this.writes}
                @click=${() => this.dispatchEvent(new Event('write'))}
              >
                ${words(text?.body ? 'again' : 'writeThis')}<span class="unseen"> ${this.variant}, ${this.#called}</span>
              </button>`
            : nothing
        }
      </div>
      ${hasSubject(brief.medium) ? this.#renderPart('subject', text) : nothing} ${this.#renderPart('body', text)}
      ${work.editable ? this.#renderPlaceholders(placeholdersOf(brief)) : nothing} ${this.#renderLength(text)}
      ${this.#renderFound(text)}`;
  }

  #renderPart(part: TextPart, text: Variant | null): TemplateResult {
    const value = text?.[part] ?? '';
    const found = moved(this.#findings(part), value);
    // What is said of the whole is not underlined.
    const quoted = found.filter(({ start, end }) => end - start < value.length);
    const label = this.#label(part);
    const wrong = this.#wrong(part);
    return html`<div>
      <label for=${part}
        >${label}<span class="unseen"> · ${words('of', { part: label, name: this.variant, language: this.#called })}</span></label
      >
      <div class="box ${part}">
        <div class="mirror" aria-hidden="true">${renderUnderlined(value, quoted)}</div>
        <textarea
          id=${part}
          rows=${part === 'subject' ? 1 : 6}
          lang=${tagOf(this.language)}
          spellcheck="true"
          ?disabled=${!work.editable}
          aria-describedby="found"
          aria-invalid=${found.some(({ severity }) => severity === 'error') || wrong ? 'true' : nothing}
          .value=${live(value)}
          @focus=${() => {
            this.#last = part;
          }}
          @input=${(event: Event) => this.#typed(part, (event.target as HTMLTextAreaElement).value)}
          @scroll=${(event: Event) => {
            const box = event.target as HTMLTextAreaElement;
            const mirror = box.previousElementSibling;
            if (mirror) mirror.scrollTop = box.scrollTop;
          }}
        ></textarea>
      </div>
      ${wrong ? html`<p class="problem">${wrong}</p>` : nothing}
    </div>`;
  }

  #renderPlaceholders(all: Placeholder[]): TemplateResult {
    const label = words('placeholdersFor', { name: this.variant, language: this.#called });
    return html`<div class="placeholders" role="group" aria-label=${label}>
      <span class="muted" aria-hidden="true">${words('placeholders')}</span>
      ${all.map(
        (name) =>
          html`<button type="button" title=${`{{${name}}}`} @click=${() => this.#insert(written(name, this.language))}>
            ${words(name)}
          </button>`,
      )}
    </div>`;
  }

  #renderLength(text: Variant | null): TemplateResult | typeof nothing {
    const { brief } = work;
    if (!brief || !text) return nothing;
    const about = (value: string) => (varies(value) ? words('about') : '');
    if (brief.medium === 'sms') {
      const { encoding, units, segments, single, forced } = smsLength(filled(text.body, this.language));
      const values = { about: about(text.body), units, single, encoding, n: segments };
      const code = forced
        ? `U+${(forced.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
        : '';
      return html`<p class="length muted">
        ${words(segments === 1 ? 'smsOne' : 'sms', values)}
        ${forced && this.language === 'en' ? html`<span class="warn">${words('forced', { letter: forced, code })}</span>` : nothing}
      </p>`;
    }
    const parts = (hasSubject(brief.medium) ? ['subject', 'body'] : ['body']) as TextPart[];
    const told = parts.map((part) => {
      const value = text[part] ?? '';
      const n = [...filled(value, this.language)].length;
      const most = easily(brief.medium, part, this.language);
      const values = { part: this.#label(part), about: about(value), n, easily: most ?? 0 };
      return words(
        most === null || (part === 'body' && brief.medium === 'mail') ? 'letters' : 'lettersOf',
        values,
      );
    });
    return html`<p class="length muted">${told.join(' · ')}</p>`;
  }

  #renderFound(text: Variant | null): TemplateResult {
    const body = text?.body ?? '';
    const subject = text?.subject ?? '';
    const whole = Boolean(body.trim()) && (work.brief?.medium !== 'mail' || Boolean(subject.trim()));
    const of = (part: TextPart, value: string) => {
      const all = this.#findings(part);
      // What is missing is quoted nowhere.
      return [...moved(all, value), ...all.filter(({ quote }) => !quote)];
    };
    const found = [...of('subject', subject), ...of('body', body)];
    const known = text !== null && checks.findings.has(keyOf(text));
    let said: TemplateResult | typeof nothing = nothing;
    if (!whole) {
      const key = work.brief?.medium === 'mail' ? 'notChecked' : 'notCheckedBody';
      said = html`<p class="hint">${words(key)}</p>`;
    } else if (found.length) {
      said = renderFindings(found, (finding) => this.#select(finding));
    } else if (checks.current && known) {
      said = html`<p class="fine">✓ ${words('checked')}</p>`;
    } else if (!checks.trouble) {
      said = html`<p class="hint">${words('checking')}</p>`;
    }
    return html`<div id="found" role="status">${said}</div>`;
  }

  #findings(part: TextPart): CopyFinding[] {
    return (checks.findings.get(keyOf(this)) ?? []).filter((finding) => finding.part === part);
  }

  /** What the server had against a part when it was to be saved. */
  #wrong(part: TextPart): string {
    const { brief } = work;
    if (!brief || work.problems.length === 0) return '';
    const at = sendable(brief).copies.findIndex(this.#mine);
    return at < 0 ? '' : work.wrong(`copies[${at}].${part}`);
  }

  #typed(part: TextPart, typed: string): void {
    // A subject is one line.
    const value = part === 'subject' ? typed.replace(/\s*\n\s*/g, ' ') : typed;
    work.change(`text ${part} ${this.language} ${this.variant}`, (brief) => {
      const text = brief.copies.find(this.#mine);
      if (!text) {
        const axis = brief.copies.find(({ variant }) => variant === this.variant)?.axis;
        const made: Variant = { variant: this.variant, language: this.language, body: '', [part]: value };
        brief.copies.push(axis ? { ...made, axis } : made);
        return;
      }
      text[part] = value;
      if (text.written) text.written = { ...text.written, edited: true };
    });
  }

  async #insert(placeholder: string): Promise<void> {
    const box = this.renderRoot.querySelector<HTMLTextAreaElement>(`#${this.#last}`);
    if (!box) return;
    const { selectionStart, selectionEnd, value } = box;
    this.#typed(this.#last, value.slice(0, selectionStart) + placeholder + value.slice(selectionEnd));
    await this.updateComplete;
    box.focus();
    box.setSelectionRange(selectionStart + placeholder.length, selectionStart + placeholder.length);
  }

  #select({ part, start, end }: CopyFinding): void {
    const box = this.renderRoot.querySelector<HTMLTextAreaElement>(`#${part}`);
    box?.focus();
    box?.setSelectionRange(start, end);
  }
}

define('sk-studio-text', TextEditor);
