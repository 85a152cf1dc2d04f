import { css, html, type TemplateResult } from 'lit';
import type { Goods } from '../shared/api.js';
import type { Text2 } from '../shared/language.js';

/** An article that is suggested, as `/v1/recommendations` has it. */
export interface Suggestion {
  product: Goods;
  orders: number;
  reason: Text2 | null;
}

/** How a row of tiles looks. */
export const rowStyles = css`
  .tiles {
    grid-auto-flow: column;
    grid-template-columns: none;
    grid-auto-columns: clamp(150px, calc((100% - 5 * 16px) / 6), 220px);
    overflow-x: auto;
    padding: 4px 4px 12px;
    margin: -4px -4px 0;
    scroll-padding-inline: 4px;
    scroll-snap-type: x proximity;
  }
  /* Where not all are in sight, they run over the edge: there is more. */
  @media (max-width: 1040px) {
    .tiles {
      margin-inline: -20px;
      padding-inline: 20px;
      scroll-padding-inline: 20px;
    }
  }
  li {
    scroll-snap-align: start;
  }
`;

/** A heading with a row of tiles, each an `<li>`, and what stands below. */
export function renderRow(heading: string, tiles: TemplateResult[], below?: TemplateResult): TemplateResult {
  return html`<section aria-label=${heading}>
    <h2>${heading}</h2>
    <ul class="tiles" role="list" tabindex="0" aria-label=${heading}>
      ${tiles}
    </ul>
    ${below}
  </section>`;
}

/** The places of `count` tiles, until they are there; with that of a reason where they will have one. */
export function renderPlaces(count: number, reasoned: boolean): TemplateResult[] {
  const reason = reasoned ? { en: '', zh: '' } : null;
  return Array.from({ length: count }, () => html`<li><sk-tile .reason=${reason}></sk-tile></li>`);
}
