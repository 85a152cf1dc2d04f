import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { Api, type Choices, type Me, type TokenSource } from '../shared/api.js';
import { type Language, languageOf } from '../shared/language.js';
import { basics, tokens } from '../shared/styles.js';
import type { Page, ProductCard, Verdict } from '../shared/talk/protocol.js';
import type { Item } from '../shared/talk/state.js';
import { Talk } from '../shared/talk/talk.js';
import { cardStyles } from './card-styles.js';
import type { Adding } from './cards.js';
import { AddToBasket, OpenProduct, Toggled } from './happenings.js';
import { BrowserMemory } from './memory.js';
import { renderChat } from './panel.js';
import { personStyles } from './person-styles.js';
import { styles } from './styles.js';
import { type Words, words } from './texts.js';
import { asText, download } from './transcript.js';

/** Where the panel fills the window: as the styles have it. */
const PHONE = '(max-width: 520px)';
/** How long a card says that its article is in the basket, in milliseconds. */
const SAYS_ADDED = 2500;

/**
 * The chat with a shop's assistant: `<storekeeper-chat>`.
 *
 * @attr server - the origin of the Storekeeper server; without it, the one that the script came from
 * @attr lang - `en` or `zh`; without it, the page's language
 * @attr theme - `light` or `dark`; without it, the visitor's scheme
 * @attr token - the token of the member who is signed in; better is [`StorekeeperChat.tokenSource`]
 * @attr product-url - the address of an article's page, with `{key}` in it
 * @attr open - whether the panel is open
 * @fires storekeeper-add-to-basket - [`AddToBasket`]: an article is wanted in the basket
 * @fires storekeeper-open-product - [`OpenProduct`]: an article is to be shown
 * @fires storekeeper-toggle - [`Toggled`]: the panel was opened or closed
 * @csspart launcher - the button that opens the panel
 * @csspart panel - the panel
 * @cssprop --storekeeper-accent - and the other variables of `shared/styles.ts`: colours, radius, font
 * @cssprop --storekeeper-inset - the distance from the window's edges
 */
export class StorekeeperChat extends LitElement {
  static override styles = [tokens, basics, styles, cardStyles, personStyles];
  /** The server that is talked to where the page names none: the one that the script came from. */
  static home = '';

  @property() server = StorekeeperChat.home;
  @property({ reflect: true }) theme: string | null = null;
  @property() token: string | null = null;
  @property({ attribute: 'product-url' }) productUrl: string | null = null;
  @property({ type: Boolean, reflect: true }) open = false;
  /** What the person looks at. It is sent only where they agreed, and they see that it is. */
  @property({ attribute: false }) page: Page | null = null;
  /** Tells the token of the member who is signed in whenever one is needed; `null` for nobody. */
  @property({ attribute: false }) tokenSource: TokenSource | null = null;

  @state() language: Language = 'en';
  @state() settings = false;
  @state() draft = '';
  @state() talk!: Talk;
  @state() choices: Choices | null = null;
  @state() unsaved = false;
  @state() asksToForget = false;
  @state() forgotten = false;
  @state() sharesPage = false;
  @state() seconds = 0;
  /** Messages of a person that came while the panel was closed. */
  @state() unread = 0;
  /** The turn whose thumb down is being explained, and the one that could not be rated. */
  @state() explains: number | null = null;
  @state() notRated: number | null = null;
  @query('textarea') private readonly composer!: HTMLTextAreaElement | null;
  @query('.launcher') private readonly launcher!: HTMLButtonElement | null;
  @query('.panel') private readonly panel!: HTMLElement | null;
  @query('.log') private readonly log!: HTMLElement | null;

