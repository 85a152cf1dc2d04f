/** Waits so long, and then until the browser is online. */
export function online(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      if (navigator.onLine) resolve();
      else addEventListener('online', () => resolve(), { once: true });
    }, milliseconds);
  });
}
