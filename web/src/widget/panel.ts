import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { tagOf } from '../shared/language.js';
import { isOpen, type Turn } from '../shared/talk/state.js';
import { renderItems, type Scene } from './cards.js';
import type { StorekeeperChat } from './chat.js';
import { icon } from './icons.js';
import { headingOf, isOfPerson, named } from './person.js';
import { renderRating } from './rating.js';
import { repliesAfter } from './replies.js';
import { renderSettings } from './settings.js';
import type { Key } from './texts.js';

/** The server takes no longer message. */
const LONGEST = 1000;
/** From so many characters left on, they are counted. */
const NEARLY = 100;

/** Everything that the widget shows. */
export function renderChat(chat: StorekeeperChat): TemplateResult {
  const { words } = chat;
  return html`<div class="all" lang=${tagOf(chat.language)}>
    <button
      part="launcher"
      class="launcher"
      ?hidden=${chat.open}
      aria-expanded=${chat.open}
      aria-label=${chat.unread ? words('openUnread', { n: chat.unread }) : words('open')}
      @click=${() => chat.show()}
    >
      ${icon('chat', 24)}<span>${words('ask')}</span>
      ${chat.unread ? html`<span class="badge" role="status">${words('unread', { n: chat.unread })}</span>` : nothing}
    </button>
    ${chat.open ? renderPanel(chat) : nothing}
  </div>`;
}

function renderPanel(chat: StorekeeperChat): TemplateResult {
  const { words } = chat;
  const { person } = chat.talk;
  const heading = headingOf(person, words);
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (chat.settings) void chat.showSettings(false);
    else void chat.hide();
  };
  return html`<section
    part="panel"
    class="panel"
    role="dialog"
    aria-label=${words('title')}
    tabindex="-1"
    @keydown=${closeByKey}
  >
    <header>
      <button
        class="icon"
        aria-label=${words(chat.settings ? 'back' : 'settings')}
        title=${words(chat.settings ? 'back' : 'settings')}
        @click=${() => chat.showSettings(!chat.settings)}
      >
        ${icon(chat.settings ? 'back' : 'settings')}
      </button>
      <div>
        <h2>${chat.settings ? words('settings') : heading.title}</h2>
        <p class="muted">${heading.about}</p>
      </div>
      <button
        class="icon"
        ?disabled=${chat.talk.answering || person !== null}
        aria-label=${words('person')}
        title=${words('person')}
        @click=${() => chat.say(words('personAsk'))}
      >
        ${icon('person')}
      </button>
      <button class="icon" aria-label=${words('close')} title=${words('close')} @click=${() => chat.hide()}>
        ${icon('close')}
      </button>
    </header>
    ${chat.settings ? renderSettings(settingsOf(chat)) : renderTalk(chat)}
  </section>`;
}

function settingsOf(chat: StorekeeperChat): Parameters<typeof renderSettings>[0] {
  return {
    words: chat.words,
    language: chat.memory.choices().language ?? null,
    chooseLanguage: (language) => chat.chooseLanguage(language),
    choices: chat.choices,
    choose: (choices) => void chat.choose(choices),
    signedIn: chat.talk.who !== '',
    unsaved: chat.unsaved,
    sharesPage: chat.sharesPage,
    sharePage: (shares) => chat.sharePage(shares),
    talked: chat.talk.turns.length > 0,
    asksToForget: chat.asksToForget,
    askToForget: (asks) => {
      chat.asksToForget = asks;
    },
    forget: () => void chat.forget(),
    save: () => chat.save(),
    person: () => void chat.say(chat.words('personAsk')),
  };
}

function renderTalk(chat: StorekeeperChat): TemplateResult {
  const { words, talk } = chat;
  return html`<div class="log" role="log" tabindex="0" aria-label=${words('log')}>
      ${renderWelcome(chat)}
      ${repeat(
        talk.turns,
        (_, place) => place,
        (turn, place) => renderTurn(turn, place === talk.turns.length - 1, chat),
      )}
    </div>
    ${renderStatus(chat)} ${renderReplies(chat)} ${renderPage(chat)} ${renderComposer(chat)}`;
}

