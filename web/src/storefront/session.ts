const NAME = 'storekeeper-shop:session';
/** So long before a token runs out, it is no longer used. */
const EARLY = 10_000;
/** So long before its end a sign-in is renewed, */
const RENEWED = 5 * 60_000;
/** and never sooner than after this, where sign-ins are short or the shop does not answer. */
const PATIENCE = 30_000;

/** A member of the shop. */
export interface Member {
  key: string;
  /** What the member is called. */
  name: string | null;
}

interface Kept extends Member {
  token: string;
  expires: string;
}

/** Who is signed in in this tab. Tells `change`. */
export class Session extends EventTarget {
  /** The token, while it holds. */
  get token(): string | null {
    return this.#kept()?.token ?? null;
  }

  /** Who is signed in; `null` for nobody. */
  get member(): Member | null {
    return this.#kept();
  }

  /** What the member is called; `null` for nobody. */
  get name(): string | null {
    const member = this.#kept();
    return member && (member.name ?? member.key);
  }

  /** After how many milliseconds to sign in again, or to see that it ended. */
  get renewIn(): number {
    const kept = this.#kept();
    return kept ? Math.max(PATIENCE, Date.parse(kept.expires) - RENEWED - Date.now()) : 0;
  }

  #kept(): Kept | null {
    try {
      const kept = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as Kept | null;
      if (kept && Date.parse(kept.expires) - EARLY > Date.now()) return kept;
    } catch {
      // What cannot be read is nobody.
    }
    return null;
  }

  begin(session: Kept): void {
    sessionStorage.setItem(NAME, JSON.stringify(session));
    this.dispatchEvent(new Event('change'));
  }

  end(): void {
    sessionStorage.removeItem(NAME);
    this.dispatchEvent(new Event('change'));
  }
}
