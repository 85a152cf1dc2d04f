/**
 * The widget, two ways: as a module it defines `<storekeeper-chat>`; as a classic script it also puts one on the
 * page that has none, with the script tag's `data-` attributes as its attributes.
 */
import { StorekeeperChat } from './chat.js';

export type { Page } from '../shared/talk/protocol.js';
export { AddToBasket, OpenProduct, Toggled } from './happenings.js';
export { StorekeeperChat };

/** The script tag, where this is a classic script. It can be asked for only while the script runs. */
const tag = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;

/** Where the script came from: the server that is talked to, unless the page names another. */
StorekeeperChat.home = new URL(tag?.src ?? import.meta.url).origin;

if (!customElements.get('storekeeper-chat')) customElements.define('storekeeper-chat', StorekeeperChat);

if (tag) {
  const place = () => {
    if (document.querySelector('storekeeper-chat')) return;
    const chat = document.createElement('storekeeper-chat');
    for (const { name, value } of tag.attributes) {
      if (name.startsWith('data-')) chat.setAttribute(name.slice('data-'.length), value);
    }
    document.body.append(chat);
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', place, { once: true });
  else place();
}

declare global {
  interface HTMLElementTagNameMap {
    'storekeeper-chat': StorekeeperChat;
  }
}
