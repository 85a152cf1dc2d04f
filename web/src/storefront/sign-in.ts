import { css, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { Shop } from '../shared/api.js';
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
      .place {
        visibility: hidden;
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
  @state() private members: DemoMember[] = [];
  @state() private failed = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  override connectedCallback(): void {
    super.connectedCallback();
    void shopper.shop.then(
      (shop) => {
        this.shop = shop;
      },
      () => {},
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    // Its place is kept until it is known, and where this is no demo, so that the head does not move.
    if (!this.shop?.demo && shopper.session.name === null) {
      return html`<button class="button place" disabled>${this.words('signIn')}</button>`;
    }
    const { name } = shopper.session;
    if (name !== null) {
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
                <button @click=${() => this.#signIn(member)}>
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

  async #signIn({ key, name }: DemoMember): Promise<void> {
    try {
      const session = await shopper.api.post<{ token: string; expires: string }>('/v1/demo/session', {
        member: key,
      });
      this.dialog.close();
      shopper.session.begin({ ...session, name: name ?? key });
    } catch {
      this.failed = true;
    }
  }
}

define('sk-sign-in', SignIn);
