import { Api, type Shop } from '../shared/api.js';
import { type Language, languageOf, tagOf } from '../shared/language.js';
import { Basket } from './basket.js';
import { Session } from './session.js';
import { type Words, words } from './texts.js';

const NAME = 'storekeeper-shop:language';

/** Who looks at the shop: their language, basket and sign-in. Tells `change` of each. */
class Shopper extends EventTarget {
  readonly basket = new Basket();
  readonly session = new Session();
  readonly api = new Api('', () => this.session.token);
  /** The shop, as it says of itself. */
  readonly shop: Promise<Shop> = this.api.get<Shop>('/v1/shop');
  #language = languageNow();

  constructor() {
    super();
    const tell = () => this.dispatchEvent(new Event('change'));
    this.basket.addEventListener('change', tell);
    this.session.addEventListener('change', tell);
    document.documentElement.lang = tagOf(this.#language);
  }

  get language(): Language {
    return this.#language;
  }

  set language(language: Language) {
    this.#language = language;
    // The widget follows the page's language.
    document.documentElement.lang = tagOf(language);
    try {
      localStorage.setItem(NAME, language);
    } catch {
      // Then it is chosen anew on the next page.
    }
    this.dispatchEvent(new Event('change'));
  }

  get words(): Words {
    return words(this.#language);
  }
}

/** The language asked for in the address, else the one chosen before, else the browser's. */
function languageNow(): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked) return languageOf(asked);
  try {
    return languageOf(localStorage.getItem(NAME) ?? navigator.language);
  } catch {
    return languageOf(navigator.language);
  }
}

export const shopper = new Shopper();
