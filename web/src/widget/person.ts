import { html, type TemplateResult } from 'lit';
import type { Attending } from '../shared/talk/protocol.js';
import type { Item } from '../shared/talk/state.js';
import { icon } from './icons.js';
import type { Words } from './texts.js';

type OfPerson = Extract<Item, { kind: 'person' | 'attended' | 'received' }>;

/** Whether a part of an answer is of the shop's people, and not the assistant's. */
export function isOfPerson(item: Item): item is OfPerson {
  return item.kind === 'person' || item.kind === 'attended' || item.kind === 'received';
}

/** A name as it is shown, also where there is none. */
export function named(name: string | null | undefined, words: Words): string {
  return name || words('someone');
}

/** What the shop's people said, and what became of the conversation. Names and words are text, never markup. */
export function renderOfPerson(item: OfPerson, words: Words): TemplateResult {
  switch (item.kind) {
    case 'person':
      return html`<div class="person">
        <p class="who">${icon('person', 14)} ${named(item.name, words)}</p>
        <p class="said">${item.text}</p>
      </div>`;
    case 'attended':
      return html`<p class="attended">${attendedAs(item, words)}</p>`;
    case 'received':
      return html`<p class="received">${words('received')}</p>`;
  }
}

/** Who has the conversation, in words. */
export function attendedAs(item: { state: string; name: string | null }, words: Words): string {
  const name = named(item.name, words);
  switch (item.state) {
    case 'taken':
      return words('attendedTaken', { name });
    case 'waiting':
      return words('attendedWaiting');
    case 'returned':
      return words('attendedReturned', { name });
    default:
      return item.name ? words('attendedClosed', { name }) : words('attendedClosedUnseen');
  }
}

/** What stands at the top of the panel: who one talks to. */
export function headingOf(person: Attending | null, words: Words): { title: string; about: string } {
  if (person?.state === 'taken') {
    return { title: words('withPerson', { name: named(person.name, words) }), about: words('notAi') };
  }
  return { title: words('title'), about: words(person ? 'waitingPerson' : 'ai') };
}