function renderWelcome(chat: StorekeeperChat): TemplateResult {
  const { words } = chat;
  return html`<div class="welcome">
    ${chat.forgotten ? html`<p class="card notice">${words('forgotten')}</p>` : nothing}
    <p class="hello">${words('hello')}</p>
    <p class="muted">${words('about')}</p>
  </div>`;
}

function renderTurn(turn: Turn, last: boolean, chat: StorekeeperChat): TemplateResult {
  const { words } = chat;
  return html`<div class="turn">
    ${turn.asked ? html`<p class="asked"><span class="unseen">${words('you')}: </span>${turn.asked}</p>` : nothing}
    <div class="answer">
      ${turn.items.every(isOfPerson) ? nothing : html`<span class="unseen">${words('assistant')}: </span>`}
      ${renderItems(turn.items, sceneOf(chat))} ${renderEnd(turn, last, chat)}
    </div>
  </div>`;
}

function sceneOf(chat: StorekeeperChat): Scene {
  return {
    words: chat.words,
    pageOf: (key) => chat.pageOf(key),
    picture: (path) => chat.picture(path),
    adding: (key) => chat.adding.get(key),
    add: (card) => void chat.addToBasket(card),
    open: (key, event) => chat.openProduct(key, event),
    decide: (id, yes) => chat.decide(id, yes),
    busy: chat.talk.answering,
    unfolded: (list) => chat.unfolded.has(list),
    unfold: (list) => chat.unfold(list),
  };
}

/** What stands under an answer that is over: what went wrong and what helps, or the thumbs. */
function renderEnd(turn: Turn, last: boolean, chat: StorekeeperChat): TemplateResult | typeof nothing {
  const { words } = chat;
  const again = (label: Key, disabled = false) =>
    last
      ? html`<button class="button" ?disabled=${disabled} @click=${() => chat.retry()}>${words(label)}</button>`
      : nothing;
  if (turn.trouble) {
    const waits = turn.trouble.kind === 'busy' && chat.seconds > 0;
    return html`<div class="trouble"><p>${troubleOf(turn, chat)}</p>
      ${turn.trouble.kind === 'refused' ? nothing : again('sendAgain', waits)}
    </div>`;
  }
  if (turn.stage !== 'done') return nothing;
  if (turn.stop === 'cancelled') return html`<p class="muted">${words('stopped')}</p> ${again('retry')}`;
  if (turn.stop === 'failed') return html`<p class="trouble">${words('failed')}</p> ${again('retry')}`;
  const { number } = turn;
  const newest = turn.items.at(-1);
  // Under what a person said the thumbs would seem to be about them.
  if (number === null || !newest || isOfPerson(newest)) return nothing;
  return renderRating(turn, {
    words,
    asks: chat.explains === number,
    failed: chat.notRated === number,
    rate: (verdict) => void chat.rate(number, verdict),
    tell: (reason) => void chat.rate(number, 'down', reason),
  });
}

function troubleOf(turn: Turn, chat: StorekeeperChat): string {
  const { words } = chat;
  switch (turn.trouble?.kind) {
    case 'offline':
      return words(navigator.onLine ? 'unreachable' : 'offline');
    case 'busy':
      return chat.seconds > 0 ? words('busy', { n: chat.seconds }) : words('busyNow');
    case 'signed_out':
      return words('signedOut');
    case 'refused':
      return turn.trouble.detail;
    default:
      return words('lost');
  }
}

/** What is going on now. Its place is always there, so that nothing moves. */
function renderStatus({ words, talk }: StorekeeperChat): TemplateResult {
  const last = talk.turns.at(-1);
  if (talk.recalling) return html`<p class="status" role="status">${words('earlier')}</p>`;
  if (talk.typing) {
    return html`<p class="status" role="status">
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
      ${words('personTypes', { name: named(talk.person?.name, words) })}
    </p>`;
  }
  if (!last || !isOpen(last)) {
    const over = last?.stage === 'done' && last.stop !== 'cancelled' && last.stop !== 'with_person';
    return html`<p class="status" role="status">${over ? html`<span class="unseen">${words('answered')}</span>` : nothing}</p>`;
  }
  return html`<p class="status" role="status">
    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
    ${last.ahead === null ? words(doingOf(last)) : words('queued', { n: last.ahead })}
  </p>`;
}

