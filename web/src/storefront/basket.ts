/** How many of one article fit in. */
export const MOST = 99;
const NAME = 'storekeeper-shop:basket';

/** What is in the basket: pieces by the shop's keys, in the order put in. */
export type Lines = ReadonlyMap<string, number>;

/** The basket of this browser. Tells `change`, in the other tabs too. */
export class Basket extends EventTarget {
  #lines: Lines = read();

  constructor() {
    super();
    addEventListener('storage', (event) => {
      if (event.key === NAME || event.key === null) this.#become(read());
    });
    // A page that the browser kept whole for the way back has missed what was put in since.
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#become(read());
    });
  }

  get lines(): Lines {
    return this.#lines;
  }

  /** All pieces. */
  get pieces(): number {
    return [...this.#lines.values()].reduce((sum, pieces) => sum + pieces, 0);
  }

  add(key: string, pieces = 1): void {
    this.set(key, (this.#lines.get(key) ?? 0) + pieces);
  }

  /** Sets how many; none takes the article out. */
  set(key: string, pieces: number): void {
    const lines = new Map(this.#lines);
    if (pieces > 0) lines.set(key, Math.min(MOST, pieces));
    else lines.delete(key);
    this.restore(lines);
  }

  /** Makes the basket what it was before. */
  restore(lines: Lines): void {
    try {
      localStorage.setItem(NAME, JSON.stringify([...lines]));
    } catch {
      // A browser that keeps nothing has a basket until the page is left.
    }
    this.#become(lines);
  }

  #become(lines: Lines): void {
    this.#lines = lines;
    this.dispatchEvent(new Event('change'));
  }
}

function read(): Lines {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(NAME) ?? '[]');
    if (!Array.isArray(kept)) return new Map();
    const lines = kept.filter(
      (line): line is [string, number] =>
        Array.isArray(line) && typeof line[0] === 'string' && Number.isInteger(line[1]) && line[1] > 0,
    );
    return new Map(lines.map(([key, pieces]) => [key, Math.min(MOST, pieces)]));
  } catch {
    return new Map();
  }
}
