import { css, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import type { Text2 } from '../shared/language.js';
import { dialogs } from '../shared/styles.js';
import { icon } from './icons.js';
import type { Member } from './session.js';
import { shopper } from './shopper.js';
import { View } from './view.js';

interface DemoMember extends Member {
  orders: number;
  note: Text2;
}

/** As many places as a demo shop has members to try with, until they are there. */
const PLACES = [1, 2, 3];

/** Signing in as one of the demo shop's members, and out again. Not there where the shop is no demo. */
export class SignIn extends View {
  static override styles = [
    ...View.styles,
    dialogs,
    css`
      dialog {
        width: min(440px, calc(100vw - 32px));
        padding: 20px;
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
      .top {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: 12px;
      }
      .top .icon {
        flex: none;
        margin: -6px -8px 0 0;
      }
      li.bone {
        height: 66px;
      }
      .narrow {
        display: none;
      }
      @media (max-width: 640px) {
        .wide {
          display: none;
        }
        .narrow {
          display: inline-grid;
        }
        .button {
          padding: 0 10px;
        }
        .row {
          gap: 6px;
        }
      }
      .member {
        width: 100%;
        min-height: 66px;
        padding: 10px 14px;
        border: 1px solid var(--sk-line);
        border-radius: var(--sk-radius);
        background: none;
        text-align: start;
      }
      li .member:hover {
        border-color: var(--sk-accent);
      }
      small {
        display: block;
      }
      .who {
        max-width: min(9em, 20vw);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @state() private members: DemoMember[] | null = null;
  @state() private failed = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  protected override render(): TemplateResult {
    const { name } = shopper.session;
    if (name !== null) {
      return html`<span class="row">
        <span class="who" title=${this.words('signedIn', { name })}>${name}</span>
        ${this.#renderButton('signOut', 'leave', this.#signOut)}
      </span>`;
    }
    // Its place is kept until it is known, and where this is no demo, so that the head does not move.
    if (!shopper.shop?.demo)
      return html`<span class="place">${this.#renderButton('signIn', 'person')}</span>`;
    return html`${this.#renderButton('signIn', 'person', this.#choose)}
      <dialog aria-labelledby="sign-in" @click=${this.#closeBeside}>
        <div class="top">
          <h2 id="sign-in">${this.words('signInAs')}</h2>
          <button class="icon" aria-label=${this.words('close')} @click=${() => this.dialog.close()}>
            ${icon('close')}
          </button>
        </div>
        <p class="muted">${this.words('signInAbout')}</p>
        <ul role="list" aria-busy=${String(!this.members)}>
          ${
            this.members?.map((member) => html`<li>${this.#renderMember(member)}</li>`) ??
            (this.failed ? nothing : PLACES.map(() => html`<li class="bone"></li>`))
          }
        </ul>
        <p role="alert" class="failed">${this.failed ? this.words('signInFailed') : nothing}</p>
      </dialog>`;
  }

  /** A button of the head; on a phone there is room for its icon only. */
  #renderButton(
    label: 'signIn' | 'signOut',
    drawing: 'person' | 'leave',
    press?: () => void,
  ): TemplateResult {
    const words = this.words(label);
    return html`<button class="button" aria-label=${words} title=${words} ?disabled=${!press} @click=${press ?? nothing}>
      <span class="wide">${words}</span><span class="narrow">${icon(drawing)}</span>
    </button>`;
  }

  #renderMember(member: DemoMember): TemplateResult {
    const { orders } = member;
    return html`<button class="member" @click=${() => this.#signIn(member)}>
      ${member.name ?? member.key}
      <small class="muted"
        >${this.text(member.note)} · ${orders === 1 ? this.words('oneOrder') : this.words('orders', { n: orders })}</small
      >
    </button>`;
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

  async #signIn(member: DemoMember): Promise<void> {
    this.failed = false;
    try {
      await shopper.signIn(member);
      await this.#focus();
    } catch {
      this.failed = true;
    }
  }

  readonly #signOut = (): void => {
    shopper.session.end();
    void this.#focus();
  };

  /** The button that was pressed is gone; the one in its place takes the focus. */
  async #focus(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.button')?.focus();
  }
}

define('sk-sign-in', SignIn);
