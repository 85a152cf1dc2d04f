import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { Problem } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/notice.js';
import { time } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { View } from '../shared/staff/view.js';
import { type MemberKey, named, words } from './member-texts.js';

/** What a record says. */
interface TurnRecord {
  who: string;
  about: string | null;
  plan: string | null;
  planned_by: string;
  evidence: string[];
  said: [string, string][];
  held_back: [string, string][];
  model: string | null;
  prompts: [string, string][];
  stop: string;
}

/** A record, as `/v1/audit` has it. */
interface Line {
  number: number;
  at: string;
  kind?: string;
  record: TurnRecord | null;
}

interface Checked {
  records: number;
  erased: number;
  last: string;
  faults: { record: number; fault: string }[];
  next: number | null;
}

/** What the address may ask for. */
const FILTERS = ['who', 'about', 'kind', 'text', 'since', 'until'] as const;
const KINDS = ['turn', 'access', 'act'] as const;

/** The record of what was answered and done: looked through, taken away, checked. */
export class AuditPage extends View {
  static override styles = [
    ...View.styles,
    css`
      :host {
        display: grid;
        gap: 18px;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 10px;
      }
      form label {
        flex: 1 1 130px;
        font-size: 14px;
      }
      select {
        width: 100%;
        height: 42px;
        padding: 0 8px;
        border: 1px solid var(--sk-edge);
        border-radius: 8px;
        background: var(--sk-surface);
      }
      form .button {
        min-height: 42px;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      a.button {
        display: inline-grid;
        align-items: center;
        color: inherit;
        text-decoration: none;
      }
      .said {
        overflow-wrap: anywhere;
      }
      .wide {
        overflow-x: auto;
        border: 1px solid var(--sk-line);
        border-radius: var(--sk-radius);
        background: var(--sk-surface);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 14px;
      }
      th,
      td {
        padding: 8px 12px;
        border-bottom: 1px solid var(--sk-line);
        text-align: start;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      th {
        color: var(--sk-muted);
        font-weight: 500;
        white-space: nowrap;
      }
      td.when {
        white-space: nowrap;
      }
      summary {
        cursor: pointer;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 4px 12px;
        margin: 8px 0 0;
      }
      dt {
        color: var(--sk-muted);
      }
      dd {
        margin: 0;
      }
      dd code {
        font-size: 12px;
      }
    `,
  ];

