const NAME = 'storekeeper-shop:looked';
/** Of more articles than these it is not kept that they were looked at. */
const MOST = 10;

/** This visit: what was looked at in this tab. Where the browser may keep nothing, nothing was. */
export class Visit {
  /** The keys of the articles looked at, each once, the newest last. */
  get looked(): readonly string[] {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? '[]');
      if (!Array.isArray(kept)) return [];
      return kept.filter((key): key is string => typeof key === 'string').slice(-MOST);
    } catch {
      return [];
    }
  }

  /** Keeps that an article is looked at. */
  look(key: string): void {
    const looked = [...this.looked.filter((other) => other !== key), key].slice(-MOST);
    try {
      sessionStorage.setItem(NAME, JSON.stringify(looked));
    } catch {
      // A browser that keeps nothing gets no suggestions out of it.
    }
  }
}
