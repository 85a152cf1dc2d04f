import { html, type TemplateResult } from 'lit';
import '../../shared/elements/chart.js';
import { desk } from '../../shared/staff/desk.js';
import type { Card, OrderCard, ProfileCard, TableCard } from '../../shared/talk/protocol.js';
import { type Of, renderAnswer, type Showing } from '../../shared/talk/rendering.js';
import type { Item } from '../../shared/talk/state.js';
import './campaign-card.js';
import './filter-card.js';
import { renderMembers } from './member-table.js';
import type { AskWords } from './texts.js';

/** What an answer is shown in. */
export interface Scene {
  say: AskWords;
  /** Whether it is the last. */
  last: boolean;
  /** Whether nothing can be decided now. */
  busy: boolean;
  decide: (id: string, yes: boolean) => void;
  ask: (text: string) => void;
}

/** The parts of an answer; the members of a filter are shown with it. */
export function renderItems(items: readonly Item[], scene: Scene): TemplateResult[] {
  return renderAnswer(items, {
    together: withMembers,
    card: (card) => renderCard(card, scene),
    confirm: (item) => renderConfirm(item, scene),
    handoff: ({ summary }) =>
      html`<section class="panel"><ul>${summary.map((line) => html`<li>${line}</li>`)}</ul></section>`,
    // Nobody takes such a conversation over.
    person: () => html``,
  });
}

/** A filter, with the table of its members where that is the next card. */
function withMembers([item, ...later]: readonly Item[]): ReturnType<Showing['together']> {
  if (item?.kind !== 'card' || item.card.card !== 'filter') return null;
  const next = later.find((each) => each.kind === 'card');
  const first: TableCard | null =
    next?.kind === 'card' && next.card.card === 'table' && next.card.members.length > 0 ? next.card : null;
  return {
    shown: html`<sk-filter-panel .card=${item.card} .first=${first}></sk-filter-panel>`,
    items: first && next ? [item, next] : [item],
  };
}

/** What was put forward, and the buttons that decide; words do as well. */
function renderConfirm(item: Of<'confirm'>, { say, busy, decide }: Scene): TemplateResult {
  const outcome = { yes: 'decidedYes', no: 'decidedNo', passed: 'decidedPassed' } as const;
  return html`<section class="panel confirm" aria-label=${say('putForward')}>
    <h3>${say('putForward')}</h3>
    <dl>
      ${item.differences.map(
        ({ what, before, after }) =>
          html`<dt>${what}</dt>
            <dd>
              ${
                before === after || item.differences.every((row) => row.before === before)
                  ? after
                  : html`<s><span class="unseen">${say('before')}: </span>${before}</s>
                      <span aria-hidden="true">→</span> <span class="unseen">${say('after')}: </span>${after}`
              }
            </dd>`,
      )}
    </dl>
    ${
      item.decided
        ? html`<p class="muted">${say(outcome[item.decided])}</p>`
        : html`<div class="tools">
            <button class="button primary" ?disabled=${busy} @click=${() => decide(item.id, true)}>${say('yes')}</button>
            <button class="button" ?disabled=${busy} @click=${() => decide(item.id, false)}>${say('no')}</button>
          </div>`
    }
  </section>`;
}

function renderCard(card: Card, { say, last, ask }: Scene): TemplateResult {
  switch (card.card) {
    case 'profile':
      return renderProfile(card);
    case 'table': {
      const columns = card.columns.map((label) => ({ name: '', label, sorts: false, numeric: false }));
      return html`<section class="panel">
        <h3>${card.title}</h3>
        ${renderMembers(card.title, { ...card, columns }, say)}
      </section>`;
    }
    case 'plot':
      return html`<section class="panel">
        <sk-chart .plot=${card.plot} .language=${desk.language} .summary=${card.summary}></sk-chart>
      </section>`;
    case 'filter':
      return html`<sk-filter-panel .card=${card}></sk-filter-panel>`;
    case 'campaign':
      return html`<sk-campaign-panel
        .card=${card}
        ?last=${last}
        @texts=${() => ask(say('askTexts'))}
      ></sk-campaign-panel>`;
    case 'order':
      return renderOrder(card);
    case 'product':
      return html`<section class="panel"><p>${card.title} · ${card.price}</p></section>`;
    case 'policy':
      return html`<section class="panel">
        <h3>${card.title}</h3>
        <p class="text">${card.text}</p>
      </section>`;
    case 'review':
      return html`<section class="panel"><p>${card.product} · ${card.stars}/5</p><p class="text">${card.text}</p></section>`;
    case 'comparison': {
      const columns = ['', ...card.titles].map((label) => ({
        name: '',
        label,
        sorts: false,
        numeric: false,
      }));
      const rows = card.rows.map(({ name, values }) => [name, ...values]);
      return html`<section class="panel">
        ${renderMembers(card.titles.join(' · '), { columns, rows, members: [] }, say)}
      </section>`;
    }
  }
}

function renderProfile(card: ProfileCard): TemplateResult {
  return html`<section class="panel">
    <h3>${card.title}</h3>
    <dl>${card.rows.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
  </section>`;
}

function renderOrder(card: OrderCard): TemplateResult {
  return html`<section class="panel">
    <h3>${card.number}</h3>
    <p class="muted">${card.day} · ${card.state} · ${card.total}</p>
    <ul role="list">
      ${card.lines.map((line) => html`<li>${line.title} · ${line.quantity} × ${line.unit_price}</li>`)}
    </ul>
  </section>`;
}

/** An answer as it is read aloud: what is said, and what is shown. */
export function aloudOf(items: readonly Item[], say: AskWords): string {
  const parts = items.flatMap((item) => {
    if (item.kind === 'text') return [item.text];
    if (item.kind === 'error') return [item.message];
    if (item.kind === 'confirm') return [say('putForward')];
    if (item.kind !== 'card') return [];
    if (item.card.card === 'filter') {
      return [`${item.card.sentence}: ${say('members', { n: item.card.members })}`];
    }
    if (item.card.card === 'campaign') return [say('campaign', { name: item.card.name })];
    return 'title' in item.card ? [item.card.title] : [];
  });
  return parts.join(' ') || say('empty');
}
