import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { Problem } from '../../shared/api.js';
import { define } from '../../shared/elements/define.js';
import type { Language } from '../../shared/language.js';
import { desk } from '../../shared/staff/desk.js';
import {
  type Finding,
  findingStyles,
  moved,
  renderFindings,
  renderUnderlined,
} from '../../shared/staff/findings.js';
import { View } from '../../shared/staff/view.js';
import { dialogs } from '../../shared/styles.js';
import type { Draft, Whole } from './cases.js';
import { composerStyles } from './composer-styles.js';
import { inbox } from './inbox.js';
import { nameOf } from './list.js';
import type { Insert } from './ready.js';
import { type InboxKey, words } from './texts.js';
import { keepUnsent, unsentOf } from './unsent.js';

/** Characters of a reply at most, as the server has it. */
const LONGEST = 2000;
/** That something is typed is told once in so long, in milliseconds. */
const TELL_TYPING = 3000;
/** So long after the last key a text is checked, in milliseconds. */
const CHECK_AFTER = 700;
/** What code fills in, and an agent where code cannot. */
const OPEN_PLACE = /\{(name|order)\}/;

/** What sends, as the keys are called here. */
const SENDS = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ Enter' : 'Ctrl+Enter';

const TONES = ['warm', 'plain', 'formal'] as const;

/**
 * Where a reply is written, drafted, checked and sent. One element is for one case.
 *
 * @fires draft - the text or the draft that it came of is another
 */
export class Composer extends View {
  static override styles = [...View.styles, dialogs, findingStyles, composerStyles];

