import { css, html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { basics, tokens } from '../styles.js';
import { define } from './define.js';

/**
 * A product's picture on its square, or a drawn box where the shop has none. The name stands beside it
 * everywhere, so it has no words of its own; where it stands alone, `alt` is given.
 *
 * @attr src - the address; without it, the box
 * @attr alt - what is to be seen, where nothing beside it says so
 * @attr eager - to load it at once: what is seen first
 */
export class Picture extends LitElement {
  static override styles = [
    tokens,
    basics,
    css`
      :host {
        display: block;
        aspect-ratio: 1;
        overflow: hidden;
        border-radius: var(--sk-radius);
        color: var(--sk-muted);
      }
      img,
      svg {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      svg {
        background: var(--sk-sunken);
        padding: 30%;
      }
    `,
  ];

  @property() src: string | null = null;
  @property() alt = '';
  @property({ type: Boolean }) eager = false;

  protected override render(): TemplateResult {
    return this.src
      ? html`<img
          src=${this.src}
          alt=${this.alt}
          width="96"
          height="96"
          loading=${this.eager ? 'eager' : 'lazy'}
          decoding="async"
        />`
      : html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
          <path d="M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8" />
        </svg>`;
  }
}

define('sk-picture', Picture);
