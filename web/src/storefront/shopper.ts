import { Api, type Me, Problem, type Shop } from '../shared/api.js';
import { keep, kept } from '../shared/keeping.js';
import { inLanguage, type Language, languageOf, tagOf } from '../shared/language.js';
import { Basket } from './basket.js';
import { type Member, Session } from './session.js';
import { type Words, words } from './texts.js';
import { Visit } from './visit.js';

const LANGUAGE = 'storekeeper-shop:language';
const SHOP = 'storekeeper-shop:shop';

/** Who looks at the shop: their language, basket and sign-in. Tells `change` of each. */
class Shopper extends EventTarget {
  readonly basket = new Basket();
  readonly session = new Session();
  readonly visit = new Visit();
  readonly api = new Api('', () => this.session.token);
  /** The shop as it says of itself, or said on the page before; `undefined` until it is known, `null` if it stays unknown. */
  shop: Shop | null | undefined = shopBefore();
  #language = languageNow();
  #renewal: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.basket.addEventListener('change', this.#tell);
    this.session.addEventListener('change', () => {
      this.#renewInTime();
      this.#tell();
    });
    document.documentElement.lang = tagOf(this.#language);
    // A page that the browser kept whole for the way back has missed what was chosen since.
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted) return;
      this.#language = languageNow();
      document.documentElement.lang = tagOf(this.#language);
      this.session.dispatchEvent(new Event('change'));
    });
    void this.#meetShop();
    void this.#meetMember();
    this.#renewInTime();
  }

  get language(): Language {
    return this.#language;
  }

  /** Chooses the language, for the pages to come too. */
  set language(language: Language) {
    this.#language = language;
    // The widget follows the page's language.
    document.documentElement.lang = tagOf(language);
    keep('localStorage', LANGUAGE, language);
    const address = new URL(location.href);
    if (address.searchParams.has('lang')) {
      // It would win over the choice when the page is loaded again.
      address.searchParams.delete('lang');
      history.replaceState(history.state, '', address);
    }
    this.#tell();
  }

  get words(): Words {
    return words(this.#language);
  }

  /** What the shop is called; empty until it is known. */
  get shopName(): string {
    if (this.shop === undefined) return '';
    return inLanguage(this.shop?.name, this.#language) || this.words('shop');
  }

  /** Signs in as a member of the demo shop. */
  async signIn({ key, name }: Member): Promise<void> {
    const session = await this.api.post<{ token: string; expires: string }>('/v1/demo/session', {
      member: key,
    });
    this.session.begin({ ...session, key, name });
  }

  readonly #tell = () => this.dispatchEvent(new Event('change'));

  async #meetShop(): Promise<void> {
    try {
      this.shop = await this.api.get<Shop>('/v1/shop');
      keep('sessionStorage', SHOP, JSON.stringify(this.shop));
    } catch {
      this.shop ??= null;
    }
    this.#tell();
  }

  /** Asks whether the sign-in of the page before still holds: the shop may have been set up anew since. */
  async #meetMember(): Promise<void> {
    if (!this.session.token) return;
    try {
      await this.api.get<Me>('/v1/me');
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.session.end();
    }
  }

  /** Signs in again shortly before the sign-in ends, while a page is open. */
  #renewInTime(): void {
    clearTimeout(this.#renewal);
    const { member, renewIn } = this.session;
    if (!member) return;
    this.#renewal = setTimeout(async () => {
      // Who was away for longer than the sign-in lasts is asked anew.
      if (!this.session.member) return this.#tell();
      await this.signIn(member).catch(() => this.#renewInTime());
    }, renewIn);
  }
}

/** The language asked for in the address, else the one chosen before, else the browser's. */
function languageNow(): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked) {
    // The links of the page do not carry it on.
    keep('localStorage', LANGUAGE, languageOf(asked));
    return languageOf(asked);
  }
  return languageOf(kept('localStorage', LANGUAGE) ?? navigator.language);
}

function shopBefore(): Shop | undefined {
  try {
    return (JSON.parse(kept('sessionStorage', SHOP) ?? 'null') as Shop | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export const shopper = new Shopper();
