import { type Api, Problem, Unreachable } from '../api.js';
import { Live } from './live.js';
import type { Attending, Kept, Page, Sent, Verdict } from './protocol.js';
import {
  afterLast,
  begun,
  decided,
  isOpen,
  passed,
  recalled,
  type Stage,
  type Trouble,
  type Turn,
  withNews,
} from './state.js';
import { events } from './stream.js';
import { online } from './waiting.js';

/** Waits before a broken stream is taken up again, in milliseconds. The server keeps an unread answer 5 s. */
const AGAIN = [200, 600, 1200, 2000, 4000, 8000];
/** For so long somebody counts as typing after they were, in milliseconds. */
const TYPING = 6000;
/** That something is typed is told once in so long, in milliseconds. */
const TELL_TYPING = 3000;

/** Where the names of conversations are kept from page to page. */
export interface TalkMemory {
  /** The conversation of `who`; `null` for none. */
  talk(who: string): string | null;
  keepTalk(who: string, id: string): void;
  forgetTalk(who: string): void;
  /** Whether somebody of the shop has the conversation of `who`, so that the next page asks for news. */
  keepPerson(who: string, there: boolean): void;
}

/** How the last message was said, so that it can be said again. */
type Deed = { text: string; page: Page | null } | { decides: string; yes: boolean; text: string };

/**
 * One conversation with the server: what was said, and what can be done. Tells `change` after every change of
 * [`Talk.turns`]. It outlives connections: a stream that breaks is taken up again behind the last event.
 */