const DOING: Readonly<Record<string, Key>> = {
  search: 'doing_search',
  product: 'doing_search',
  offers: 'doing_policy',
  policy: 'doing_policy',
  order: 'doing_order',
  reviews: 'doing_reviews',
  compare: 'doing_compare',
  recommend: 'doing_recommend',
};

function doingOf(turn: Turn): Key {
  switch (turn.stage) {
    case 'sending':
      return 'thinking';
    case 'reconnecting':
      return 'reconnecting';
    case 'answering':
      return 'writing';
    default:
      return DOING[turn.tool ?? ''] ?? 'thinking';
  }
}

function renderReplies(chat: StorekeeperChat): TemplateResult | typeof nothing {
  const { talk } = chat;
  if (talk.recalling || talk.person?.state === 'taken') return nothing;
  const about = { signedIn: talk.who !== '', page: chat.sharesPage ? chat.looksAt : null };
  const replies = repliesAfter(talk.turns.at(-1), chat.language, about);
  if (replies.length === 0) return nothing;
  return html`<div class="replies">
    ${replies.map((reply) => html`<button class="button" @click=${() => chat.say(reply)}>${reply}</button>`)}
  </div>`;
}

/** What the assistant is told of the page, and the way to change that. */
function renderPage(chat: StorekeeperChat): TemplateResult | typeof nothing {
  const { words, looksAt } = chat;
  if (!looksAt) return nothing;
  const title = looksAt.product?.title ?? '';
  const n = looksAt.basket?.length ?? 0;
  if (!chat.sharesPage) {
    return html`<button class="page link" @click=${() => chat.sharePage(true)}>
      ${icon('page', 16)}<span>${looksAt.product ? words('shareProduct', { title }) : words('shareBasket')}</span>
    </button>`;
  }
  return html`<p class="page" title=${words('sharing')}>
    ${icon('page', 16)}<span>${looksAt.product ? words('sharesProduct', { title }) : words('sharesBasket', { n })}</span>
    <button class="icon small" aria-label=${words('unshare')} title=${words('unshare')} @click=${() => chat.sharePage(false)}>
      ${icon('close', 14)}
    </button>
  </p>`;
}

function renderComposer(chat: StorekeeperChat): TemplateResult {
  const { words, talk } = chat;
  const sendByKey = (event: KeyboardEvent) => {
    // Enter also ends what an input method composes: then it is no wish to send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    chat.send();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    chat.send();
  };
  const left = LONGEST - [...chat.draft].length;
  // One button for both, and never disabled: it would lose the focus in the middle of an answer.
  const idle = !talk.answering && !chat.draft.trim();
  return html`<form class="composer" @submit=${submit}>
    <textarea
      rows="1"
      maxlength=${LONGEST}
      aria-label=${words('message')}
      placeholder=${words('placeholder')}
      enterkeyhint="send"
      autocomplete="off"
      .value=${live(chat.draft)}
      @input=${(event: Event) => {
        chat.draft = (event.target as HTMLTextAreaElement).value;
        if (chat.draft.trim()) talk.types();
      }}
      @keydown=${sendByKey}
    ></textarea>
    <button
      type="button"
      class="icon send"
      aria-disabled=${String(idle)}
      aria-label=${words(talk.answering ? 'stop' : 'send')}
      title=${words(talk.answering ? 'stop' : 'send')}
      @click=${() => (talk.answering ? talk.cancel() : chat.send())}
    >
      ${icon(talk.answering ? 'stop' : 'send')}
    </button>
    ${left <= NEARLY ? html`<small class="muted">${words('left', { n: left })}</small>` : nothing}
  </form>`;
}
