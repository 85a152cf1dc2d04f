import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define } from '../../shared/elements/define.js';
import { View } from '../../shared/staff/view.js';
import { inbox, type Undoable } from './inbox.js';
import { words } from './texts.js';

/**
 * What was done and can be undone, with the seconds that are left.
 *
 * @prop case - the case that it is about
 * @prop others - it is about all cases but that one
 * @fires undone - it was undone, or that was refused
 * @fires over - it can be undone no longer, and the focus was here
 */
export class UndoNotice extends View {
  static override styles = [
    ...View.styles,
    css`
      .notice {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: 14px;
      }
      :host([others]) .notice {
        padding: 6px 0;
      }
      :host([others]) .notice > :first-child {
        flex: 1;
      }
      .button {
        min-height: 30px;
        padding: 0 12px;
        font-variant-numeric: tabular-nums;
      }
      .icon {
        width: 30px;
        height: 30px;
      }
    `,
  ];

  @property({ attribute: false }) case: string | null = null;
  @property({ type: Boolean }) others = false;
  @state() private left = 0;
  @query('.button') private readonly button!: HTMLButtonElement | null;
  #counting: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    inbox.addEventListener('change', this.#count);
    this.#counting = setInterval(this.#count, 1000);
    this.#count();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    inbox.removeEventListener('change', this.#count);
    clearInterval(this.#counting);
  }

  /** The focus goes to the button, where there is one. */
  override focus(): void {
    void this.updateComplete.then(() => this.button?.focus());
  }

  protected override render(): TemplateResult {
    const undoable = this.#its;
    return html`<div role="status">
      ${
        undoable && this.left > 0
          ? html`<div class="notice">
              <span class=${this.others ? '' : 'unseen'}>${words(`did${undoable.undo.what}`)}</span>
              <button class="button" @click=${this.#undo}>
                ${words('undo')}<span aria-hidden="true"> · ${words('secondsLeft', { n: this.left })}</span>
              </button>
              <button class="icon" aria-label=${words('dismiss')} @click=${this.#settle}>×</button>
            </div>`
          : nothing
      }
    </div>`;
  }

  get #its(): Undoable | null {
    const { undoable } = inbox;
    return undoable && (undoable.id === this.case) !== this.others ? undoable : null;
  }

  readonly #count = (): void => {
    const { undoable } = inbox;
    const until = undoable ? Date.parse(undoable.undo.until) : 0;
    this.left = Math.max(0, Math.floor((until - inbox.now()) / 1000));
    this.requestUpdate();
    if (undoable && this.left === 0) {
      const focused = this.shadowRoot?.activeElement;
      inbox.settle();
      if (focused) this.dispatchEvent(new Event('over'));
    }
  };

  readonly #undo = async (): Promise<void> => {
    await inbox.undo();
    this.dispatchEvent(new Event('undone'));
  };

  readonly #settle = (): void => {
    inbox.settle();
    this.dispatchEvent(new Event('over'));
  };
}

define('sk-inbox-undo', UndoNotice);
