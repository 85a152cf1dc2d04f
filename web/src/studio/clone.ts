import { css, html, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { go, placeOf } from './addresses.js';
import { type Campaign, routeOf } from './campaigns.js';
import { Dialog } from './dialog.js';
import { whyOf, words } from './texts.js';

/**
 * Asks under which name a campaign is cloned, and goes to the clone.
 *
 * @prop name - the campaign
 * @fires leave - nothing is to be cloned after all
 */
export class CloneDialog extends Dialog {
  static override styles = [
    ...Dialog.styles,
    css`
      dialog {
        width: min(440px, calc(100vw - 32px));
      }
    `,
  ];

  @property() name = '';
  @state() private busy = false;
  @state() private trouble = '';
  @query('input') private readonly input!: HTMLInputElement;

  protected override firstUpdated(): void {
    super.firstUpdated();
    this.input.select();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @cancel=${this.leave}>
      <form @submit=${this.#send}>
        <div>
          <h2 id="heading">${words('cloneTitle', { name: this.name })}</h2>
          <p class="muted">${words('cloneAbout')}</p>
        </div>
        <label
          >${words('cloneName')}
          <input name="name" required maxlength="60" autocomplete="off" .value=${`${this.name} 2`.slice(0, 60)}
        /></label>
        <p class="problem" role="alert">${this.trouble}</p>
        <div class="tools">
          <button type="button" class="button" @click=${this.leave}>${words('cancel')}</button>
          <button class="button primary" aria-disabled=${this.busy}>${words('clone')}</button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    // The button is not switched off, so that it keeps the focus until it is done.
    if (this.busy) return;
    this.busy = true;
    this.trouble = '';
    try {
      const made = await desk.api.post<Campaign>(routeOf(this.name, '/clone'), {
        name: this.input.value.trim(),
      });
      this.dispatchEvent(new Event('leave'));
      go(placeOf(made.name));
    } catch (error) {
      this.trouble = whyOf(error);
    } finally {
      this.busy = false;
    }
  };
}

define('sk-studio-clone', CloneDialog);
