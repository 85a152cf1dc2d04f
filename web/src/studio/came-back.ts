import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { time } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { FocusedView } from '../shared/staff/focus.js';
import { routeOf } from './campaigns.js';
import { words } from './running-texts.js';
import { partStyles } from './styles.js';
import { whyOf } from './texts.js';

/** A row of the queue, as an export has it. */
interface Row {
  member: string;
  state: string;
  done: string | null;
  reason: string | null;
}

/**
 * Messages that failed, and what came back.
 *
 * @prop name - the campaign
 * @prop failed - how many failed
 */
export class CameBack extends FocusedView {
  static override styles = [...FocusedView.styles, partStyles];

  @property() name = '';
  @property({ type: Number }) failed = 0;
  @state() private rows: readonly Row[] | null = null;
  @state() private busy = false;
  @state() private trouble = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('name') || changed.has('failed')) this.rows = null;
  }

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="troubles">
      <div>
        <h2 id="troubles">${words('troubles')}</h2>
        <p class="hint">${words('troublesAbout')}</p>
      </div>
      ${this.rows ? this.#renderRows(this.rows) : nothing}
      <p class="problem" role="alert">${this.trouble}</p>
      <div class="tools">
        <button class="button" ?disabled=${this.busy} @click=${this.#load}>
          ${words(this.rows ? 'reload' : 'troublesShow')}
        </button>
      </div>
    </section>`;
  }

  #renderRows(rows: readonly Row[]): TemplateResult {
    if (rows.length === 0) return html`<p role="status">${words('troublesNone')}</p>`;
    return html`<div class="table" tabindex="0" role="region" aria-label=${words('troubles')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words('member')}</th>
            <th scope="col">${words('reason')}</th>
            <th scope="col">${words('when')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ member, reason, done }) =>
              html`<tr>
                <th scope="row">${member}</th>
                <td>${reason ?? '–'}</td>
                <td>${done ? time(done) : '–'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** Only an export tells of members one by one, and it is recorded. */
  readonly #load = async (): Promise<void> => {
    this.busy = true;
    this.trouble = '';
    try {
      const answer = await desk.send('POST', routeOf(this.name, '/export?format=json'));
      const { rows } = (await answer.json()) as { rows: Row[] };
      this.rows = rows
        .filter(({ state, reason }) => state === 'failed' || (state === 'sent' && reason))
        .slice(0, 200);
    } catch (error) {
      this.trouble = whyOf(error);
    } finally {
      this.busy = false;
    }
  };
}

define('sk-studio-came-back', CameBack);
