import { html, nothing, svg, type TemplateResult } from 'lit';
import { inLanguage, type Text2 } from '../shared/language.js';
import { money } from '../shared/money.js';
import { percent } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { words } from './member-texts.js';
import { type Driver, isAbsent, type Part, type Sheet, type Thought, type Waiting } from './sheet.js';

const say = (text: Text2) => inLanguage(text, desk.language);

/** What is thought of a member: what to do first, then why. */
export function renderThought(sheet: Sheet): TemplateResult {
  const { thought, waiting } = sheet;
  if (isAbsent(thought)) {
    return html`<section class="card" aria-labelledby="risk">
      <h2 id="risk">${words('risk')}</h2>
      <p class="muted">${say(thought.why)}</p>
    </section>`;
  }
  return html`${renderActions(thought)}
    ${renderRisk(thought)}
    <div class="pair">${renderValue(thought)}${renderDue(thought, waiting)}</div>`;
}

function renderActions({ actions, refused }: Thought): TemplateResult {
  const [best, ...others] = actions;
  return html`<section class="card best" aria-labelledby="next">
    <h2 id="next">${words('next')}</h2>
    ${best ? html`<strong>${say(best.name)}</strong>${best.kind === 'wait' ? nothing : html`<p>${say(best.words)}</p>`}` : nothing}
    ${
      others.length > 0
        ? html`<details>
            <summary>${words('others')} (${others.length})</summary>
            <ul role="list">${others.map((action) => html`<li>${say(action.words)}</li>`)}</ul>
          </details>`
        : nothing
    }
    ${
      refused.length > 0
        ? html`<details>
            <summary>${words('refused')} (${refused.length})</summary>
            <ul role="list">${refused.map((why) => html`<li>${say(why)}</li>`)}</ul>
          </details>`
        : nothing
    }
  </section>`;
}

function renderRisk({ risk, without_risk, segment, cluster }: Thought): TemplateResult {
  return html`<section class="card" aria-labelledby="risk">
    <h2 id="risk">${words('risk')}</h2>
    ${
      risk
        ? html`<p>${say(risk.words)}</p>
            <ul role="list">${risk.drivers.map((driver) => renderDriver(driver, risk.drivers))}</ul>
            ${
              risk.reliefs.length > 0
                ? html`<h3>${words('reliefs')}</h3>
                    <ul role="list">${risk.reliefs.map((relief) => html`<li>${say(relief)}</li>`)}</ul>`
                : nothing
            }`
        : html`<p class="muted">${without_risk ?? words('notKnown')}</p>`
    }
    ${
      segment
        ? html`<p><strong>${words('segment')}: ${say(segment.name)}</strong>${cluster ? html` · ${say(cluster)}` : nothing}</p>
            <p class="muted">${say(segment.advice)}</p>`
        : nothing
    }
  </section>`;
}

/** A driver in words, and as a bar from the middle: to the right it raises the risk. The words say all of it. */
function renderDriver(driver: Driver, all: Driver[]): TemplateResult {
  const most = Math.max(1, ...all.map(({ points }) => Math.abs(points)));
  const width = (Math.abs(driver.points) / most) * 98;
  const x = driver.raises ? 100 : 100 - width;
  return html`<li>
    ${say(driver.words)}
    <div class="bar" aria-hidden="true">
      <svg viewBox="0 0 200 10" preserveAspectRatio="none">
        <rect class=${driver.raises ? 'raises' : 'lowers'} x=${x} y="1" width=${width} height="8" rx="2" />
      </svg>
    </div>
  </li>`;
}

function renderValue({ value }: Thought): TemplateResult {
  return html`<section class="card" aria-labelledby="value">
    <h2 id="value">${words('value')}</h2>
    ${
      value
        ? html`<p>${say(value.words)}</p>
            ${renderInterval(value)}`
        : html`<p class="muted">${words('dueNothing')}</p>`
    }
  </section>`;
}

/** Where eight of ten members like this one come to lie, and what is expected. */
function renderInterval({ year, low, high }: NonNullable<Thought['value']>): TemplateResult | typeof nothing {
  if (!(year && low && high) || Number(high.amount) <= 0) return nothing;
  const at = (amount: { amount: string }) => (Number(amount.amount) / (Number(high.amount) * 1.1)) * 300;
  const shown = (amount: typeof year) => money(amount, desk.language);
  const label = words('valueRange', { low: shown(low), high: shown(high), year: shown(year) });
  return html`<svg viewBox="0 0 300 34" role="img" aria-label=${label}>
    <rect class="scale" x="0" y="6" width="300" height="8" rx="4" />
    <rect class="lowers" x=${at(low)} y="6" width=${Math.max(2, at(high) - at(low))} height="8" rx="4" opacity="0.45" />
    <circle class="lowers" cx=${at(year)} cy="10" r="6" />
    <text x=${at(low)} y="30">${shown(low)}</text>
    <text x="300" y="30" text-anchor="end">${shown(high)}</text>
  </svg>`;
}

function renderDue({ due, due_categories }: Thought, waiting: Part<Waiting>): TemplateResult {
  return html`<section class="card" aria-labelledby="due">
    <h2 id="due">${words('due')}</h2>
    <p>${due ? say(due) : words('dueNothing')}</p>
    ${
      due_categories.length > 0
        ? html`<ul role="list">
            ${due_categories.slice(0, 5).map((one) => html`<li><strong>${one.category}</strong>: ${say(one.words)}</li>`)}
          </ul>`
        : nothing
    }
    <h3>${words('waiting')}</h3>
    ${isAbsent(waiting) ? html`<p class="muted">${say(waiting.why)}</p>` : renderWaiting(waiting)}
  </section>`;
}

/** The curve of those like the member: the share that has not ordered again, with its interval. */
function renderWaiting(waiting: Waiting): TemplateResult {
  const said = words(waiting.median_days === null ? 'waitingHalf' : 'waitingAbout', {
    who: say(waiting.words),
    median: Math.round(waiting.median_days ?? 0),
    share: percent(waiting.within_90_days),
    waits: waiting.waits,
  });
  const last = Math.max(1, waiting.points.at(-1)?.[0] ?? 1);
  const since = waiting.since_days;
  const x = (days: number) => 36 + (Math.min(days, last) / last) * 254;
  const y = (share: number) => 8 + (1 - share) * 90;
  const steps = (column: 1 | 2 | 3) => {
    let before = y(1);
    return waiting.points.flatMap((point) => {
      const corner = [`${x(point[0])},${before}`, `${x(point[0])},${y(point[column])}`];
      before = y(point[column]);
      return corner;
    });
  };
  const band = [...steps(3), ...steps(2).reverse()].join(' ');
  return html`<p>${said}${since === null ? nothing : html` ${words('since', { days: Math.round(since) })}`}</p>
    <svg viewBox="0 0 300 120" role="img" aria-label=${words('curve')}>
      <polygon class="band" points=${band} />
      <polyline class="line" points=${[`${x(0)},${y(1)}`, ...steps(1)].join(' ')} />
      <line class="axis" x1="36" x2="290" y1="98" y2="98" />
      ${since === null ? nothing : svg`<line class="mark" x1=${x(since)} x2=${x(since)} y1="6" y2="98" />`}
      <text x="0" y="14">${percent(1)}</text>
      <text x="0" y="98">${percent(0)}</text>
      <text x="36" y="114">0</text>
      <text x="290" y="114" text-anchor="end">${words('days', { days: Math.round(last) })}</text>
    </svg>`;
}