  readonly #asked = new URLSearchParams(location.search);
  @state() private lines: Line[] | null = null;
  @state() private next: number | null = null;
  @state() private trouble: MemberKey | null = null;
  @state() private busy = false;
  @state() private verdict = '';
  @state() private broken = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load(null);
  }

  protected override render(): TemplateResult {
    return html`<div>
        <h1 tabindex="-1">${words('audit')}</h1>
        <p class="muted">${words('auditAbout')}</p>
      </div>
      ${this.#renderFilters()}
      <div class="tools">
        <button class="button" ?disabled=${this.busy} @click=${this.#verify}>${words('verify')}</button>
        <a class="button" href=${`/v1/audit/export?${this.#filters()}`} download>${words('export')}</a>
      </div>
      <p class=${this.broken ? 'failed said' : 'said'} role="status">${this.verdict || nothing}</p>
      ${this.#renderLines()}`;
  }

  #renderFilters(): TemplateResult {
    const value = (name: string) => this.#asked.get(name) ?? '';
    return html`<form method="get" role="search" @submit=${this.#tidy}>
      <label>${words('who')} <input name="who" .value=${value('who')} autocomplete="off" /></label>
      <label>${words('about')} <input name="about" .value=${value('about')} autocomplete="off" /></label>
      <label
        >${words('kind')}
        <select name="kind">
          <option value="">${words('any')}</option>
          ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === value('kind')}>${words(kind)}</option>`)}
        </select></label
      >
      <label>${words('plan')} <input name="text" .value=${value('text')} autocomplete="off" /></label>
      <label>${words('from')} <input name="since" type="date" .value=${value('since')} /></label>
      <label>${words('until')} <input name="until" type="date" .value=${value('until')} /></label>
      <button class="button primary">${words('filter')}</button>
    </form>`;
  }

  #renderLines(): TemplateResult {
    if (this.trouble) {
      return html`<sk-notice
        kind="trouble"
        heading=${this.words('trouble')}
        action=${this.trouble === 'failed' ? this.words('again') : ''}
        @action=${() => this.#load(null)}
        >${words(this.trouble)}</sk-notice
      >`;
    }
    const { lines } = this;
    if (!lines) return html`<p class="muted" role="status">${this.words('loading')}</p>`;
    if (lines.length === 0) {
      const why = this.next === null ? 'noRecords' : 'lookedThrough';
      return html`<p class="muted" role="status">${words(why)}</p>
        ${this.#renderOlder()}`;
    }
    return html`<div class="wide" tabindex="0" role="region" aria-label=${words('audit')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words('when')}</th>
              <th scope="col">${words('who')}</th>
              <th scope="col">${words('about')}</th>
              <th scope="col">${words('kind')}</th>
              <th scope="col">${words('plan')}</th>
              <th scope="col">${words('outcome')}</th>
            </tr>
          </thead>
          <tbody>
            ${lines.map((line) => this.#renderLine(line))}
          </tbody>
        </table>
      </div>
      ${this.#renderOlder()}`;
  }

  #renderOlder(): TemplateResult | typeof nothing {
    const { next } = this;
    if (next === null) return nothing;
    return html`<p><button class="button" ?disabled=${this.busy} @click=${() => this.#load(next)}>${words('older')}</button></p>`;
  }

  #renderLine({ number, at, kind, record }: Line): TemplateResult {
    if (!record) {
      return html`<tr>
        <td class="when">${time(at)}</td>
        <td colspan="5" class="muted">${words('erased')} · ${number}</td>
      </tr>`;
    }
    return html`<tr>
      <td class="when">${time(at)}</td>
      <td>${record.who}</td>
      <td>${record.about ?? '–'}</td>
      <td>${named('', kind ?? '')}</td>
      <td>
        <details>
          <summary aria-label=${words('details', { number })}>${record.plan ?? '–'}</summary>
          ${renderDetails(record)}
        </details>
      </td>
      <td>${record.stop}</td>
    </tr>`;
  }

  /** What is asked for, without what is empty. */
  #filters(): URLSearchParams {
    const given = new URLSearchParams();
    for (const name of FILTERS) {
      const value = this.#asked.get(name)?.trim();
      if (value) given.set(name, value);
    }
    return given;
  }

  /** Fields in which nothing stands do not stand in the address. */
  readonly #tidy = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(event.target as HTMLFormElement)) {
      if (typeof value === 'string' && value.trim()) given.set(name, value.trim());
    }
    location.assign(`/console/audit${given.size > 0 ? `?${given}` : ''}`);
  };

  async #load(before: number | null): Promise<void> {
    const asked = this.#filters();
    if (before !== null) asked.set('before', String(before));
    this.busy = true;
    this.trouble = null;
    try {
      const path = `/v1/audit?${asked}`;
      const { records, next } = await desk.api.get<{ records: Line[]; next: number | null }>(path);
      this.lines = [...(before === null ? [] : (this.lines ?? [])), ...records];
      this.next = next;
    } catch (error) {
      this.trouble = error instanceof Problem && error.status === 403 ? 'mayNot' : 'failed';
    } finally {
      this.busy = false;
    }
  }

  /** Checks the whole chain, part by part. */
  readonly #verify = async (): Promise<void> => {
    this.busy = true;
    this.broken = false;
    let [count, erased] = [0, 0];
    try {
      for (let from: number | null = 1; from !== null; ) {
        const part: Checked = await desk.api.get<Checked>(`/v1/audit/verify?from=${from}`);
        count += part.records;
        erased += part.erased;
        const [fault] = part.faults;
        if (fault) {
          this.broken = true;
          this.verdict = words('broken', { number: fault.record, fault: fault.fault });
          return;
        }
        from = part.next;
        this.verdict =
          from === null ? words('whole', { count, erased, hash: part.last }) : words('verifying', { count });
      }
    } catch {
      this.broken = true;
      this.verdict = words('failed');
    } finally {
      this.busy = false;
    }
  };
}

function renderDetails(record: TurnRecord): TemplateResult {
  const list = (label: MemberKey, lines: string[]) =>
    lines.length === 0
      ? nothing
      : html`<dt>${words(label)}</dt><dd>${lines.map((line) => html`<div>${line}</div>`)}</dd>`;
  return html`<dl>
    <dt>${words('plannedBy')}</dt>
    <dd>${record.planned_by}</dd>
    ${list('evidence', record.evidence)}
    ${list(
      'said',
      record.said.map(([text, by]) => `${text} (${by})`),
    )}
    ${list(
      'heldBack',
      record.held_back.map(([text, why]) => `${text} (${why})`),
    )}
    ${record.model ? html`<dt>${words('model')}</dt><dd>${record.model}</dd>` : nothing}
    ${
      record.prompts.length > 0
        ? html`<dt>${words('prompts')}</dt>
            <dd>${record.prompts.map(([name, hash]) => html`<div>${name} <code>${hash}</code></div>`)}</dd>`
        : nothing
    }
  </dl>`;
}

define('sk-console-audit', AuditPage);