  memory!: BrowserMemory;
  readonly adding = new Map<string, Adding>();
  readonly unfolded = new Set<Item>();
  readonly #observer = new MutationObserver(() => this.#chooseLanguage());
  #countdown = 0;
  #shownTurns = 0;
  #shownItems = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.memory = new BrowserMemory(this.server);
    this.sharesPage = this.memory.choices().page ?? false;
    this.#observer.observe(document.documentElement, { attributeFilter: ['lang'] });
    this.#observer.observe(this, { attributeFilter: ['lang'] });
    this.#chooseLanguage();
    addEventListener('online', this.#online);
    addEventListener('storage', this.#stored);
    document.addEventListener('visibilitychange', this.#seen);
    this.#meet('');
    this.open ||= this.memory.isOpen();
    void this.signedInChanged();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    removeEventListener('online', this.#online);
    removeEventListener('storage', this.#stored);
    document.removeEventListener('visibilitychange', this.#seen);
    clearInterval(this.#countdown);
    this.talk.close();
  }

  protected override render(): TemplateResult {
    return renderChat(this);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('token') || changed.has('tokenSource')) void this.signedInChanged();
    this.#scroll();
  }

  // What a page may call.

  /** Opens the panel and puts the cursor into the message. */
  async show(): Promise<void> {
    this.#toggle(true);
    await this.updateComplete;
    // On a phone the keyboard would cover what was opened.
    if (matchMedia('(pointer: fine)').matches) this.composer?.focus();
    else this.panel?.focus();
  }

  /** Closes the panel. */
  async hide(): Promise<void> {
    this.#toggle(false);
    await this.updateComplete;
    this.launcher?.focus();
  }

  /** Opens the panel and says something. */
  async ask(text: string): Promise<void> {
    await this.show();
    await this.say(text);
  }

  /** To be called after a sign-in or sign-out: everybody has a conversation of their own. */
  async signedInChanged(): Promise<void> {
    const who = subjectOf(await this.#token());
    if (who !== this.talk.who) this.#meet(who);
    // Where a person has the conversation their words are waited for, also while the panel is closed.
    if (this.open || this.memory.hasPerson(who)) await this.#arrive();
  }

  // What the panel calls.

  get words(): Words {
    return words(this.language);
  }

  /** What is told of the page: what the chip shows, and nothing else. */
  get looksAt(): Page | null {
    if (this.page?.product) return { product: this.page.product };
    return this.page?.basket?.length ? { basket: this.page.basket } : null;
  }

  async say(text: string): Promise<void> {
    const said = text.trim();
    if (!said || this.talk.answering) return;
    this.settings = false;
    this.forgotten = false;
    this.explains = null;
    const answered = this.talk.say(said, this.sharesPage ? this.looksAt : null);
    await this.#keepFocus();
    await answered;
  }

  /** Asks again what was asked last. */
  retry(): void {
    void this.talk.retry();
    void this.#keepFocus();
  }

  /** Sends what stands in the composer. */
  send(): void {
    const text = this.draft;
    if (!text.trim() || this.talk.answering) return;
    this.draft = '';
    void this.say(text);
  }

  decide(id: string, yes: boolean): void {
    void this.talk.decide(id, yes, this.words(yes ? 'saidYes' : 'saidNo'));
    void this.#keepFocus();
  }

  async rate(turn: number, verdict: Verdict | null, reason: string | null = null): Promise<void> {
    this.notRated = null;
    this.explains = verdict === 'down' && reason === null ? turn : null;
    void this.#keepFocus();
    if (!(await this.talk.rate(turn, verdict, reason))) this.notRated = turn;
  }

  async addToBasket(card: ProductCard): Promise<void> {
    if (this.adding.get(card.key) === 'adding') return;
    const wish = new AddToBasket(card.key, card.title);
    this.#note(card.key, 'adding');
    this.dispatchEvent(wish);
    try {
      await wish.outcome;
      this.#note(card.key, 'added');
      setTimeout(() => this.#note(card.key, null), SAYS_ADDED);
    } catch {
      this.#note(card.key, 'failed');
    }
  }

  pageOf(key: string): string | null {
    return this.productUrl?.replace('{key}', encodeURIComponent(key)) ?? null;
  }

  openProduct(key: string, event: Event): void {
    if (!this.dispatchEvent(new OpenProduct(key))) event.preventDefault();
    // On a phone the panel would cover what was opened.
    if (matchMedia(PHONE).matches) this.#toggle(false);
  }

  picture(path: string): string {
    return path.startsWith('/') ? this.server + path : path;
  }

  unfold(list: Item): void {
    this.unfolded.add(list);
    this.requestUpdate();
  }

  chooseLanguage(language: Language | null): void {
    const { language: _, ...others } = this.memory.choices();
    this.memory.keepChoices(language ? { ...others, language } : others);
    this.#chooseLanguage();
    this.requestUpdate();
  }

  sharePage(shares: boolean): void {
    this.sharesPage = shares;
    this.memory.keepChoices({ ...this.memory.choices(), page: shares });
  }

  async choose(changed: Partial<Choices>): Promise<void> {
    const before = this.choices;
    if (!before) return;
    this.unsaved = false;
    this.choices = { ...before, ...changed };
    try {
      this.choices = (await this.talk.api.put<Me>('/v1/me/choices', changed)).choices;
    } catch {
      this.choices = before;
      this.unsaved = true;
    }
  }

  async showSettings(show: boolean): Promise<void> {
    this.settings = show;
    this.asksToForget = false;
    this.unsaved = false;
    if (show && this.talk.who) {
      this.choices = (await this.talk.api.get<Me>('/v1/me').catch(() => null))?.choices ?? null;
    }
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('header .icon')?.focus();
  }

  async forget(): Promise<void> {
    this.asksToForget = false;
    try {
      await this.talk.forget();
      this.settings = false;
      this.forgotten = true;
      await this.#keepFocus();
    } catch {
      this.unsaved = true;
    }
  }

  save(): void {
    download('conversation.txt', asText(this.talk.turns, this.words));
  }

  /** After a deed whose button is gone with it: the focus stays in the panel. */
  async #keepFocus(): Promise<void> {
    await this.updateComplete;
    if (!this.open || this.shadowRoot?.activeElement) return;
    if (matchMedia('(pointer: fine)').matches) this.composer?.focus();
    else this.panel?.focus();
  }

  async #token(): Promise<string | null> {
    return this.tokenSource ? this.tokenSource() : this.token;
  }

  /** Turns to the conversation of `who`. */
  #meet(who: string): void {
    this.talk?.close();
    const talk = new Talk(new Api(this.server, () => this.#token()), this.memory, who);
    talk.addEventListener('change', () => {
      if (talk !== this.talk) return;
      this.#count();
      this.requestUpdate();
    });
    talk.addEventListener('person', () => {
      if (talk === this.talk && !this.open) this.unread += 1;
    });
    this.talk = talk;
    this.unread = 0;
    this.choices = null;
    this.settings = false;
    this.#shownTurns = 0;
  }

  /** Reads back what was said, where there is something and nothing is shown yet. */
  async #arrive(): Promise<void> {
    if (this.talk.began && this.talk.turns.length === 0) await this.talk.recall();
  }

  #toggle(open: boolean): void {
    if (open === this.open) return;
    this.open = open;
    this.unread = 0;
    this.#shownTurns = 0;
    this.memory.keepOpen(open);
    this.dispatchEvent(new Toggled(open));
    if (open) void this.#arrive();
  }

  #chooseLanguage(): void {
    const tag = this.getAttribute('lang') ?? (document.documentElement.lang || navigator.language);
    this.language = this.memory.choices().language ?? languageOf(tag);
  }

  #note(key: string, state: Adding | null): void {
    if (state) this.adding.set(key, state);
    else this.adding.delete(key);
    this.requestUpdate();
  }

  /** Counts the seconds down after which a message may be sent again. */
  #count(): void {
    const trouble = this.talk.turns.at(-1)?.trouble;
    clearInterval(this.#countdown);
    this.seconds = trouble?.kind === 'busy' ? trouble.seconds : 0;
    if (this.seconds === 0) return;
    this.#countdown = window.setInterval(() => {
      this.seconds -= 1;
      if (this.seconds <= 0) clearInterval(this.#countdown);
    }, 1000);
  }

  readonly #online = (): void => {
    if (this.talk.turns.at(-1)?.trouble?.kind === 'offline') void this.talk.retry();
  };

