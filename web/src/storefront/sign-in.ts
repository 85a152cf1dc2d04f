import { css, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { Me, Shop } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import type { Text2 } from '../shared/language.js';
import { shopper } from './shopper.js';
import { View } from './view.js';

interface DemoMember {
  key: string;
  name: string | null;
  orders: number;
  note: Text2;
}

/** Signing in as one of the demo shop's members, and out again. Not there where the shop is no demo. */
export class SignIn extends View {
  static override styles = [
    ...View.styles,
    css`
      dialog {
        width: min(440px, calc(100vw - 32px));
        padding: 20px;
        border: 1px solid var(--sk-line);
        border-radius: var(--sk-radius);
        background: var(--sk-surface);
        color: var(--sk-text);
        box-shadow: var(--sk-shadow);
      }
      dialog::backdrop {
        background: rgb(10 14 12 / 45%);
      }
      ul {
        display: grid;
        gap: 8px;
        margin: 16px 0;
        list-style: none;
      }
      li button {
        width: 100%;
        padding: 10px 14px;
        border: 1px solid var(--sk-line);
        border-radius: var(--sk-radius);
        background: none;
        text-align: start;
      }
      li button:hover {
        border-color: var(--sk-accent);
      }
      small {
        display: block;
      }
      .who {
        max-width: 9em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @state() private shop: Shop | null = null;
  @state() private me: Me | null = null;
  @state() private members: DemoMember[] = [];
  @state() private failed = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  readonly #signedIn = () => void this.#meet();

  override connectedCallback(): void {
    super.connectedCallback();
    shopper.session.addEventListener('change', this.#signedIn);
    void shopper.shop.then(
      (shop) => {
        this.shop = shop;
      },
      () => {},
    );
    void this.#meet();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shopper.session.removeEventListener('change', this.#signedIn);
  }

  async #meet(): Promise<void> {
    this.me = shopper.session.token ? await shopper.api.get<Me>('/v1/me').catch(() => null) : null;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.shop?.demo) return nothing;
    if (this.me) {
      const name = this.me.name ?? this.me.key;
      return html`<span class="row">
        <span class="who" title=${this.words('signedIn', { name })}>${name}</span>
        <button class="button" @click=${() => shopper.session.end()}>${this.words('signOut')}</button>
      </span>`;
    }
    return html`<button class="button" @click=${this.#choose}>${this.words('signIn')}</button>
      <dialog aria-labelledby="sign-in" @click=${this.#closeBeside}>
        <h2 id="sign-in">${this.words('signInAs')}</h2>
        <p class="muted">${this.words('signInAbout')}</p>
        <ul role="list">
          ${this.members.map(
            (member) =>
              html`<li>
                <button @click=${() => this.#signIn(member.key)}>
                  ${member.name ?? member.key}
                  <small class="muted"
                    >${this.text(member.note)} · ${member.orders === 1 ? this.words('oneOrder') : this.words('orders', { n: member.orders })}</small
                  >
                </button>
              </li>`,
          )}
        </ul>
        <p role="alert">${this.failed ? this.words('signInFailed') : nothing}</p>
        <button class="button" @click=${() => this.dialog.close()}>${this.words('close')}</button>
      </dialog>`;
  }

  readonly #choose = async (): Promise<void> => {
    this.failed = false;
    this.dialog.showModal();
    try {
      const found = await shopper.api.get<{ members: DemoMember[] }>('/v1/demo/members');
      this.members = found.members;
    } catch {
      this.failed = true;
    }
  };

  readonly #closeBeside = (event: Event): void => {
    if (event.target === this.dialog) this.dialog.close();
  };

  async #signIn(member: string): Promise<void> {
    try {
      shopper.session.begin(await shopper.api.post('/v1/demo/session', { member }));
      this.dialog.close();
    } catch {
      this.failed = true;
    }
  }
}

define('sk-sign-in', SignIn);
