import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { Dialog } from './dialog.js';
import { words } from './texts.js';

/**
 * Asks once more before something is done that cannot be taken back. It is open as long as it is there.
 *
 * @prop heading - what is asked
 * @prop about - what comes of it
 * @prop yes - what the button that does it says
 * @prop busy - whether it is being done
 * @prop trouble - why it could not be done
 * @fires sure - it is to be done
 * @fires leave - it is not
 */
export class Sure extends Dialog {
  static override styles = [
    ...Dialog.styles,
    css`
      dialog {
        width: min(480px, calc(100vw - 32px));
      }
    `,
  ];

  @property() heading = '';
  @property() about = '';
  @property() yes = '';
  @property({ type: Boolean }) busy = false;
  @property() trouble = '';

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="sure" aria-describedby="sure-about" @cancel=${this.leave}>
      <form @submit=${this.#sure}>
        <div>
          <h2 id="sure">${this.heading}</h2>
          <p id="sure-about">${this.about}</p>
        </div>
        <p class="problem" role="alert">${this.trouble}</p>
        <div class="tools">
          <button type="button" class="button" @click=${this.leave}>${words('cancel')}</button>
          <button class="button primary" aria-disabled=${this.busy}>${this.yes}</button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #sure = (event: SubmitEvent): void => {
    event.preventDefault();
    // It is not switched off, so that it keeps the focus until it is done.
    if (!this.busy) this.dispatchEvent(new Event('sure'));
  };
}

define('sk-studio-sure', Sure);
