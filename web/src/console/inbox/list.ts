import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { tagOf } from '../../shared/language.js';
import { time } from '../../shared/staff/dates.js';
import { desk } from '../../shared/staff/desk.js';
import { caseAt } from '../addresses.js';
import {
  type Case,
  countOf,
  type Entry,
  type Listed,
  type Pace,
  paceOf,
  SHOWN,
  type Shown,
} from './cases.js';
import { inbox } from './inbox.js';
import { type InboxKey, span, words } from './texts.js';

/** What the shopper of a case is called. */
export function nameOf(one: Case & { name: string | null }): string {
  if (one.member === null) return words('anonymous');
  return one.name ?? words('member', { key: one.member });
}

/** What somebody of the shop is called; the name they sign in with, where it is not known. */
export function calledOf(agent: string | null): string {
  return inbox.colleagues.find(({ name }) => name === agent)?.called ?? agent ?? '';
}

/** A moment: its time, with the day where that is not today. */
export function moment(at: string): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date(inbox.now()).toDateString();
  if (!today) return time(at);
  return new Intl.DateTimeFormat(tagOf(desk.language), { timeStyle: 'short' }).format(date);
}

const PACES: Record<Exclude<Pace, 'answered'>, InboxKey> = { in_time: 'inTime', soon: 'soon', late: 'late' };

/** How long somebody has waited, and how that stands against the target. */
export function renderPace(one: Case): TemplateResult | typeof nothing {
  const now = inbox.now();
  const pace = paceOf(one, inbox.targetMinutes, now);
  if (pace !== 'answered') {
    const waited = words('waited', { time: span(now - Date.parse(one.since)) });
    return html`<span class="pace ${pace}">${waited} · <strong>${words(PACES[pace])}</strong></span>`;
  }
  if (one.ended_at) {
    return html`<span class="pace">${words('endedAt', { at: moment(one.ended_at) })}</span>`;
  }
  if (!one.unanswered_since)
    return html`<span class="pace in_time"><strong>${words('answered')}</strong></span>`;
  const since = span(now - Date.parse(one.unanswered_since));
  return html`<span class="pace soon"><strong>${words('waitsAgain', { time: since })}</strong></span>`;
}

/** Which part of the list is shown, to choose. */
export function renderParts(choose: (shown: Shown) => void): TemplateResult {
  return html`<div class="parts" role="group" aria-label=${words('parts')}>
    ${SHOWN.map(
      (shown) => html`<button
        class="part"
        aria-pressed=${shown === inbox.shown ? 'true' : 'false'}
        @click=${() => choose(shown)}
      >
        ${words(shown)}
        <span class="count">${inbox.counts ? countOf(shown, inbox.counts) : '–'}</span>
      </button>`,
    )}
  </div>`;
}

/** How the shop stands: out of hours, and how many wait for too long. */
export function renderStanding(list: Listed): TemplateResult {
  const late = list.counts.late;
  return html`<p class="standing">
      ${words('target', { n: list.target_minutes })}
      ${late > 0 ? html` · <strong class="late">${words('lateCount', { n: late })}</strong>` : nothing}
    </p>
    ${
      list.open
        ? nothing
        : html`<p class="hours" role="status">
            <strong>${words('outOfHours')}</strong>
            ${list.opens_at ? words('outOfHoursAbout', { at: opening(list.opens_at) }) : words('neverOpen')}
          </p>`
    }`;
}

function opening(at: string): string {
  const how = { weekday: 'long', hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(tagOf(desk.language), how).format(new Date(at));
}

/** The cases; what is said where there are none is the page's. */
export function renderCases(
  cases: readonly Entry[],
  open: (id: string, event: MouseEvent) => void,
): TemplateResult {
  return html`<ul class="cases" role="list" aria-label=${words('cases')}>
    ${repeat(
      cases,
      ({ id }) => id,
      (entry) => html`<li>${renderEntry(entry, open)}</li>`,
    )}
  </ul>`;
}

function renderEntry(entry: Entry, open: (id: string, event: MouseEvent) => void): TemplateResult {
  const last = entry.last?.text ?? entry.summary.at(-1) ?? '';
  return html`<a
    class="entry"
    href=${caseAt(entry.id) + location.search}
    aria-current=${entry.id === inbox.id ? 'true' : nothing}
    @click=${(event: MouseEvent) => open(entry.id, event)}
  >
    <span class="first">
      <strong class="who">${nameOf(entry)}</strong>
      <time datetime=${entry.since} title=${words('since', { at: time(entry.since) })}>${moment(entry.since)}</time>
    </span>
    <span class="last">${last}</span>
    <span class="third">${renderPace(entry)} ${renderHolder(entry)}</span>
    ${
      entry.tags.length > 0
        ? html`<span class="tags">${entry.tags.map((tag) => html`<span class="tag">${tag}</span>`)}</span>`
        : nothing
    }
  </a>`;
}

/** Who has a case, or is to. */
function renderHolder({ state, agent }: Entry): TemplateResult | typeof nothing {
  if (state === 'returned') return html`<span class="holder">${words('returned')}</span>`;
  if (!agent) return nothing;
  const waits = state === 'waiting';
  const said =
    agent === desk.person?.name
      ? words(waits ? 'assignedToYou' : 'withYou')
      : words(waits ? 'assignedTo' : 'hasIt', { name: calledOf(agent) });
  return html`<span class="holder">${said}</span>`;
}
