const NAME = 'storekeeper-shop:session';
/** So long before a token runs out, it is no longer used. */
const EARLY = 10_000;

interface Kept {
  token: string;
  expires: string;
  /** What the member is called. */
  name: string;
}

/** Who is signed in in this tab. Tells `change`. */
export class Session extends EventTarget {
  /** The token, while it holds. */
  get token(): string | null {
    return this.#kept()?.token ?? null;
  }

  /** What the member is called; `null` for nobody. */
  get name(): string | null {
    return this.#kept()?.name ?? null;
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
