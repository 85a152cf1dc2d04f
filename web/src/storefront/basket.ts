/** How many of one article fit in. */
const MOST = 99;
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

  /** Puts pieces in, but no more than the shop has; gives how many went in. `stock` is `null` where it is not counted. */
  add(key: string, pieces: number, stock: number | null): number {
    const before = this.#lines.get(key) ?? 0;
    const fit = Math.max(0, Math.min(pieces, atMost(stock) - before));
    if (fit > 0) this.set(key, before + fit);
    return fit;
  }

  /** Sets how many; none takes the article out. */
  set(key: string, pieces: number): void {
    const lines = new Map(this.#lines);
    if (pieces > 0) lines.set(key, Math.min(MOST, pieces));
    else lines.delete(key);
    this.#keep(lines);
  }

  /** Puts back what was taken out, where it stood. What was changed since stays changed. */
  putBack(key: string, pieces: number, place: number): void {
    const lines = [...this.#lines].filter(([other]) => other !== key);
    lines.splice(place, 0, [key, Math.min(MOST, pieces + (this.#lines.get(key) ?? 0))]);
    this.#keep(new Map(lines));
  }

  #keep(lines: Lines): void {
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

/** How many of an article can be in the basket, by what the shop has of it. */
export function atMost(stock: number | null): number {
  return Math.min(MOST, stock ?? MOST);
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
