import { Problem, Unreachable } from '../../shared/api.js';
import { desk } from '../../shared/staff/desk.js';
import { Live } from '../../shared/talk/live.js';
import type { Case, Colleague, Counts, Happened, Listed, Shown, Undo, Whole } from './cases.js';

/** What each part of the list is asked for with. */
const ASKED: Record<Shown, readonly string[]> = {
  waiting: ['?state=waiting&limit=200'],
  mine: ['?state=open&assignee=me&limit=200'],
  taken: ['?state=taken&limit=200'],
  closed: ['?state=closed&limit=100', '?state=returned&limit=100'],
};
/** Changes within so many milliseconds are read together. */
const GATHER = 200;
/** So often waiting times are told anew, in milliseconds. */
const TICK = 15_000;
/** For so long somebody counts as typing after they were, in milliseconds. */
const TYPING = 6000;

/** Why something was not done. */
export type Trouble =
  | { kind: 'conflict'; now: Case | null }
  | { kind: 'busy'; seconds: number }
  | { kind: 'gone' | 'settled' | 'unreachable' | 'failed' }
  | { kind: 'refused'; detail: string };

/** What somebody did with a case and can undo. */
export interface Undoable {
  id: string;
  undo: Undo;
}

/** The inbox as the server has it, kept up by its stream. Tells `change` of every change. */
class Inbox extends EventTarget {
  /** The part of the list that is shown. */
  shown: Shown = 'waiting';
  list: Listed | null = null;
  counts: Counts | null = null;
  /** Who can be asked to have a case. */
  colleagues: readonly Colleague[] = [];
  /** Within how many minutes somebody is to have a first answer. */
  targetMinutes = 10;
  /** Whether the list could not be read. */
  failed = false;
  /** The name of the open case. */
  id: string | null = null;
  /** The open case, as soon as it was read. */
  whole: Whole | null = null;
  /** Why the open case was not read, or something was not done with it. */
  trouble: Trouble | null = null;
  /** Whether the shopper of the open case types. */
  types = false;
  /** Whether changes arrive by themselves. */
  connected = true;
  /** What can be undone. */
  undoable: Undoable | null = null;
  /** The case in which something was undone last. */
  undone: string | null = null;
  /** How many cases came to wait since the page was opened, so that each is told. */
  arrived = 0;
  /** How far the server's clock is ahead, in milliseconds. */
  #ahead = 0;
  #listing = 0;
  #reading = 0;
  #gathered: ReturnType<typeof setTimeout> | undefined;
  #typed: ReturnType<typeof setTimeout> | undefined;
  #peeked = false;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #changed = new Set<string>();
  #live: Live<Happened> | null = null;

