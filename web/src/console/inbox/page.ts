import { html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { define } from '../../shared/elements/define.js';
import { caseAt } from '../addresses.js';
import '../../shared/elements/notice.js';
import type { CaseView } from './case.js';
import { troubleInWords } from './case.js';
import { SHOWN, type Shown } from './cases.js';
import { inbox } from './inbox.js';
import { renderCases, renderParts, renderStanding } from './list.js';
import { pageStyles } from './styles.js';
import { type InboxKey, words } from './texts.js';
import './undo.js';
import { Part } from './part.js';

/** What is said where a part of the list is empty. */
const EMPTY: Record<Shown, [InboxKey, InboxKey]> = {
  waiting: ['noneWaiting', 'noneWaitingAbout'],
  mine: ['noneMine', 'noneMineAbout'],
  taken: ['noneTaken', 'noneTakenAbout'],
  closed: ['noneClosed', 'noneClosedAbout'],
};
/** The conversations that people of the shop were asked to take over: who waits, one of them, and what is known of it. */
export class InboxPage extends Part {
  static override styles = [...Part.styles, pageStyles];

  @state() private aloud = '';
  @query('sk-inbox-case') private readonly case!: CaseView | null;
  #arrived = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const shown = new URLSearchParams(location.search).get('show') as Shown;
    if (SHOWN.includes(shown)) inbox.shown = shown;
    inbox.addEventListener('change', this.#changed);
    addEventListener('popstate', this.#moved);
    addEventListener('keydown', this.#key);
    inbox.follow();
    this.#arrived = inbox.arrived;
    void inbox.open(named());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    inbox.removeEventListener('change', this.#changed);
    removeEventListener('popstate', this.#moved);
    removeEventListener('keydown', this.#key);
    inbox.leave();
  }

  protected override render(): TemplateResult {
    return html`<div class="panes ${inbox.id === null ? 'listing' : 'reading'}">
        <section class="list" aria-label=${words('cases')}>${this.#renderList()}</section>
        ${this.#renderCase()}
      </div>
      <div class="unseen" role="status" aria-live="polite">${this.aloud}</div>`;
  }

  #renderList(): TemplateResult {
    const { list } = inbox;
    return html`<div class="top">
        <h1 tabindex="-1">${words('title')}</h1>
        ${renderParts((shown) => this.#show(shown))}
        ${list ? renderStanding(list) : html`<p class="standing">&nbsp;</p>`}
        ${inbox.connected ? nothing : html`<p class="broken" role="status">${words('disconnected')}</p>`}
      </div>
      <div class="entries">${this.#renderEntries()}</div>
      <sk-inbox-undo .case=${inbox.id} others @undone=${this.#undone} @over=${this.#focusCase}></sk-inbox-undo>`;
  }

  #renderEntries(): TemplateResult {
    const { list } = inbox;
    if (!list && inbox.failed) {
      return html`<sk-notice
        kind="trouble"
        heading=${words('listFailed')}
        action=${this.words('again')}
        @action=${() => inbox.load()}
        >${this.words('unreachable')}</sk-notice
      >`;
    }
    if (!list) return html`<p class="muted loading" role="status">${this.words('loading')}</p>`;
    if (list.cases.length === 0) {
      const [heading, about] = EMPTY[inbox.shown];
      return html`<sk-notice kind="empty" heading=${words(heading)}>${words(about)}</sk-notice>`;
    }
    return renderCases(list.cases, this.#open);
  }

  #renderCase(): TemplateResult {
    const { whole, id, trouble } = inbox;
    if (id === null) {
      return html`<section class="case none" aria-label=${words('case')}>
        <sk-notice kind="empty" heading=${words('choose')}>${words('chooseAbout')}</sk-notice>
      </section>`;
    }
    if (!whole) {
      const again = trouble !== null && trouble.kind !== 'gone';
      return html`<section class="case none" aria-label=${words('case')}>
        ${
          trouble
            ? html`<sk-notice
                  kind="trouble"
                  heading=${words(trouble.kind === 'gone' ? 'gone' : 'caseFailed')}
                  action=${again ? this.words('again') : words('toList')}
                  @action=${() => (again ? inbox.reload() : this.#go(null))}
                  >${troubleInWords(trouble)}</sk-notice
                >`
            : html`<p class="muted loading" role="status">${this.words('loading')}</p>`
        }
      </section>`;
    }
    return html`<section class="case" aria-label=${words('case')}>
        <h1 class="unseen narrow">${words('title')}</h1>
        ${keyed(
          whole.id,
          html`<sk-inbox-case
            .whole=${whole}
            back=${`/console/inbox${location.search}`}
            @leave=${() => this.#go(null)}
          ></sk-inbox-case>`,
        )}
      </section>`;
  }

  /** Tells of cases that are new. */
  readonly #changed = (): void => {
    if (inbox.arrived === this.#arrived) return;
    this.#arrived = inbox.arrived;
    this.aloud = words('newCase', { n: inbox.counts?.waiting ?? 0 });
  };

  /** What was undone in another case is looked at. */
  readonly #undone = (): void => {
    if (inbox.undone) void this.#go(inbox.undone);
  };

  readonly #focusCase = (): void => {
    void this.updateComplete.then(() => {
      if (this.case) this.case.focus();
      else this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
    });
  };

  #show(shown: Shown): void {
    history.replaceState(null, '', `${location.pathname}?show=${shown}`);
    void inbox.show(shown);
  }

  readonly #open = (id: string, event: MouseEvent): void => {
    // A new tab is the browser's.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void this.#go(id);
  };

  /** Goes to a case, or back to the list; the focus goes along. */
  async #go(id: string | null): Promise<void> {
    const before = inbox.id;
    const path = id === null ? '/console/inbox' : caseAt(id);
    if (id !== before) history.pushState(null, '', path + location.search);
    await inbox.open(id);
    await this.updateComplete;
    if (id !== null) {
      this.#focusCase();
      return;
    }
    const entries = [...this.renderRoot.querySelectorAll<HTMLElement>('.entry')];
    const left = entries.find((entry) => before !== null && entry.getAttribute('href')?.includes(before));
    (left ?? this.renderRoot.querySelector<HTMLElement>('h1'))?.focus();
  }

  readonly #moved = (): void => {
    void inbox.open(named());
  };

  /** j and k go through the list, where nothing is written. */
  readonly #key = (event: KeyboardEvent): void => {
    if ((event.key !== 'j' && event.key !== 'k') || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.composedPath()[0] as HTMLElement;
    if (at.matches?.('input, textarea, select')) return;
    const entries = [...this.renderRoot.querySelectorAll<HTMLElement>('.entry')];
    if (entries.length === 0) return;
    const focused = this.shadowRoot?.activeElement as HTMLElement | null;
    const here = entries.findIndex(
      (entry) => entry === focused || (!focused?.matches('.entry') && entry.hasAttribute('aria-current')),
    );
    const next = event.key === 'j' ? here + 1 : Math.max(here, 1) - 1;
    event.preventDefault();
    entries[Math.min(next, entries.length - 1)]?.focus();
  };
}

/** The case that the address names. */
function named(): string | null {
  const name = location.pathname.replace(/^\/console\/inbox\/?/, '');
  return name ? decodeURIComponent(name) : null;
}

define('sk-console-inbox', InboxPage);
