import { css, html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { tokens } from '../styles.js';
import { define } from './define.js';

/**
 * Stars from 0 to 5, in tenths.
 *
 * @attr value - how many, such as 4.3
 * @attr label - what a screen reader says, such as "4.3 of 5 stars"
 */
export class Stars extends LitElement {
  static override styles = [
    tokens,
    css`
      :host {
        display: inline-block;
        position: relative;
        color: var(--sk-line);
        font-size: 1em;
        letter-spacing: 0.06em;
        line-height: 1.2;
        white-space: nowrap;
      }
      .lit {
        position: absolute;
        inset: 0 auto 0 0;
        overflow: hidden;
        color: var(--sk-star);
      }
    `,
  ];

  @property({ type: Number }) value = 0;
  @property() label = '';

  protected override updated(): void {
    // The width is no style attribute, which a strict policy refuses.
    const share = Math.max(0, Math.min(5, this.value)) / 5;
    this.renderRoot.querySelector<HTMLElement>('.lit')?.style.setProperty('width', `${share * 100}%`);
  }

  protected override render(): TemplateResult {
    return html`<span role="img" aria-label=${this.label}>★★★★★<span class="lit" aria-hidden="true">★★★★★</span></span>`;
  }
}

define('sk-stars', Stars);