  /** The moment by the server's clock, in milliseconds. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /**
   * Asks how many wait, for pages that show no more of the inbox. Once: asked again and again it would keep a session
   * that nobody uses.
   */
  peek(): void {
    if (this.#peeked || this.#live) return;
    this.#peeked = true;
    this.#read<Listed>('/v1/inbox?state=waiting&limit=1')
      .then(({ counts }) => {
        if (this.#live) return;
        this.counts = counts;
        this.#tell();
      })
      .catch(() => {});
  }

  /** Reads the list and follows what changes, until [`Inbox.leave`]. */
  follow(): void {
    if (this.#live) return;
    const headers = (last: string) => ({ 'last-event-id': last });
    this.#live = new Live<Happened>(
      (last, signal) => desk.api.send('GET', '/v1/inbox/events', { headers: headers(last), signal }),
      (happened) => this.#happened(happened),
      (there) => {
        this.connected = there;
        this.#tell();
      },
    );
    this.#ticking = setInterval(() => this.#tell(), TICK);
    void this.load();
  }

  leave(): void {
    this.#live?.stop();
    this.#live = null;
    clearTimeout(this.#gathered);
    clearInterval(this.#ticking);
    // Whoever signs in next sees nothing of it.
    this.id = null;
    this.whole = null;
    this.list = null;
    this.trouble = null;
    this.undoable = null;
  }

  /** Shows another part of the list. */
  async show(shown: Shown): Promise<void> {
    if (shown === this.shown && this.list) return;
    this.shown = shown;
    this.list = null;
    this.#tell();
    await this.load();
  }

  /** Reads the list. */
  async load(): Promise<void> {
    this.#listing += 1;
    const listing = this.#listing;
    try {
      const parts = await Promise.all(
        ASKED[this.shown].map((asked) => this.#read<Listed>(`/v1/inbox${asked}`)),
      );
      const [first] = parts;
      if (listing !== this.#listing || !first) return;
      const cases = parts.flatMap((part) => part.cases);
      if (parts.length > 1) cases.sort((a, b) => (b.ended_at ?? '').localeCompare(a.ended_at ?? ''));
      this.#arrive({ ...first, cases });
      this.failed = false;
      // The stream begins behind what was read, so that nothing is missed between.
      if (this.#live?.last === 'p-0') this.#live.goOnBehind(String(first.last_event));
      this.#live?.start();
    } catch {
      if (listing !== this.#listing) return;
      this.failed = true;
    }
    this.#tell();
  }

  /** Opens a case, or none. */
  async open(id: string | null): Promise<void> {
    if (id === this.id && this.whole) return;
    this.id = id;
    this.whole = null;
    this.trouble = null;
    this.types = false;
    this.#tell();
    await this.reload();
  }

  /** Reads the open case anew. */
  async reload(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    this.#reading += 1;
    const reading = this.#reading;
    try {
      const whole = await this.#read<Whole>(`/v1/inbox/${encodeURIComponent(id)}`);
      if (reading !== this.#reading || id !== this.id) return;
      // Why something was not done stands until it is read; why the case was not there does not.
      if (!this.whole) this.trouble = null;
      this.whole = whole;
      this.#typing(whole.shopper_types);
      this.#offer(whole);
    } catch (error) {
      if (reading !== this.#reading || id !== this.id) return;
      const trouble = troubleOf(error);
      if (trouble.kind === 'gone') this.whole = null;
      // What was read before still stands there; the next change is read again.
      if (!this.whole) this.trouble = trouble;
    }
    this.#tell();
  }

  /** Does something with the open case; `false` where that was refused, and [`Inbox.trouble`] is why. */
  async act(what: string, body: object = {}): Promise<boolean> {
    const { id } = this;
    if (id === null) return false;
    try {
      await this.change(id, what, body);
      return true;
    } catch (error) {
      await this.fail(error);
      return false;
    }
  }

  /** Says why something was not done with the open case, and shows it as it is now. */
  async fail(error: unknown): Promise<void> {
    const trouble = troubleOf(error);
    await Promise.all([this.reload(), this.load()]);
    this.trouble = trouble.kind === 'conflict' ? { ...trouble, now: this.whole } : trouble;
    this.#tell();
  }

  /** Does something with a case; throws what the server has against it. */
  async change(id: string, what: string, body: object): Promise<void> {
    const answer = await desk.send('POST', `/v1/inbox/${encodeURIComponent(id)}/${what}`, body);
    const changed = (await answer.json()) as Case;
    if (id === this.id) {
      this.trouble = null;
      if (this.whole) this.whole = { ...this.whole, ...changed };
    }
    this.#offer(changed);
    this.#tell();
    await Promise.all([id === this.id ? this.reload() : null, this.load()]);
  }

  /** Undoes what can be. */
  async undo(): Promise<boolean> {
    const { undoable } = this;
    if (!undoable) return false;
    this.undoable = null;
    this.undone = undoable.id;
    try {
      await this.change(undoable.id, 'undo', {});
      return true;
    } catch (error) {
      await this.fail(error);
      if (this.trouble?.kind === 'conflict') this.trouble = { kind: 'settled' };
      this.#tell();
      return false;
    }
  }

  /** Nothing is to be undone any more. */
  settle(): void {
    if (!this.undoable) return;
    this.undoable = null;
    this.#tell();
  }

  /** What was said of what went wrong is read. */
  understand(): void {
    this.trouble = null;
    this.#tell();
  }

  /** What of a case its reader can undo. */
  #offer({ id, undo }: Case): void {
    const mine = undo && undo.by === desk.person?.name && Date.parse(undo.until) > this.now();
    if (mine) this.undoable = { id, undo };
    else if (this.undoable?.id === id) this.undoable = null;
  }

  #arrive(list: Listed): void {
    const before = this.list;
    const known = new Set(before?.cases.map(({ id }) => id));
    if (before && this.shown === 'waiting') {
      this.arrived += list.cases.filter(({ id }) => !known.has(id)).length;
    } else if (this.counts && list.counts.waiting > this.counts.waiting) {
      this.arrived += list.counts.waiting - this.counts.waiting;
    }
    this.list = list;
    this.counts = list.counts;
    this.colleagues = list.colleagues;
    this.targetMinutes = list.target_minutes;
  }

  #happened(happened: Happened): void {
    if (happened.event === 'typing') {
      if (happened.case === this.id) this.#typing(true);
      return;
    }
    this.#changed.add(happened.event === 'changed' ? happened.case : (this.id ?? ''));
    clearTimeout(this.#gathered);
    this.#gathered = setTimeout(() => {
      const changed = this.#changed;
      this.#changed = new Set();
      void this.load();
      if (this.id !== null && changed.has(this.id)) void this.reload();
    }, GATHER);
  }

  #typing(types: boolean): void {
    clearTimeout(this.#typed);
    this.types = types;
    if (types) {
      this.#typed = setTimeout(() => {
        this.types = false;
        this.#tell();
      }, TYPING);
    }
    this.#tell();
  }

  async #read<T>(path: string): Promise<T> {
    const response = await desk.api.send('GET', path);
    const there = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(there)) this.#ahead = there - Date.now();
    return (await response.json()) as T;
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** Why a request failed. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Unreachable) return { kind: 'unreachable' };
  if (!(error instanceof Problem)) return { kind: 'failed' };
  if (error.status === 409) return { kind: 'conflict', now: null };
  if (error.status === 404) return { kind: 'gone' };
  if (error.status === 429 || error.status === 503) return { kind: 'busy', seconds: error.retryAfter ?? 5 };
  if (error.status === 422) return { kind: 'refused', detail: error.message };
  return { kind: 'failed' };
}

export const inbox = new Inbox();