  @property({ attribute: false }) whole!: Whole;
  /** What is written so far. */
  @state() text = '';
  /** The draft that it came of. */
  @state() draft: Draft | null = null;
  @state() private findings: Finding[] = [];
  /** Whether the findings are those of the text as it is. */
  @state() private checked = false;
  @state() private drafting = false;
  @state() private sending = false;
  /** What is said of the last deed. */
  @state() private said = '';
  @state() private trouble = '';
  /** What was typed before a draft took its place. */
  @state() private replaced: string | null = null;
  /** What the server found, where it asks whether to send it all the same. */
  @state() private refused: Finding[] | null = null;
  @state() private language: '' | Language = '';
  @state() private tone: '' | (typeof TONES)[number] = '';
  @query('textarea') private readonly box!: HTMLTextAreaElement;
  @query('.mirror') private readonly mirror!: HTMLElement;
  @query('dialog') private readonly dialog!: HTMLDialogElement | null;
  #told = 0;
  #check: ReturnType<typeof setTimeout> | undefined;
  #checks = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const { text, draft } = unsentOf(this.whole.id);
    this.text = text;
    this.draft = draft;
    if (text) this.#checkSoon();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#check);
  }

  override focus(): void {
    void this.updateComplete.then(() => this.box.focus());
  }

  protected override render(): TemplateResult {
    const waiting = this.whole.state === 'waiting';
    return html`<form @submit=${this.#submit}>
        <label for="reply" class="unseen">${words('reply')}</label>
        <div class="box">
          <div class="mirror" aria-hidden="true">${renderUnderlined(this.text, this.findings)}</div>
          <textarea
            id="reply"
            rows="3"
            placeholder=${words('placeholder', { name: nameOf(this.whole) })}
            aria-describedby="findings hint"
            .value=${live(this.text)}
            @input=${this.#typed}
            @keydown=${this.#key}
            @scroll=${() => {
              this.mirror.scrollTop = this.box.scrollTop;
            }}
          ></textarea>
        </div>
        ${this.#renderFindings()}
        <p class="failed" role="alert">${this.trouble}</p>
        <div class="tools">
          <sk-inbox-ready
            .case=${this.whole.id}
            .language=${languageOf(this.whole)}
            @insert=${this.#insert}
          ></sk-inbox-ready>
          <button type="button" class="button" ?disabled=${this.drafting} @click=${this.#draft}>
            ${words(this.drafting ? 'drafting' : this.draft ? 'draftAnew' : 'draft')}
          </button>
          ${this.#renderChoices()}
        </div>
        <div class="tools">
          <p class="said muted" role="status">
            ${this.said}
            ${
              this.replaced === null
                ? nothing
                : html`<button type="button" class="link" @click=${this.#putBack}>${words('putBack')}</button>`
            }
          </p>
          <span class="hint muted" id="hint">${words('replyHint', { keys: SENDS })}</span>
          <button class="button ${waiting && !this.text.trim() ? '' : 'primary'}" ?disabled=${this.sending}>
            ${words(this.sending ? 'sending' : waiting ? 'takeAndSend' : 'send')}
          </button>
        </div>
      </form>
      ${this.refused ? this.#renderRefused(this.refused) : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('text') || changed.has('draft')) this.dispatchEvent(new Event('draft'));
  }

  #renderChoices(): TemplateResult {
    const option = (value: string, now: string, label: InboxKey) =>
      html`<option value=${value} ?selected=${value === now}>${words(label)}</option>`;
    const chosen = (event: Event) => (event.target as HTMLSelectElement).value;
    const setLanguage = (event: Event) => {
      this.language = chosen(event) as typeof this.language;
    };
    const setTone = (event: Event) => {
      this.tone = chosen(event) as typeof this.tone;
    };
    return html`<select aria-label=${words('draftLanguage')} @change=${setLanguage}>
        ${option('', this.language, 'ofMember')} ${option('en', this.language, 'english')}
        ${option('zh', this.language, 'chinese')}
      </select>
      <select aria-label=${words('draftTone')} @change=${setTone}>
        ${option('', this.tone, 'ofShop')} ${TONES.map((tone) => option(tone, this.tone, tone))}
      </select>`;
  }

  #renderFindings(): TemplateResult {
    const some = this.findings.length > 0;
    const fine = this.checked && !some && this.draft !== null;
    return html`<div id="findings" role="status">
      ${some ? html`<p class="findings-of"><strong>${words('findings')}</strong></p>` : nothing}
      ${some ? renderFindings(this.findings, ({ start, end }) => this.#select(start, end)) : nothing}
      ${fine ? html`<p class="muted fine">${words('noFindings')}</p>` : nothing}
    </div>`;
  }

  #renderRefused(findings: Finding[]): TemplateResult {
    return html`<dialog aria-labelledby="anyway" aria-describedby="anyway-about" @close=${this.#back}>
      <h2 id="anyway">${words('sendAnyway')}</h2>
      <p id="anyway-about">${words('sendAnywayAbout')}</p>
      ${renderFindings(findings, null)}
      <div class="buttons">
        <button type="button" class="button primary" autofocus @click=${() => this.dialog?.close()}>
          ${words('backToText')}
        </button>
        <button type="button" class="button" @click=${() => this.#send(true)}>${words('anyway')}</button>
      </div>
    </dialog>`;
  }

  // Writing.

  readonly #typed = (): void => {
    this.#write(this.box.value);
    this.trouble = '';
    this.said = '';
    const mine = this.whole.state === 'taken';
    if (!mine || !this.text.trim() || Date.now() - this.#told < TELL_TYPING) return;
    this.#told = Date.now();
    const path = `/v1/inbox/${encodeURIComponent(this.whole.id)}/typing`;
    // Where it is not told, the member does not see it: nobody has to do anything about that.
    desk.send('POST', path).catch(() => {});
  };

  #write(text: string): void {
    this.text = text;
    this.findings = moved(this.findings, text);
    keepUnsent(this.whole.id, { text, draft: this.draft });
    this.#checkSoon();
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      void this.#send(false);
    }
  };

  readonly #insert = async (event: Event): Promise<void> => {
    const { ready } = event as Insert;
    const { selectionStart, selectionEnd } = this.box;
    const before = this.text.slice(0, selectionStart);
    const gap = before && !/\s$/.test(before) ? ' ' : '';
    this.#write(before + gap + ready.text + this.text.slice(selectionEnd));
    await this.updateComplete;
    // What is still to be filled in is selected, so that typing does.
    const place = OPEN_PLACE.exec(ready.text);
    const from = before.length + gap.length;
    if (place) this.#select(from + place.index, from + place.index + place[0].length);
    else this.#select(from + ready.text.length, from + ready.text.length);
  };

  #select(start: number, end: number): void {
    this.box.focus();
    this.box.setSelectionRange(start, end);
  }

  /** Selects these words, where they still stand in the text. */
  show(words: string): void {
    const at = this.text.indexOf(words);
    if (at >= 0) this.#select(at, at + words.length);
    else this.box.focus();
  }

  // Checking.

  #checkSoon(): void {
    this.checked = false;
    this.#checks += 1;
    clearTimeout(this.#check);
    if (this.text.trim()) this.#check = setTimeout(() => this.#checkNow(), CHECK_AFTER);
    else this.findings = [];
  }

  async #checkNow(): Promise<void> {
    const check = this.#checks;
    const path = `/v1/inbox/${encodeURIComponent(this.whole.id)}/check`;
    try {
      const answer = await desk.send('POST', path, { text: this.text });
      const { findings } = (await answer.json()) as { findings: Finding[] };
      if (check !== this.#checks) return;
      this.findings = findings;
      this.checked = true;
    } catch {
      // What cannot be checked now is checked when it is sent.
    }
  }

  // Drafting.

  readonly #draft = async (): Promise<void> => {
    this.drafting = true;
    this.trouble = '';
    this.said = words('drafting');
    const asked = {
      ...(this.language ? { language: this.language } : {}),
      ...(this.tone ? { tone: this.tone } : {}),
    };
    try {
      const path = `/v1/inbox/${encodeURIComponent(this.whole.id)}/draft`;
      const draft = (await (await desk.send('POST', path, asked)).json()) as Draft;
      const before = this.text.trim();
      this.replaced = before && before !== this.draft?.text.trim() ? this.text : null;
      this.draft = draft;
      this.#write(draft.text);
      clearTimeout(this.#check);
      this.findings = draft.findings;
      this.checked = true;
      this.said = words('drafted', { n: draft.sentences.length });
      this.box.focus();
      this.box.setSelectionRange(0, 0);
    } catch (error) {
      this.said = '';
      this.trouble = words('draftFailed');
      if (error instanceof Problem && error.status === 409) await inbox.fail(error);
      if (error instanceof Problem && error.retryAfter) this.trouble = words('busy', { n: error.retryAfter });
    } finally {
      this.drafting = false;
    }
  };

  readonly #putBack = (): void => {
    const text = this.replaced ?? '';
    this.replaced = null;
    this.draft = null;
    this.said = '';
    this.#write(text);
    this.box.focus();
  };

  /** Who drops a draft that they changed keeps what they made of it. */
  drop(): void {
    const same = this.text.trim() === this.draft?.text.trim();
    const text = same ? (this.replaced ?? '') : this.text;
    this.draft = null;
    this.replaced = null;
    this.said = '';
    this.#write(text);
    this.box.focus();
  }

  // Sending.

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    void this.#send(false);
  };

  /** Why the text is not sent as it is; empty where it is. */
  #unfit(text: string): string {
    if (!text) return words('empty');
    const letters = [...text].length;
    if (letters > LONGEST) return words('tooLong', { n: letters });
    const place = OPEN_PLACE.exec(text);
    return place ? words('stillOpen', { what: place[0] }) : '';
  }

  async #send(despite: boolean): Promise<void> {
    if (this.sending) return;
    const text = this.text.trim();
    this.trouble = this.#unfit(text);
    if (this.trouble) {
      this.box.focus();
      return;
    }
    this.sending = true;
    try {
      if (this.whole.state === 'waiting' && !(await take(this.whole))) return;
      await inbox.change(this.whole.id, 'reply', {
        text,
        ...(this.draft ? { draft: this.draft.id } : {}),
        ...(despite ? { despite: true } : {}),
      });
      this.#sent();
    } catch (error) {
      await this.#failed(error);
    } finally {
      this.sending = false;
    }
  }

  #sent(): void {
    this.dialog?.close();
    this.refused = null;
    this.draft = null;
    this.replaced = null;
    this.said = '';
    this.#told = 0;
    this.#write('');
    this.focus();
  }

  async #failed(error: unknown): Promise<void> {
    const told = error instanceof Problem && error.status === 422 ? error.told.findings : undefined;
    if (!Array.isArray(told)) {
      this.dialog?.close();
      await inbox.fail(error);
      return;
    }
    this.findings = told as Finding[];
    this.refused = this.findings.filter(({ severity }) => severity === 'error');
    await this.updateComplete;
    if (!this.dialog?.open) this.dialog?.showModal();
  }

  readonly #back = (): void => {
    this.refused = null;
    this.box.focus();
  };
}

/** Takes a case over, under the name that its reader is called by on pages. */
export function take({ version }: Whole): Promise<boolean> {
  const called = desk.person?.called.trim().slice(0, 40);
  return inbox.act('take', { version, ...(called ? { shown_as: called } : {}) });
}

/** The language that the shopper wrote in last. */
function languageOf({ exchanges, summary }: Whole): Language {
  const asked = exchanges.findLast((one) => one.asked)?.asked ?? summary.at(-1) ?? '';
  return /\p{Script=Han}/u.test(asked) ? 'zh' : 'en';
}

define('sk-inbox-composer', Composer);
