import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Goods } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/picture.js';
import type { Text2 } from '../shared/language.js';
import { pageOf, View } from './view.js';

/** An article among others: picture, title, price, and why it stands there. Without `goods`, the place of one. */
export class Tile extends View {
  static override styles = [
    ...View.styles,
    css`
      a {
        display: grid;
        gap: 2px;
        color: inherit;
        text-decoration: none;
      }
      sk-picture {
        margin-bottom: 8px;
        transition: filter 0.15s;
      }
      a:hover sk-picture {
        filter: brightness(0.97);
      }
      h3 {
        display: -webkit-box;
        overflow: hidden;
        height: 2.8em;
        line-height: 1.4;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      a:hover h3 {
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .row {
        flex-wrap: nowrap;
        gap: 0 8px;
        white-space: nowrap;
      }
      .stock {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .reason {
        display: -webkit-box;
        overflow: hidden;
        height: 3em;
        font-size: 13px;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .bone.picture {
        aspect-ratio: 1;
        margin-bottom: 8px;
      }
      .bone.lines {
        height: calc(2.8em + 1.5em + 2px);
        font-size: 15px;
      }
      .bone.reason {
        height: calc(3em + 2px);
        border-radius: 0;
      }
    `,
  ];

  @property({ attribute: false }) goods: Goods | null = null;
  @property({ attribute: false }) reason: Text2 | null = null;
  @property({ type: Boolean }) eager = false;

  protected override render(): TemplateResult {
    const { goods } = this;
    if (!goods) {
      return html`<div class="bone picture"></div>
        <div class="bone lines"></div>
        ${this.reason ? html`<div class="bone reason"></div>` : nothing}`;
    }
    return html`<a href=${pageOf(goods.key)}>
      <sk-picture .src=${goods.image} ?eager=${this.eager}></sk-picture>
      <h3>${this.text(goods.title)}</h3>
      <p class="row"><strong>${this.money(goods.price)}</strong> ${this.stock(goods)}</p>
      ${this.reason ? html`<p class="reason muted" title=${this.text(this.reason)}>${this.text(this.reason)}</p>` : nothing}
    </a>`;
  }
}

define('sk-tile', Tile);
