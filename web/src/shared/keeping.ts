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

/** Has the browser keep `value` under `name`. */
export function keep(where: Where, name: string, value: string): void {
  try {
    window[where].setItem(name, value);
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}
