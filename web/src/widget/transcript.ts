import { saveAs } from '../shared/saving.js';
import type { Card } from '../shared/talk/protocol.js';
import type { Item, Turn } from '../shared/talk/state.js';
import { attendedAs, named } from './person.js';
import type { Words } from './texts.js';

/** The conversation as plain text. */
export function asText(turns: readonly Turn[], words: Words): string {
  const lines = turns.flatMap((turn) => [
    `${words('you')}: ${turn.asked}`,
    ...turn.items.flatMap((item) => itemAsText(item, words)),
    '',
  ]);
  return lines.join('\n');
}

function itemAsText(item: Item, words: Words): string[] {
  switch (item.kind) {
    case 'text':
      return [`${words('assistant')}: ${item.text}`];
    case 'error':
      return [`${words('assistant')}: ${item.message}`];
    case 'card':
      return [`  ▪ ${cardAsText(item.card)}`];
    case 'confirm':
      return item.differences.map((change) => `  ▪ ${change.what}: ${change.before} → ${change.after}`);
    case 'handoff':
      return item.summary.map((line) => `  ▪ ${line}`);
    case 'person':
      return [`${named(item.name, words)}: ${item.text}`];
    case 'attended':
      return [`  ▪ ${attendedAs(item, words)}`];
    case 'received':
      return [];
  }
}

function cardAsText(card: Card): string {
  switch (card.card) {
    case 'product':
      return `${card.title} · ${card.price}`;
    case 'policy':
      return `${card.title}: ${card.text}`;
    case 'review':
      return `${card.product} · ${card.stars}/5 · ${card.text}`;
    case 'comparison':
      return [
        card.titles.join(' | '),
        ...card.rows.map((row) => `${row.name}: ${row.values.join(' | ')}`),
      ].join('; ');
    case 'profile':
      return [card.title, ...card.rows.map((row) => `${row.name}: ${row.value}`)].join('; ');
    case 'order':
      return [
        `${card.number} · ${card.day} · ${card.state} · ${card.total}`,
        ...card.lines.map((line) => `${line.title} ${line.quantity} × ${line.unit_price}`),
      ].join('; ');
    case 'table':
    case 'plot':
      return card.title;
    case 'filter':
      return card.sentence;
    case 'campaign':
      return card.name;
  }
}

/** Gives the person a text file. */
export function download(name: string, text: string): void {
  saveAs(name, new Blob([text], { type: 'text/plain;charset=utf-8' }));
}