  readonly #stored = (event: StorageEvent): void => {
    if (this.open && this.memory.concerns(event, this.talk.who)) void this.talk.recall();
  };

  readonly #seen = (): void => {
    if (document.hidden) this.talk.rest();
    else if ((this.open || this.talk.person) && this.talk.began && !this.talk.turns.at(-1)?.trouble) {
      void this.talk.recall();
    }
  };

  /**
   * Keeps the newest in view, but not so far that its question leaves: what was shown first is read first.
   */
  #scroll(): void {
    const { log } = this;
    const count = this.talk.turns.length;
    if (!log || count === 0) return;
    const last = log.querySelector<HTMLElement>('.turn:last-of-type');
    const fresh = count !== this.#shownTurns;
    if (last && (fresh || this.talk.answering)) {
      log.scrollTop = Math.min(log.scrollHeight, last.offsetTop - log.offsetTop);
    }
    // What a person says is short, and its end is what is new.
    const items = this.talk.turns.at(-1)?.items.length ?? 0;
    const said = this.talk.turns.at(-1)?.items.at(-1)?.kind === 'person';
    if (!fresh && said && items !== this.#shownItems) log.scrollTop = log.scrollHeight;
    this.#shownTurns = count;
    this.#shownItems = items;
  }
}

/** Whose a token is, by its own words: only to tell conversations apart. The server verifies it. */
function subjectOf(token: string | null): string {
  try {
    const body = token?.split('.')[1] ?? '';
    const claims = JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))) as { sub?: string };
    return claims.sub ?? '';
  } catch {
    return '';
  }
}
