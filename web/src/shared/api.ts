import type { Text2 } from './language.js';

/** What is wrong with a part of what was sent. */
export interface WrongPart {
  /** Where: `all[1].column`; empty for the whole. */
  place: string;
  what: string;
}

/** A request that the server answered with a problem (RFC 9457). */
export class Problem extends Error {
  override name = 'Problem';
  constructor(
    readonly status: number,
    detail: string,
    /** Seconds after which it may be tried again, where the server says so. */
    readonly retryAfter: number | null,
    /** What is wrong with each part of what was sent, where the server says so. */
    readonly problems: readonly WrongPart[] = [],
    /** All that the server told. */
    readonly told: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

/** The server could not be reached. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** Tells the token of the member who is signed in; `null` for nobody. */
export type TokenSource = () => string | null | Promise<string | null>;

/** What goes along with a request: what `fetch` takes, and a body. */
export type Sending = RequestInit & { json?: unknown };

/** Asks a Storekeeper server. */
export class Api {
  constructor(
    /** The server's origin, without a slash at the end; empty: the page's own. */
    readonly server: string,
    readonly token: TokenSource = () => null,
    /** Whether cookies go along: a token says who asks, and no cookie is wanted or sent. */
    readonly credentials: RequestCredentials = 'omit',
  ) {}

  /** Sends a request and gives the answer as it comes; throws [`Problem`] or [`Unreachable`]. */
  async send(method: string, path: string, more: Sending = {}): Promise<Response> {
    const { json, ...init } = more;
    const headers = new Headers(init.headers);
    const token = await this.token();
    if (token) headers.set('authorization', `Bearer ${token}`);
    if (json !== undefined) {
      headers.set('content-type', 'application/json');
      init.body = JSON.stringify(json);
    }
    let response: Response;
    try {
      response = await fetch(this.server + path, {
        ...init,
        method,
        headers,
        credentials: this.credentials,
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new Unreachable('the server cannot be reached', { cause: error });
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async get<T>(path: string, more: RequestInit = {}): Promise<T> {
    return (await this.send('GET', path, more)).json() as Promise<T>;
  }

  async post<T>(path: string, json: unknown): Promise<T> {
    return (await this.send('POST', path, { json })).json() as Promise<T>;
  }

  async put<T>(path: string, json: unknown): Promise<T> {
    return (await this.send('PUT', path, { json })).json() as Promise<T>;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get('retry-after'));
  let detail = response.statusText;
  let told: Record<string, unknown> & { detail?: string; problems?: WrongPart[] } = {};
  try {
    told = await response.json();
    detail = told.detail ?? detail;
  } catch {
    // Not a problem of ours: a proxy's page. The status says enough.
  }
  return new Problem(response.status, detail, wait > 0 ? wait : null, told.problems ?? [], told);
}

/** An amount of money: a decimal number and its ISO 4217 code. */
export interface Amount {
  amount: string;
  currency: string;
}

/** A product, as `/v1/products` has it. */
export interface Goods {
  key: string;
  title: Text2;
  description: Text2;
  brand: string | null;
  category: string | null;
  price: Amount;
  /** Pieces on the shelf; `null` where the shop does not count them. */
  stock: number | null;
  attributes: Record<string, string>;
  image: string | null;
}

/** The choices of a member about what the assistant does with what it knows. */
export interface Choices {
  /** Suggestions out of the member's own orders. */
  personal: boolean;
  /** Remembering what the member tells. */
  remember: boolean;
}

/** The member who is signed in. */
export interface Me {
  key: string;
  name: string | null;
  choices: Choices;
}

/** The shop, as `/v1/shop` has it. */
export interface Shop {
  currency: string;
  name: Text2 | null;
  /** Whether one may sign in as a member of the demo shop. */
  demo: boolean;
  /** Whether a model finds the words. */
  model: boolean;
}
