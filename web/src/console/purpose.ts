import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { View } from '../shared/staff/view.js';
import { dialogs } from '../shared/styles.js';
import { type MemberKey, words } from './member-texts.js';
import { PURPOSES, type Purpose, type Why } from './opening.js';

/**
 * Asks what for, in a dialog.
 *
 * @prop ask - does what was asked for; what it throws is shown, and the dialog stays
 * @fires leave - nothing is to be done after all
 */
export class PurposeDialog extends View {
  static override styles = [
    ...View.styles,
    dialogs,
    css`
      dialog {
        width: min(440px, calc(100vw - 32px));
      }
      fieldset {
        display: grid;
        gap: 2px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: 6px;
        padding: 0;
        font-size: 17px;
        font-weight: 600;
      }
      .choice {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 36px;
        font-weight: 400;
      }
      .choice input {
        width: 18px;
        height: 18px;
        margin: 0;
        accent-color: var(--sk-accent);
      }
      .buttons {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
      }
    `,
  ];

  @property() heading: MemberKey = 'why';
  @property() about: MemberKey = 'whyAbout';
  @property() action: MemberKey = 'openMember';
  @property({ attribute: false }) ask: (why: Why) => Promise<void> = async () => {};
  @state() private purpose: Purpose | null = null;
  @state() private busy = false;
  @state() private failed = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" aria-describedby="about" @cancel=${this.#leave}>
      <form @submit=${this.#send}>
        <fieldset>
          <legend id="heading">${words(this.heading)}</legend>
          ${PURPOSES.map((purpose) => this.#renderChoice(purpose))}
        </fieldset>
        ${
          this.purpose === 'other'
            ? html`<label>${words('ownWords')} <input name="text" required maxlength="200" autocomplete="off" /></label>`
            : nothing
        }
        <p class="muted" id="about">${words(this.about)}</p>
        <div class="failed" role="alert">${this.failed ? words('failed') : nothing}</div>
        <div class="buttons">
          <button class="button" type="button" @click=${this.#leave}>${words('cancel')}</button>
          <button class="button primary" ?disabled=${this.busy}>${words(this.action)}</button>
        </div>
      </form>
    </dialog>`;
  }

  #renderChoice(purpose: Purpose): TemplateResult {
    return html`<label class="choice"
      ><input
        type="radio"
        name="purpose"
        required
        value=${purpose}
        .checked=${purpose === this.purpose}
        @change=${() => {
          this.purpose = purpose;
        }}
      />${words(purpose)}</label
    >`;
  }

  readonly #leave = (event: Event): void => {
    event.preventDefault();
    this.dispatchEvent(new Event('leave'));
  };

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { purpose } = this;
    if (!purpose) return;
    const text = new FormData(event.target as HTMLFormElement).get('text');
    this.busy = true;
    this.failed = false;
    try {
      await this.ask(typeof text === 'string' && text.trim() ? { purpose, text: text.trim() } : { purpose });
    } catch {
      this.failed = true;
    } finally {
      this.busy = false;
    }
  };
}

define('sk-purpose', PurposeDialog);
