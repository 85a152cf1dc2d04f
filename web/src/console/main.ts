import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { type Address, Frame } from '../shared/staff/frame.js';
import './account.js';
import './ask/page.js';
import './audit.js';
import { inbox } from './inbox/inbox.js';
import './inbox/page.js';
import { words as inboxWords } from './inbox/texts.js';
import './member.js';
import './members.js';

/** The console of the shop's people. */
export class Console extends Frame {
  protected override readonly sign = { label: 'console', address: '/console' } as const;
  protected override readonly sources = [desk, inbox];

  /** Cases that wait for a person. */
  get #waiting(): number {
    return desk.may('reply') ? (inbox.counts?.waiting ?? 0) : 0;
  }

  protected override isWhole(address: Address): boolean {
    return address === '/console/inbox';
  }

  protected override renderPlace(address: Address): TemplateResult {
    switch (address) {
      case '/console/inbox':
        return html`<sk-console-inbox></sk-console-inbox>`;
      case '/console/ask':
        return html`<sk-console-ask></sk-console-ask>`;
      case '/console/members':
        return location.pathname === '/console/members'
          ? html`<sk-console-members></sk-console-members>`
          : html`<sk-console-member></sk-console-member>`;
      case '/console/audit':
        return html`<sk-console-audit></sk-console-audit>`;
      default:
        return html`<sk-console-account></sk-console-account>`;
    }
  }

  protected override renderBadge(address: Address): TemplateResult | typeof nothing {
    const n = this.#waiting;
    if (address !== '/console/inbox' || n === 0) return nothing;
    return html` <span class="waiting" aria-hidden="true">${n}</span
      ><span class="unseen">${inboxWords('badge', { n })}</span>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    document.title = (this.#waiting ? `(${this.#waiting}) ` : '') + this.words('console');
    if (desk.may('reply')) inbox.peek();
  }
}

define('sk-console', Console);
