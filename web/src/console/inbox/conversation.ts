import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { tagOf } from '../../shared/language.js';
import { desk } from '../../shared/staff/desk.js';
import type { AttendedState, Card, Sent } from '../../shared/talk/protocol.js';
import type { Said } from './cases.js';
import { type InboxKey, words } from './texts.js';

/** What each kind of card is called. */
const KINDS: Record<Card['card'], InboxKey | null> = {
  product: 'product',
  policy: 'policy',
  review: 'review',
  comparison: 'comparison',
  profile: 'profile',
  order: 'orderCard',
  // The shop's people are shown these, and no shopper.
  table: null,
  filter: null,
  plot: null,
  campaign: null,
};

/** The word for cards of a kind. */
function kindOf(card: Card, many: boolean): string {
  const kind = KINDS[card.card];
  if (!kind) return '';
  if (card.card === 'policy' && card.offer) return words('offer');
  return words(many && kind === 'product' ? 'products' : many && kind === 'orderCard' ? 'orderCards' : kind);
}

/** What a card is of, with what is foremost in it. */
function nameInCard(card: Card): string {
  switch (card.card) {
    case 'product':
      return `${card.title} (${card.price})`;
    case 'order':
      return `${card.number} (${card.state})`;
    case 'comparison':
      return card.titles.join(' / ');
    case 'review':
      return `${card.product} (${card.stars}/5)`;
    case 'policy':
    case 'profile':
      return card.title;
    default:
      return '';
  }
}

/** A card in a word and its name: `order: SK-1 (delivered)`; nothing for what no shopper is shown. */
export function cardInWords(card: Card): string {
  const kind = kindOf(card, false);
  return kind && `${kind}${gap()}${nameInCard(card)}`;
}

/** Cards in words: those of a kind that follow each other together. */
function cardsInWords(cards: readonly Card[]): string[] {
  const runs: Card[][] = [];
  for (const card of cards) {
    const run = runs.at(-1);
    if (run?.[0] && kindOf(run[0], false) === kindOf(card, false)) run.push(card);
    else runs.push([card]);
  }
  return runs.flatMap(([first, ...others]) => {
    if (!first) return [];
    if (others.length === 0) return [cardInWords(first)];
    return [`${kindOf(first, true)}${gap()}${names([first, ...others].map(nameInCard))}`];
  });
}

const gap = () => (desk.language === 'zh' ? '：' : ': ');
const names = (parts: readonly string[]) => parts.join(desk.language === 'zh' ? '、' : ', ');
const list = (parts: readonly string[]) => parts.filter(Boolean).join(desk.language === 'zh' ? '；' : '; ');

/** Something that stands in the conversation. */
interface Line {
  key: string;
  at: string;
  by: 'shopper' | 'assistant' | 'person' | 'event';
  /** Who said it, where it is a person of the shop. */
  name: string | null;
  text: string;
  /** What was shown, in words. */
  shown: string;
}

const STATES: Record<AttendedState, InboxKey> = {
  waiting: 'waitsNow',
  taken: 'tookOver',
  returned: 'gaveBack',
  closed: 'closedIt',
};

/** The lines of a conversation, in order. */
export function linesOf(exchanges: readonly Said[]): Line[] {
  return exchanges.flatMap((said) => {
    const lines: Line[] = [];
    const add = (line: Omit<Line, 'key'>) => lines.push({ key: `${said.turn}-${lines.length}`, ...line });
    const { at } = said;
    if (said.asked) add({ at, by: 'shopper', name: null, text: said.asked, shown: '' });
    let texts: string[] = [];
    let shown: Card[] = [];
    let asked: string[] = [];
    // What the assistant said and showed until somebody else speaks is one line.
    const flush = () => {
      const cards = list(cardsInWords(shown));
      const showed = cards ? [words('showed', { what: cards })] : [];
      if (texts.length || showed.length || asked.length) {
        const text = texts.join(' ');
        add({ at, by: 'assistant', name: null, text, shown: [...showed, ...asked].join(' ') });
      }
      texts = [];
      shown = [];
      asked = [];
    };
    for (const sent of said.answered) {
      if (sent.event === 'text') texts.push(sent.text);
      else if (sent.event === 'error') texts.push(sent.message);
      else if (sent.event === 'card') shown.push(sent);
      else if (sent.event === 'confirm') asked.push(words('proposed', { what: proposed(sent) }));
      else {
        const other = otherLine(sent, at);
        if (!other) continue;
        flush();
        add(other);
      }
    }
    flush();
    return lines;
  });
}

function proposed({ differences }: Extract<Sent, { event: 'confirm' }>): string {
  return list(differences.map(({ what, after }) => `${what} → ${after}`));
}

function otherLine(sent: Sent, at: string): Omit<Line, 'key'> | null {
  switch (sent.event) {
    case 'person':
      return { at: sent.at, by: 'person', name: sent.name, text: sent.text, shown: '' };
    case 'attended': {
      const text = words(STATES[sent.state], { name: sent.name ?? '' });
      return { at: sent.at, by: 'event', name: null, text, shown: '' };
    }
    case 'handoff':
      return { at, by: 'event', name: null, text: words('askedForPerson'), shown: '' };
    default:
      return null;
  }
}

/** A conversation with the days it was on. */
export function renderConversation(exchanges: readonly Said[], who: string): TemplateResult {
  const lines = linesOf(exchanges);
  if (lines.length === 0) return html`<p class="muted">${words('nothingSaid')}</p>`;
  const days = lines.map(({ at }) => new Date(at).toDateString());
  return html`<ol class="lines" role="list">
    ${repeat(
      lines,
      ({ key }) => key,
      (line, place) =>
        html`${
          days[place] === days[place - 1]
            ? nothing
            : html`<li class="day"><span>${dayOf(line.at)}</span></li>`
        }${renderLine(line, who)}`,
    )}
  </ol>`;
}

function renderLine({ by, at, name, text, shown }: Line, who: string): TemplateResult {
  const when = new Intl.DateTimeFormat(tagOf(desk.language), { timeStyle: 'short' }).format(new Date(at));
  if (by === 'event')
    return html`<li class="event"><span>${text}</span> <time datetime=${at}>${when}</time></li>`;
  const speaker = by === 'shopper' ? who : by === 'assistant' ? words('assistant') : name;
  return html`<li class="line ${by}">
    <p class="by"><strong>${speaker}</strong> <time datetime=${at}>${when}</time></p>
    ${text ? html`<p class="said">${text}</p>` : nothing}
    ${shown ? html`<p class="shown">${shown}</p>` : nothing}
  </li>`;
}

function dayOf(at: string): string {
  return new Intl.DateTimeFormat(tagOf(desk.language), { dateStyle: 'full' }).format(new Date(at));
}
