import { html, type TemplateResult } from 'lit';
import type { Card } from './protocol.js';
import type { Item } from './state.js';

/** Items of an answer of one kind. */
export type Of<Kind extends Item['kind']> = Extract<Item, { kind: Kind }>;

/** How a page shows those parts of an answer that look otherwise on every page. */
export interface Showing {
  /** What the first of some items and others after it are shown as together, and which they are; `null` where it stands alone. */
  together(items: readonly Item[]): { shown: TemplateResult; items: readonly Item[] } | null;
  card(card: Card): TemplateResult;
  confirm(item: Of<'confirm'>): TemplateResult;
  handoff(item: Of<'handoff'>): TemplateResult;
  /** What somebody of the shop said or did. */
  person(item: Of<'person' | 'attended' | 'received'>): TemplateResult;
}

/** The parts of an answer, in the order in which they came. */
export function renderAnswer(items: readonly Item[], showing: Showing): TemplateResult[] {
  const parts: TemplateResult[] = [];
  let left = items;
  for (let first = left[0]; first; first = left[0]) {
    const together = showing.together(left);
    parts.push(together ? together.shown : renderItem(first, showing));
    const shown = together?.items ?? [first];
    left = left.filter((item) => !shown.includes(item));
  }
  return parts;
}

function renderItem(item: Item, showing: Showing): TemplateResult {
  switch (item.kind) {
    case 'text':
      return html`<p class="text">${item.text}</p>`;
    case 'error':
      return html`<p class="trouble">${item.message}</p>`;
    case 'card':
      return showing.card(item.card);
    case 'confirm':
      return showing.confirm(item);
    case 'handoff':
      return showing.handoff(item);
    case 'person':
    case 'attended':
    case 'received':
      return showing.person(item);
  }
}
