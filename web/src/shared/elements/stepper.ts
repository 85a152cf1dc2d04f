import { css, html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { basics, tokens } from '../styles.js';
import { define } from './define.js';

/**
 * A whole number with a button on either side.
 *
 * @attr value - the number
 * @attr min, max - its limits
 * @attr label - what is counted
 * @attr less, more - what the buttons are called
 * @fires change - after `value` became another
 */
export class Stepper extends LitElement {
  static override styles = [
    tokens,
    basics,
    css`
      :host {
        display: inline-flex;
      }
      div {
        display: inline-flex;
        align-items: center;
        border: 1px solid var(--sk-edge);
        border-radius: 999px;
        background: var(--sk-surface);
      }
      input {
        width: 40px;
        height: 36px;
        border: 0;
        background: none;
        text-align: center;
        appearance: textfield;
      }
      input::-webkit-inner-spin-button {
        appearance: none;
      }
      button {
        font-size: 18px;
      }
    `,
  ];

  @property({ type: Number }) value = 1;
  @property({ type: Number }) min = 1;
  @property({ type: Number }) max = 99;
  @property() label = '';
  @property() less = '';
  @property() more = '';

  protected override render(): TemplateResult {
    return html`<div role="group" aria-label=${this.label}>
      <button
        class="icon"
        aria-label=${this.less}
        ?disabled=${this.value <= this.min}
        @click=${() => this.#become(this.value - 1)}
      >
        −
      </button>
      <input
        type="number"
        inputmode="numeric"
        aria-label=${this.label}
        min=${this.min}
        max=${this.max}
        .value=${String(this.value)}
        @change=${(event: Event) => this.#become((event.target as HTMLInputElement).valueAsNumber)}
      />
      <button
        class="icon"
        aria-label=${this.more}
        ?disabled=${this.value >= this.max}
        @click=${() => this.#become(this.value + 1)}
      >
        +
      </button>
    </div>`;
  }

  #become(wanted: number): void {
    const value = Number.isFinite(wanted)
      ? Math.max(this.min, Math.min(this.max, Math.round(wanted)))
      : this.value;
    const changed = value !== this.value;
    this.value = value;
    // What was typed and is out of the limits is written anew.
    const input = this.renderRoot.querySelector('input');
    if (input) input.value = String(value);
    if (changed) this.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

define('sk-stepper', Stepper);
