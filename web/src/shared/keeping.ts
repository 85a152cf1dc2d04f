/** Where a browser keeps things; to name it may be refused already. */
type Where = 'localStorage' | 'sessionStorage';

/** What the browser keeps under `name`; `null` for nothing. */
export function kept(where: Where, name: string): string | null {
  try {
    return window[where].getItem(name);
  } catch {
    return null;
  }
}

/** What the browser keeps under `name` as JSON; `none` for nothing, and for what is no JSON. */
export function keptJson<T>(where: Where, name: string, none: T): T {
  try {
    return JSON.parse(kept(where, name) ?? '') as T;
  } catch {
    return none;
  }
}

/** Has the browser keep `value` under `name`. */
export function keep(where: Where, name: string, value: string): void {
  try {
    window[where].setItem(name, value);
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}
