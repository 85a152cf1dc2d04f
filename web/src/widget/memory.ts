/**
 * What the widget keeps in the browser: the conversation's name (so that it survives a page change) and a
 * few choices. No cookie. A browser that keeps nothing (private windows, blocked storage) is served from memory.
 */

/** A conversation that was silent for so long is begun anew: the browser may be somebody else's by then. */
const LONGEST = 24 * 60 * 60 * 1000;

interface Remembered {
  id: string;
  used: number;
  /** Whether a person of the shop has it, or was asked to. */
  person?: boolean;
}

export interface Choice {
  /** The language chosen in the widget, where one was. */
  language?: 'en' | 'zh';
  /** Whether the page that is looked at may be told. */
  page?: boolean;
}

export class BrowserMemory {
  readonly #lost = new Map<string, string>();
  readonly #prefix: string;

  /** `server` is the origin that is talked to: two shops on one site do not share a conversation. */
  constructor(server: string) {
    this.#prefix = `storekeeper:${server || location.origin}:`;
  }

  /** The conversation of `who` (a member's key; empty for nobody). */
  talk(who: string): string | null {
    const kept = this.#read<Remembered>(`talk:${who}`);
    if (!kept || Date.now() - kept.used > LONGEST) return null;
    return kept.id;
  }

  keepTalk(who: string, id: string): void {
    const before = this.#read<Remembered>(`talk:${who}`);
    const person = before?.id === id && before.person === true;
    this.#write(`talk:${who}`, { id, used: Date.now(), person } satisfies Remembered);
  }

  /** Whether a person of the shop has the conversation of `who`, or was asked to. */
  hasPerson(who: string): boolean {
    return this.talk(who) !== null && this.#read<Remembered>(`talk:${who}`)?.person === true;
  }

  keepPerson(who: string, person: boolean): void {
    const kept = this.#read<Remembered>(`talk:${who}`);
    if (kept && (kept.person ?? false) !== person) this.#write(`talk:${who}`, { ...kept, person });
  }

  forgetTalk(who: string): void {
    this.#write(`talk:${who}`, null);
  }

  choices(): Choice {
    return this.#read<Choice>('choices') ?? {};
  }

  keepChoices(choices: Choice): void {
    this.#write('choices', choices);
  }

  /** Whether the panel was open on the page before, in this tab. */
  isOpen(): boolean {
    try {
      return sessionStorage.getItem(`${this.#prefix}open`) === 'yes';
    } catch {
      return false;
    }
  }

  keepOpen(open: boolean): void {
    try {
      sessionStorage.setItem(`${this.#prefix}open`, open ? 'yes' : 'no');
    } catch {
      // The panel is then closed after a page change.
    }
  }

  /** Whether a storage event is about the conversation of `who`: another tab began or ended it. */
  concerns(event: StorageEvent, who: string): boolean {
    return event.key === `${this.#prefix}talk:${who}`;
  }

  #read<T>(name: string): T | null {
    const key = this.#prefix + name;
    let text: string | null;
    try {
      text = localStorage.getItem(key);
    } catch {
      text = this.#lost.get(key) ?? null;
    }
    try {
      return text === null ? null : (JSON.parse(text) as T);
    } catch {
      return null;
    }
  }

  #write(name: string, value: unknown): void {
    const key = this.#prefix + name;
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
    } catch {
      if (value === null) this.#lost.delete(key);
      else this.#lost.set(key, JSON.stringify(value));
    }
  }
}
