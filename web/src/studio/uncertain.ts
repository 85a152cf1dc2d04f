import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { time } from '../shared/staff/dates.js';
import { FocusedView } from '../shared/staff/focus.js';
import type { Progress } from './progress.js';
import { words } from './result-texts.js';
import { count } from './showing.js';
import { partStyles } from './styles.js';
import './sure.js';
import { work } from './work.js';

type Decision = 'send' | 'drop';

/**
 * Mails of which nobody knows whether they arrived, and what is to become of them.
 *
 * @prop progress - how far the campaign is
 * @fires decided - somebody decided
 */
export class Uncertain extends FocusedView {
  static override styles = [
    ...FocusedView.styles,
    partStyles,
    css`
      .card {
        border-color: var(--sk-warning);
      }
      .table {
        max-height: 320px;
      }
    `,
  ];

  @property({ attribute: false }) progress!: Progress;
  /** What somebody is about to decide. */
  @state() private asks: Decision | null = null;
  @state() private busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  protected override readonly sources = [work];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('progress')) return;
    clearTimeout(this.#timer);
    // Drawn anew as soon as it can be decided.
    const left = Date.parse(this.progress.decidable_from ?? '') - Date.now();
    if (left > 0) this.#timer = setTimeout(() => this.requestUpdate(), left + 500);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { uncertain: n, decidable_from: from } = this.progress;
    if (!n) return nothing;
    const waits = from && Date.parse(from) > Date.now();
    const many = { n: count(n) };
    return html`<section class="card" aria-labelledby="uncertain">
      <div>
        <h2 id="uncertain">${n === 1 ? words('uncertainOne') : words('uncertain', many)}</h2>
        <p>${words('uncertainAbout')}</p>
      </div>
      ${this.#renderMails()}
      ${waits ? html`<p class="note" role="status">${words('decidableFrom', { time: time(from) })}</p>` : nothing}
      <div class="tools">
        <button class="button" ?disabled=${this.busy || waits} @click=${() => this.#ask('send')}>${words('sendAgain')}</button>
        <button class="button" ?disabled=${this.busy || waits} @click=${() => this.#ask('drop')}>${words('drop')}</button>
      </div>
      ${this.asks ? this.#renderDialog(this.asks, many) : nothing}
    </section>`;
  }

  #renderMails(): TemplateResult {
    const mails = this.progress.uncertain_messages ?? [];
    const more = this.progress.uncertain - mails.length;
    return html`<div class="table" tabindex="0" role="region" aria-label=${words('uncertainMails')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words('member')}</th>
              <th scope="col">${words('since')}</th>
              <th scope="col">${words('underId')}</th>
            </tr>
          </thead>
          <tbody>
            ${mails.map(
              ({ member, since, message_id }) =>
                html`<tr>
                  <th scope="row">${member}</th>
                  <td>${time(since)}</td>
                  <td><code>${message_id}</code></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${more > 0 ? html`<p class="hint">${words('andMore', { n: count(more) })}</p>` : nothing}`;
  }

  #renderDialog(decision: Decision, many: { n: string }): TemplateResult {
    const sends = decision === 'send';
    return html`<sk-studio-sure
      .heading=${words(sends ? 'sendTitle' : 'dropTitle', many)}
      .about=${words(sends ? 'sendAbout' : 'dropAbout')}
      .yes=${words(sends ? 'sendNow' : 'dropNow')}
      ?busy=${this.busy}
      .trouble=${work.trouble}
      @sure=${this.#decide}
      @leave=${() => {
        this.asks = null;
      }}
    ></sk-studio-sure>`;
  }

  #ask(decision: Decision): void {
    this.asks = decision;
  }

  readonly #decide = async (): Promise<void> => {
    this.busy = true;
    try {
      if (await work.act('uncertain', { decision: this.asks })) {
        this.asks = null;
        this.dispatchEvent(new Event('decided'));
      }
    } finally {
      this.busy = false;
    }
  };
}

define('sk-studio-uncertain', Uncertain);
