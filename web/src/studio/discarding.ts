import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { View } from '../shared/staff/view.js';
import { go } from './addresses.js';
import { routeOf } from './campaigns.js';
import { partStyles } from './styles.js';
import './sure.js';
import { whyOf, words } from './texts.js';
import { work } from './work.js';

/**
 * Throws a draft away, after it was asked once more.
 *
 * @prop name - which
 * @prop version - its last version
 */
export class Discarding extends View {
  static override styles = [...View.styles, partStyles];

  @property() name = '';
  @property({ type: Number }) version = 0;
  @state() private asks = false;
  @state() private busy = false;
  @state() private trouble = '';

  protected override render(): TemplateResult {
    return html`<button
        class="button"
        @click=${() => {
          this.asks = true;
        }}
      >
        ${words('discardDraft')}
      </button>
      ${
        this.asks
          ? html`<sk-studio-sure
              .heading=${words('discardTitle', { name: this.name })}
              .about=${words('discardAbout')}
              .yes=${words('discardNow')}
              ?busy=${this.busy}
              .trouble=${this.trouble}
              @sure=${this.#discard}
              @leave=${this.#leave}
            ></sk-studio-sure>`
          : nothing
      }`;
  }

  readonly #leave = (): void => {
    this.asks = false;
    this.trouble = '';
  };

  readonly #discard = async (): Promise<void> => {
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
