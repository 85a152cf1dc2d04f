import type { Goods } from '../shared/api.js';
import type { Page } from '../shared/talk/protocol.js';
import type { AddToBasket, StorekeeperChat } from '../widget/index.js';
import { shopper } from './shopper.js';

/**
 * The assistant on these pages. It is embedded as on any shop's page, by one script tag (in `storefront.html`),
 * and not compiled in: what is tried here is what shops get. Before the script is there, and where it does not come, the element is a plain one.
 */
export function chat(): Partial<StorekeeperChat> | null {
  return document.querySelector('storekeeper-chat');
}

/** Whether there is somebody to ask: the script is there. Tells `change` of the shopper when it came. */
export function canAsk(): boolean {
  return customElements.get('storekeeper-chat') !== undefined;
}

/** Opens the chat. */
export function ask(): void {
  void chat()?.show?.();
}

/** Offers the assistant what the person looks at; it is told only where they agree. */
export function lookAt(page: Page): void {
  const element = chat();
  if (element) element.page = page;
}

/** Ties the assistant to these pages: who is signed in, and the basket. */
export function embed(): void {
  const element = document.querySelector('storekeeper-chat');
  if (!element) return;
  element.tokenSource = () => shopper.session.token;
  element.addEventListener('storekeeper-add-to-basket', (event) => {
    const { key, quantity } = event as AddToBasket;
    (event as AddToBasket).respondWith(put(key, quantity));
  });
  void customElements.whenDefined('storekeeper-chat').then(() => shopper.dispatchEvent(new Event('change')));
  shopper.session.addEventListener('change', () => void chat()?.signedInChanged?.());
}

/** Puts an article into the basket, after the shop has said that it has it; fails where nothing more can be had. */
async function put(key: string, pieces: number): Promise<void> {
  const { stock } = await shopper.api.get<Goods>(`/v1/products/${encodeURIComponent(key)}`);
  if (shopper.basket.add(key, pieces, stock) === 0) throw new Error('the shop has no more of it');
}
