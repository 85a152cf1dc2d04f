import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { basics, tokens } from '../styles.js';
import { define } from './define.js';

/**
 * Says in the place of something why it is not there, and what helps.
 *
 * @attr heading - what is the matter
 * @attr kind - `empty` (nothing to show) or `trouble` (it failed)
 * @attr action - what its button is called; without it, there is none
 * @slot - what helps
 * @fires action - the button was pressed
 */
export class Notice extends LitElement {
  static override styles = [
    tokens,
    basics,
    css`
      section {
        display: grid;
        justify-items: center;
        gap: 8px;
        padding: 48px 24px;
        border: 1px dashed var(--sk-line);
        border-radius: var(--sk-radius);
        text-align: center;
      }
      section.trouble {
        border-style: solid;
        border-color: var(--sk-danger);
        background: var(--sk-danger-soft);
      }
      h2,
      p {
        margin: 0;
        max-width: 52ch;
      }
      h2 {
        font-size: 18px;
      }
      button {
        margin-top: 8px;
      }
    `,
  ];

  @property() heading = '';
  @property() kind: 'empty' | 'trouble' = 'empty';
  @property() action = '';

  protected override render(): TemplateResult {
    return html`<section class=${this.kind} role=${this.kind === 'trouble' ? 'alert' : nothing}>
      <h2>${this.heading}</h2>
      <p class="muted"><slot></slot></p>
      ${
        this.action
          ? html`<button class="button" @click=${() => this.dispatchEvent(new Event('action'))}>${this.action}</button>`
          : nothing
      }
    </section>`;
  }
}

define('sk-notice', Notice);