export class Talk extends EventTarget {
  turns: readonly Turn[] = [];
  /** Whether what was said before is being read. */
  recalling = false;
  /** Who of the shop has the conversation, or was asked to. */
  person: Attending | null = null;
  /** Whether that person types. */
  typing = false;
  #id: string | null;
  #last: string | null = null;
  #deed: Deed | null = null;
  #stop: AbortController | null = null;
  /** Done when what was said before has been read. */
  #recalled: Promise<void> = Promise.resolve();
  #typed = 0;
  #typingEnds = 0;
  readonly #live = new Live(
    (last, signal) => {
      const headers = { 'last-event-id': last };
      return this.api.send('GET', `${this.#path()}/events?live=true`, { headers, signal });
    },
    (sent) => this.#hear(sent),
  );

  constructor(
    readonly api: Api,
    readonly memory: TalkMemory,
    /** Whose it is: a member's key, or empty. */
    readonly who: string,
    /** Where the server has the conversations of such people. */
    readonly place = '/v1/conversations',
  ) {
    super();
    this.#id = memory.talk(who);
  }

  /** Whether an answer is coming. */
  get answering(): boolean {
    return isOpen(this.turns.at(-1));
  }

  /** Whether there is something to read back. */
  get began(): boolean {
    return this.#id !== null;
  }

  /** Reads back what was said before, and goes on with an answer that is still coming. */
  recall(): Promise<void> {
    this.#recalled = this.#recall();
    return this.#recalled;
  }

  async #recall(): Promise<void> {
    if (this.answering) return;
    this.#id = this.memory.talk(this.who);
    if (this.#id === null) {
      this.#alone();
      this.#change([]);
      return;
    }
    this.recalling = true;
    this.#change(this.turns);
    try {
      const kept = await this.api.get<Kept>(this.#path());
      // What is shown already may hold more than what is kept: a change that waits for a yes.
      const missed = kept.answering || kept.turns !== this.turns.at(-1)?.number;
      // The stream of the shop's people goes on behind what was read.
      const apart = kept.news !== this.#live.last;
      if (apart) this.#live.goOnBehind(kept.news);
      if (missed || apart) this.#change(recalled(kept));
      this.#attend(kept.person);
      if (kept.answering) {
        const number = kept.turns;
        this.#change([...this.turns, { ...begun(kept.asked ?? ''), number, stage: 'thinking' }]);
        this.#last = `${number}-0`;
        await this.#follow(() => this.#resume());
      }
    } catch (error) {
      if (error instanceof Problem && (error.status === 404 || error.status === 401)) {
        this.memory.forgetTalk(this.who);
        this.#id = null;
        this.#alone();
        this.#change([]);
      } else if (!(error instanceof Unreachable || error instanceof Problem)) {
        throw error;
      }
    } finally {
      this.recalling = false;
      this.#change(this.turns);
    }
  }

  /** Says something. `page` is what the person looks at and agreed to tell. */
  async say(text: string, page: Page | null): Promise<void> {
    if (this.recalling) await this.#recalled;
    if (this.answering) return;
    await this.#do({ text, page });
  }

  /** Says yes or no to what was put forward; `words` is what stands in the conversation for it. */
  async decide(id: string, yes: boolean, words: string): Promise<void> {
    if (this.answering) return;
    const before = this.turns;
    this.#change(decided(before, id, yes));
    await this.#do({ decides: id, yes, text: words });
    if (this.turns.at(-1)?.trouble) {
      // It was not decided: the card can be pressed again.
      const last = this.turns.at(-1);
      this.#change(last ? [...before, last] : before);
    }
  }

  /** Says the last message again, after it failed or was stopped. */
  async retry(): Promise<void> {
    const last = this.turns.at(-1);
    if (!last || this.answering) return;
    const deed = this.#deed ?? { text: last.asked, page: null };
    this.#change(this.turns.slice(0, -1));
    await this.#do(deed);
  }

  /** Stops the answer that is coming. */
  async cancel(): Promise<void> {
    if (!this.answering || this.#id === null) return;
    try {
      await this.api.send('POST', `${this.#path()}/cancel`);
    } catch {
      // The server ends an answer that nobody reads by itself.
      this.#stop?.abort();
      this.#amend({ stage: 'done', stop: 'cancelled' });
    }
  }

  /** Rates an answer; `null` takes it back. */
  async rate(number: number, verdict: Verdict | null, reason: string | null): Promise<boolean> {
    const before = this.turns;
    const rating = verdict ? { verdict, reason } : null;
    this.#change(before.map((turn) => (turn.number === number ? { ...turn, rating } : turn)));
    try {
      const json = { turn: number, verdict: verdict ?? 'none', ...(reason ? { reason } : {}) };
      await this.api.send('POST', `${this.#path()}/rating`, { json });
      return true;
    } catch {
      this.#change(before);
      return false;
    }
  }

  /** Deletes the conversation, here and at the server. Throws where the server did not do it. */
  async forget(): Promise<void> {
    this.#stop?.abort();
    if (this.#id !== null) {
      try {
        await this.api.send('DELETE', this.#path());
      } catch (error) {
        if (!(error instanceof Problem && error.status === 404)) throw error;
      }
    }
    this.memory.forgetTalk(this.who);
    this.#id = null;
    this.#alone();
    this.#change([]);
  }

  /** Ends the connections of this object; the conversation goes on. */
  close(): void {
    this.#stop?.abort();
    this.#live.stop();
    clearTimeout(this.#typingEnds);
  }

  /** Stops hearing the shop's people until [`Talk.recall`]: a page that nobody sees needs no connection. */
  rest(): void {
    this.#live.stop();
  }

  /** Tells the person who has the conversation that something is being typed. */
  types(): void {
    const now = Date.now();
    if (this.person?.state !== 'taken' || this.#id === null || now - this.#typed < TELL_TYPING) return;
    this.#typed = now;
    // Nothing is lost with it.
    this.api.send('POST', `${this.#path()}/typing`).catch(() => {});
  }

  /** Takes in news of the shop's people. */
  #hear(sent: Sent): void {
    clearTimeout(this.#typingEnds);
    this.typing = sent.event === 'typing';
    if (this.typing) {
      this.#typingEnds = window.setTimeout(() => {
        this.typing = false;
        this.#change(this.turns);
      }, TYPING);
      this.#change(this.turns);
      return;
    }
    if (sent.event === 'attended') {
      const { state, name } = sent;
      this.person = state === 'taken' || state === 'waiting' ? { state, name } : null;
      this.memory.keepPerson(this.who, this.person !== null);
    }
    this.#change(withNews(this.turns, sent));
    if (sent.event === 'person') this.dispatchEvent(new Event('person'));
  }

  /** Notes who has the conversation, and hears them where somebody does. */
  #attend(person: Attending | null): void {
    this.person = person;
    this.memory.keepPerson(this.who, person !== null);
    if (person) this.#live.start();
  }

  /** Nobody has a conversation that is not there. */
  #alone(): void {
    this.#live.goOnBehind('p-0');
    this.person = null;
    this.typing = false;
  }

  async #do(deed: Deed): Promise<void> {
    this.#deed = deed;
    this.#last = null;
    const earlier = 'decides' in deed ? this.turns : passed(this.turns);
    this.#change([...earlier, begun(deed.text)]);
    await this.#follow(async () => {
      if (this.#last !== null) return this.#resume();
      await this.#begin();
      const stop = this.#signal();
      if ('decides' in deed) {
        const json = { id: deed.decides, yes: deed.yes };
        return this.api.send('POST', `${this.#path()}/confirm`, { json, signal: stop });
      }
      const json = { text: deed.text, ...(deed.page ? { page: told(deed.page) } : {}) };
      return this.api.send('POST', `${this.#path()}/messages`, { json, signal: stop });
    });
  }

  /** Begins a conversation where there is none. */
  async #begin(): Promise<void> {
    if (this.#id === null) {
      const { id } = await this.api.post<{ id: string }>(this.place, undefined);
      this.#id = id;
    }
    this.memory.keepTalk(this.who, this.#id);
  }

  async #resume(): Promise<Response> {
    const headers = { 'last-event-id': this.#last ?? '' };
    return this.api.send('GET', `${this.#path()}/events`, { headers, signal: this.#signal() });
  }

  /** Reads the answer that `connect` opens, and takes it up again where the connection breaks. */
  async #follow(connect: () => Promise<Response>): Promise<void> {
    let renewed = false;
    for (let broke = 0; ; broke += 1) {
      try {
        const response = await connect();
        if (response.status === 204) {
          await this.#ended();
          return;
        }
        for await (const { id, sent } of events(response)) {
          broke = 0;
          if (id) this.#last = id;
          this.#take(id, sent);
          if (sent.event === 'done') return;
        }
      } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') return;
        if (error instanceof Problem) {
          const gone = error.status === 404 && this.#last === null && !renewed;
          if (gone) {
            // The conversation was closed meanwhile: what is said begins another one.
            renewed = true;
            this.#id = null;
            this.memory.forgetTalk(this.who);
            continue;
          }
          this.#fail(troubleOf(error));
          return;
        }
      }
      // Nothing arrived yet: sent again, it could be answered twice, so the person decides.
      if (this.#last === null) {
        this.#fail({ kind: 'offline' });
        return;
      }
      const wait = AGAIN[broke];
      if (wait === undefined) {
        this.#fail({ kind: 'lost' });
        return;
      }
      this.#amend({ stage: 'reconnecting' });
      await online(wait);
    }
  }

  /** What came of an answer whose events are no longer kept. */
  async #ended(): Promise<void> {
    const kept = await this.api.get<Kept>(this.#path()).catch(() => null);
    const number = this.turns.at(-1)?.number;
    if (kept?.exchanges.some((past) => past.turn === number)) this.#change(recalled(kept));
    else this.#fail({ kind: 'lost' });
  }

  #take(id: string | null, sent: Sent): void {
    const last = this.turns.at(-1);
    const number = Number(id?.split('-')[0]);
    if (last && last.number === null && number > 0) this.#set({ ...last, number });
    if (sent.event === 'handoff') this.#attend(this.person ?? { state: 'waiting', name: null });
    if (sent.event === 'received' && this.person?.state !== 'taken') {
      this.#attend({ state: 'taken', name: this.person?.name ?? null });
    }
    this.#change(afterLast(this.turns, sent));
  }

  #fail(trouble: Trouble): void {
    this.#amend({ stage: 'failed', trouble });
  }

  #amend(change: { stage: Stage; stop?: 'cancelled'; trouble?: Trouble }): void {
    const last = this.turns.at(-1);
    if (!last) return;
    this.#set({ ...last, ...change });
    this.#change(this.turns);
  }

  #set(last: Turn): void {
    this.turns = [...this.turns.slice(0, -1), last];
  }

  #change(turns: readonly Turn[]): void {
    this.turns = turns;
    this.dispatchEvent(new Event('change'));
  }

  #signal(): AbortSignal {
    this.#stop?.abort();
    this.#stop = new AbortController();
    return this.#stop.signal;
  }

  #path(): string {
    return `${this.place}/${this.#id}`;
  }
}

/** The page as the server takes it: keys only. */
function told(page: Page): { product?: string; basket?: string[] } {
  return {
    ...(page.product ? { product: page.product.key } : {}),
    ...(page.basket?.length ? { basket: page.basket } : {}),
  };
}

function troubleOf(problem: Problem): Trouble {
  if (problem.status === 401) return { kind: 'signed_out' };
  if (problem.status === 429 || problem.status === 409 || problem.status === 503) {
    return { kind: 'busy', seconds: problem.retryAfter ?? 2 };
  }
  return problem.status >= 500 ? { kind: 'lost' } : { kind: 'refused', detail: problem.message };
}
