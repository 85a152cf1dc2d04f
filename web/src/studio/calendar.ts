import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { Unreachable } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/notice.js';
import { tagOf } from '../shared/language.js';
import { desk } from '../shared/staff/desk.js';
import { View } from '../shared/staff/view.js';
import { arrive, follow, placeOf } from './addresses.js';
import type { Listed } from './campaigns.js';
import { renderViews } from './list.js';
import { type About, readAll } from './overview.js';
import { dayOf, isoDay } from './showing.js';
import { partStyles } from './styles.js';
import { words } from './texts.js';

/** Campaigns that are looked at for the calendar: the last changed. */
const MOST = 200;

/** A campaign with its brief. */
interface Entry {
  listed: Listed;
  brief: About;
}

/** What goes out when, month by month. */
export class CampaignCalendar extends View {
  static override styles = [
    ...View.styles,
    partStyles,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px;
      }
      .top h1 {
        flex: 1 1 10em;
      }
      .month {
        table-layout: fixed;
        background: var(--sk-surface);
      }
      .month th {
        padding: 8px;
        text-align: start;
      }
      .month td {
        height: 96px;
        padding: 6px 8px;
        border-inline-start: 1px solid var(--sk-line);
      }
      .month td:first-child {
        border-inline-start: 0;
      }
      .other {
        background: var(--sk-page);
        color: var(--sk-muted);
      }
      .day {
        font-size: 13px;
      }
      .today .day {
        display: inline-block;
        min-width: 22px;
        padding: 0 4px;
        border-radius: 999px;
        background: var(--sk-accent);
        color: var(--sk-on-accent);
        text-align: center;
      }
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
        margin-top: 4px;
        list-style: none;
      }
      .entry {
        display: block;
        padding: 3px 8px;
        border-inline-start: 3px solid var(--sk-edge);
        border-radius: 4px;
        background: var(--sk-sunken);
        color: inherit;
        font-size: 13px;
        overflow-wrap: anywhere;
        text-decoration: none;
      }
      .entry:hover {
        text-decoration: underline;
      }
      .entry.sending,
      .entry.approved,
      .entry.sent {
        border-color: var(--sk-accent);
        background: var(--sk-accent-soft);
      }
      .entry.in_review,
      .entry.paused {
        border-color: var(--sk-warning);
      }
      .entry.stopped,
      .entry.expired {
        border-color: var(--sk-danger);
      }
      .entry .hint {
        display: block;
      }
    `,
  ];

  @state() private entries: Entry[] | null = null;
  @state() private trouble = '';
  /** The first of the month that is shown. */
  @state() private month = firstOf(new Date());

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    this.trouble = '';
    try {
      const all = (await readAll()).slice(0, MOST);
      this.entries = all.flatMap((listed) => (listed.about ? [{ listed, brief: listed.about }] : []));
    } catch (error) {
      this.trouble = error instanceof Unreachable ? words('unreachable') : this.words('failed');
    }
  }

  protected override updated(): void {
    arrive(this.renderRoot, 'calendar');
  }

  protected override render(): TemplateResult {
    const month = new Intl.DateTimeFormat(tagOf(desk.language), { month: 'long', year: 'numeric' }).format(
      this.month,
    );
    const turn = (by: number) => {
      this.month = new Date(this.month.getFullYear(), this.month.getMonth() + by, 1);
    };
    return html`<div class="top">
        <h1 tabindex="-1" aria-live="polite">${month}</h1>
        <div class="tools">
          <button class="button" aria-label=${words('earlierMonth')} @click=${() => turn(-1)}>←</button>
          <button
            class="button"
            @click=${() => {
              this.month = firstOf(new Date());
            }}
          >
            ${words('thisMonth')}
          </button>
          <button class="button" aria-label=${words('laterMonth')} @click=${() => turn(1)}>→</button>
        </div>
        ${renderViews('calendar')}
      </div>
      ${
        this.trouble
          ? html`<sk-notice
              kind="trouble"
              heading=${this.words('trouble')}
              action=${this.words('again')}
              @action=${() => this.#load()}
              >${this.trouble}</sk-notice
            >`
          : this.#renderMonth(month)
      }
      ${this.entries ? this.#renderUndated(this.entries) : html`<p class="muted" role="status">${this.words('loading')}</p>`}`;
  }

  #renderMonth(month: string): TemplateResult {
    const weekday = new Intl.DateTimeFormat(tagOf(desk.language), { weekday: 'short' });
    const weeks = weeksOf(this.month);
    return html`<div class="table" tabindex="0" role="region" aria-label=${words('calendarOf', { month })}>
      <table class="month">
        <thead>
          <tr>
            ${weeks[0]?.map((day) => html`<th scope="col">${weekday.format(day)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${weeks.map((week) => html`<tr>${week.map((day) => this.#renderDay(day))}</tr>`)}
        </tbody>
      </table>
    </div>`;
  }

  #renderDay(day: Date): TemplateResult {
    const iso = isoDay(day);
    const entries = (this.entries ?? []).filter(({ listed, brief }) => dayOf(listed, brief) === iso);
    const kinds = [
      day.getMonth() === this.month.getMonth() ? '' : 'other',
      iso === isoDay(new Date()) ? 'today' : '',
    ];
    return html`<td class=${kinds.join(' ')}>
      <span class="day">${day.getDate()}</span>
      ${entries.length ? html`<ul role="list">${entries.map(renderEntry)}</ul>` : nothing}
    </td>`;
  }

  #renderUndated(entries: Entry[]): TemplateResult | typeof nothing {
    const undated = entries.filter(({ listed, brief }) => dayOf(listed, brief) === null);
    if (undated.length === 0) return nothing;
    return html`<section class="card" aria-labelledby="undated">
      <div>
        <h2 id="undated">${words('undated')}</h2>
        <p class="hint">${words('undatedAbout')}</p>
      </div>
      <ul role="list">
        ${undated.map(renderEntry)}
      </ul>
    </section>`;
  }
}

function renderEntry({ listed, brief }: Entry): TemplateResult {
  return html`<li>
    <a class="entry ${listed.state}" href=${placeOf(listed.name)} @click=${follow}
      >${listed.name}<span class="hint">${words(listed.state)} · ${words(brief.medium)}</span></a
    >
  </li>`;
}

function firstOf(day: Date): Date {
  return new Date(day.getFullYear(), day.getMonth(), 1);
}

/** The weeks that a month has days in, Mondays first. */
function weeksOf(month: Date): Date[][] {
  const before = (month.getDay() + 6) % 7;
  const days = new Date(month.getFullYear(), month.getMonth() + 1, 0).getDate();
  const weeks = Math.ceil((before + days) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from(
      { length: 7 },
      (_, day) => new Date(month.getFullYear(), month.getMonth(), 1 - before + week * 7 + day),
    ),
  );
}

define('sk-studio-calendar', CampaignCalendar);
