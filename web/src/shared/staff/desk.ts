import { Api, Problem, type Sending } from '../api.js';
import { keep, kept } from '../keeping.js';
import { type Language, languageOf, tagOf } from '../language.js';
import { type Key, type Words, words } from './texts.js';

const LANGUAGE = 'storekeeper-console:language';
const SESSION = '/v1/staff/session';

/** What somebody of the shop is. */
export type Role = 'agent' | 'marketer' | 'admin';

/** Who is signed in, as `/v1/staff/session` has it. */
export interface Person {
  name: string;
  called: string;
  role: Role;
  /** What they may do, such as `see_member`. */
  rights: string[];
  /** Shown with whatever changes something. */
  csrf: string;
  /** When the session ends, used or not. */
  until: string;
}

/** Who works at the console: their language and their session. Tells `change` of each. */
class Desk extends EventTarget {
  /** Who is signed in; `null` for nobody, `undefined` until it is known. */
  person: Person | null | undefined = undefined;
  /** Why nobody is, where that is worth a word. */
  why: Key | null = null;
  /** Whether it cannot be found out who is signed in. */
  failed = false;
  /** Asks the server in the name of who is signed in. */
  readonly api: Api;
  #language = languageOf(kept('localStorage', LANGUAGE) ?? navigator.language);
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.api = new OwnApi(this);
    document.documentElement.lang = tagOf(this.#language);
    // Who comes back to the page may have been away for longer than a session is kept.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && this.person) void this.meet();
    });
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) void this.meet();
    });
    void this.meet();
  }

  get language(): Language {
    return this.#language;
  }

  set language(language: Language) {
    this.#language = language;
    document.documentElement.lang = tagOf(language);
    keep('localStorage', LANGUAGE, language);
    this.#tell();
  }

  get words(): Words {
    return words(this.#language);
  }

  /** Whether who is signed in may do it. */
  may(right: string): boolean {
    return this.person?.rights.includes(right) ?? false;
  }

  /** Whether a name is that of who is signed in: it may differ in blanks around and capitals, as the server compares them. */
  isCalled(name: string | undefined): boolean {
    return Boolean(this.person) && name?.trim().toLowerCase() === this.person?.name.trim().toLowerCase();
  }

  /** Asks who is signed in. */
  async meet(): Promise<void> {
    this.failed = false;
    try {
      this.#welcome(await this.api.get<Person>(SESSION));
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) this.#leave();
      else this.failed = true;
      this.#tell();
    }
  }

  /** Signs in; throws what the server has against it. */
  async signIn(name: string, password: string): Promise<void> {
    this.#welcome(await this.api.post<Person>(SESSION, { name, password }));
  }

  /** Signs out in this browser, or in every one. */
  async signOut(everywhere: boolean): Promise<void> {
    await this.send('DELETE', everywhere ? '/v1/staff/sessions' : SESSION);
    this.#leave(everywhere ? 'signedOutAll' : 'signedOut');
    this.#tell();
  }

  /** Changes the password; the session is a new one then. */
  async changePassword(old: string, another: string): Promise<void> {
    const answer = await this.send('POST', '/v1/staff/password', { old, new: another });
    this.#welcome((await answer.json()) as Person);
  }

  /** Sends something that changes something. Where the session is over, nobody is signed in from then on. */
  send(method: string, path: string, json?: unknown): Promise<Response> {
    return this.api.send(method, path, { json });
  }

  /** The session is over, as a request found out. */
  ended(): void {
    if (!this.person) return;
    this.#leave();
    this.#tell();
  }

  #welcome(person: Person): void {
    this.person = person;
    this.why = null;
    clearTimeout(this.#end);
    // The server ends it; the page sees to it that this is seen.
    this.#end = setTimeout(() => this.meet(), Math.max(1_000, Date.parse(person.until) - Date.now() + 1_000));
    this.#tell();
  }

  #leave(why: Key = 'ended'): void {
    clearTimeout(this.#end);
    // Who was not signed in has not been signed out.
    if (this.person) this.why = why;
    this.person = null;
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/**
 * Asks with the session's cookie and in the language of who works here, and shows with whatever changes something that the page is
 * the server's own.
 */
class OwnApi extends Api {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    super('', () => null, 'same-origin');
    this.#desk = desk;
  }

  override async send(method: string, path: string, more: Sending = {}): Promise<Response> {
    const headers = new Headers(more.headers);
    headers.set('accept-language', tagOf(this.#desk.language));
    if (method !== 'GET' && this.#desk.person) headers.set('x-csrf-token', this.#desk.person.csrf);
    try {
      return await super.send(method, path, { ...more, headers });
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.#desk.ended();
      throw error;
    }
  }
}

export const desk = new Desk();

/** Forgets what is kept for this tab under some names as soon as nobody is signed in: whoever signs in next sees nothing of it. */
export function forgetAtSignOut(...names: string[]): void {
  desk.addEventListener('change', () => {
    if (desk.person !== null) return;
    for (const name of names) keep('sessionStorage', name, '');
  });
}
