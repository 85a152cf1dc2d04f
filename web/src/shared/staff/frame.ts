import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import '../elements/notice.js';
import { frames, renderSkip } from '../frame.js';
import { tagOf } from '../language.js';
import { desk, type Person } from './desk.js';
import './sign-in.js';
import type { Key } from './texts.js';
import { View } from './view.js';

/** A place of the shop's people. */
interface Place {
  address: string;
  label: Key;
  /** What one needs to go there; nothing: everybody. */
  right: string | null;
}

/** All places, in the order of the navigation, in whichever page they are. */
const PLACES = [
  { address: '/console', label: 'account', right: null },
  { address: '/console/inbox', label: 'inbox', right: 'reply' },
  { address: '/console/ask', label: 'ask', right: 'see_insights' },
  { address: '/console/members', label: 'members', right: 'see_member' },
  { address: '/studio', label: 'campaigns', right: 'run_campaigns' },
  { address: '/console/audit', label: 'audit', right: 'read_audit' },
] as const satisfies readonly Place[];

/** What the places are called in addresses. */
export type Address = (typeof PLACES)[number]['address'];

/**
 * What is around every page of the shop's people: the form to sign in, or head, navigation and the place that the
 * address names.
 */
export abstract class Frame extends View {
  static override styles = [
    ...View.styles,
    frames,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 20px;
        min-height: 60px;
        padding: 10px 24px;
        border-bottom: 1px solid var(--sk-line);
        background: var(--sk-surface);
      }
      .sign {
        display: inline-flex;
        align-items: center;
        gap: 10px;
        color: inherit;
        font-weight: 600;
        text-decoration: none;
      }
      .sign img {
        display: block;
      }
      nav ul {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        list-style: none;
      }
      nav a {
        display: block;
        padding: 6px 12px;
        border-radius: 999px;
        color: inherit;
        text-decoration: none;
      }
      nav a:hover {
        background: var(--sk-sunken);
      }
      nav a[aria-current] {
        background: var(--sk-accent-soft);
      }
      .person {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        margin-inline-start: auto;
      }
      .called {
        max-width: 16em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      main {
        flex: 1;
        width: 100%;
        max-width: 1200px;
        margin: 0 auto;
        padding: 28px 24px 64px;
      }
      :host([whole]) {
        height: 100vh;
        height: 100dvh;
      }
      :host([whole]) main {
        min-height: 0;
        max-width: none;
        padding: 0;
      }
      .waiting {
        min-width: 1.6em;
        margin-inline-start: 4px;
        padding: 0 6px;
        border-radius: 999px;
        background: var(--sk-accent);
        color: var(--sk-on-accent);
        font-size: 13px;
        font-weight: 600;
        text-align: center;
      }
    `,
  ];

  @state() private failed = false;
  #before: Person | null | undefined;

  /** What the page is called, and where its sign leads. */
  protected abstract readonly sign: { label: Key; address: Address };

  /** What stands at the place that the address names. */
  protected abstract renderPlace(address: Address): TemplateResult;

  /** What stands behind a place's name in the navigation. */
  protected renderBadge(_address: Address): TemplateResult | typeof nothing {
    return nothing;
  }

  /** Whether a place has the whole window below the head. */
  protected isWhole(_address: Address): boolean {
    return false;
  }

  protected override render(): TemplateResult {
    const { person } = desk;
    const place = here();
    const open = Boolean(person) && isOpen(place);
    this.toggleAttribute('whole', open && this.isWhole(place.address));
    const title = this.words(this.sign.label);
    return html`${renderSkip(this.words('skip'))}
      <header>
        <a class="sign" href=${this.sign.address}
          ><img src="/favicon.svg" alt="" width="28" height="28" />${title}</a
        >
        ${person ? this.#renderNavigation(place) : nothing}
        <div class="person">
          ${
            person
              ? html`<span class="called">${person.called}</span>
                <span class="muted">${this.words(person.role)}</span>`
              : nothing
          }
          ${this.#renderLanguage()}
          ${
            person
              ? html`<button class="button" @click=${() => this.#leave(false)}>${this.words('signOut')}</button>
                <button class="button" title=${this.words('signOutAllAbout')} @click=${() => this.#leave(true)}>${this.words('signOutAll')}</button>`
              : nothing
          }
        </div>
      </header>
      <main id="content" tabindex="-1">
        ${this.failed ? html`<p class="failed" role="alert">${this.words('failed')}</p>` : nothing}
        ${this.#renderContent(place)}
      </main>`;
  }

  #renderNavigation(here: Place): TemplateResult {
    return html`<nav aria-label=${this.words('places')}>
      <ul role="list">
        ${PLACES.filter(isOpen).map(
          (place) =>
            html`<li>
              <a href=${place.address} aria-current=${place.address === here.address ? 'page' : nothing}
                >${this.words(place.label)}${this.renderBadge(place.address)}</a
              >
            </li>`,
        )}
      </ul>
    </nav>`;
  }

  #renderLanguage(): TemplateResult {
    const other = desk.language === 'zh' ? 'en' : 'zh';
    return html`<button
      class="button"
      lang=${tagOf(other)}
      @click=${() => {
        desk.language = other;
      }}
    >
      ${this.words('language')}
    </button>`;
  }

  #renderContent(place: (typeof PLACES)[number]): TemplateResult {
    if (desk.person) {
      if (isOpen(place)) return this.renderPlace(place.address);
      return html`<sk-notice kind="trouble" heading=${this.words('notYours')}
        >${this.words('notYoursAbout')}</sk-notice
      >`;
    }
    if (desk.person === null) return html`<sk-console-sign-in></sk-console-sign-in>`;
    if (!desk.failed) return html`<p class="muted" role="status">${this.words('loading')}</p>`;
    return html`<sk-notice
      kind="trouble"
      heading=${this.words('trouble')}
      action=${this.words('again')}
      @action=${() => desk.meet()}
      >${this.words('unreachable')}</sk-notice
    >`;
  }

  /** Who came in or went out looks at another page: its heading takes the focus. */
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const [before, now] = [this.#before, desk.person];
    this.#before = now;
    if (before === undefined || Boolean(before) === Boolean(now)) return;
    const page = this.renderRoot.querySelector<View>('main > :last-child');
    void page?.updateComplete.then(() => page.renderRoot.querySelector<HTMLElement>('h1')?.focus());
  }

  async #leave(everywhere: boolean): Promise<void> {
    this.failed = false;
    await desk.signOut(everywhere).catch(() => {
      this.failed = desk.person !== null;
    });
  }
}

/** Whether who is signed in may go to a place. */
function isOpen({ right }: Place): boolean {
  return right === null || desk.may(right);
}

/** The place that the address names. */
function here(): (typeof PLACES)[number] {
  const place = location.pathname;
  const found = PLACES.find(
    ({ address }) => address === place || (address !== '/console' && place.startsWith(`${address}/`)),
  );
  return found ?? PLACES[0];
}
