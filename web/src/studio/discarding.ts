import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { View } from '../shared/staff/view.js';
import { dialogs } from '../shared/styles.js';
import { go } from './addresses.js';
import { routeOf } from './campaigns.js';
import { partStyles } from './styles.js';
import { whyOf, words } from './texts.js';
import { work } from './work.js';

/**
 * Throws a draft away, after it was asked once more.
 *
 * @prop name - which
 * @prop version - its last version
 */
export class Discarding extends View {
  static override styles = [
    ...View.styles,
    partStyles,
    dialogs,
    css`
      dialog {
        width: min(460px, calc(100vw - 32px));
      }
      dialog .tools {
        justify-content: flex-end;
      }
    `,
  ];

  @property() name = '';
  @property({ type: Number }) version = 0;
  @state() private asks = false;
  @state() private busy = false;
  @state() private trouble = '';
  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  protected override render(): TemplateResult {
    return html`<button
        class="button"
        @click=${() => {
          this.asks = true;
        }}
      >
        ${words('discardDraft')}
      </button>
      ${this.asks ? this.#renderDialog() : nothing}`;
  }

  #renderDialog(): TemplateResult {
    return html`<dialog aria-labelledby="title" aria-describedby="about" @cancel=${this.#leave}>
      <form @submit=${this.#discard}>
        <div>
          <h2 id="title">${words('discardTitle', { name: this.name })}</h2>
          <p id="about">${words('discardAbout')}</p>
        </div>
        <p class="problem" role="alert">${this.trouble}</p>
        <div class="tools">
          <button type="button" class="button" @click=${this.#leave}>${words('cancel')}</button>
          <button class="button primary" ?disabled=${this.busy}>${words('discardNow')}</button>
        </div>
      </form>
    </dialog>`;
  }

  protected override updated(): void {
    if (this.asks && !this.dialog?.open) this.dialog?.showModal();
  }

  readonly #leave = (event: Event): void => {
    event.preventDefault();
    this.asks = false;
    this.trouble = '';
  };

  readonly #discard = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    try {
      await desk.send('DELETE', routeOf(this.name, `?version=${this.version}`));
      // What was typed into it and not saved goes with it.
      work.discard();
      go('/studio');
    } catch (error) {
      this.trouble = whyOf(error);
    } finally {
      this.busy = false;
    }
  };
}

define('sk-studio-discarding', Discarding);
