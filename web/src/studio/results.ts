import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import '../shared/elements/chart.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/notice.js';
import { type Choice, called } from '../shared/filter/filter.js';
import { askable } from '../shared/filter/form.js';
import { day } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { go, placeOf } from './addresses.js';
import './by-text.js';
import { type Campaign, routeOf } from './campaigns.js';
import { conclusion, plotOfDays, plotOfGroups } from './concluding.js';
import { type Arm, type Group, grounds, liftOf, measured, type Outcome } from './outcome.js';
import { Part } from './part.js';
import type { Progress } from './progress.js';
import { words as resultWords } from './result-texts.js';
import { words } from './running-texts.js';
import { count } from './showing.js';
import { words as studioWords, whyOf } from './texts.js';
import './uncertain.js';
import { work } from './work.js';

/** What a campaign brought, and what may be concluded of it. */
export class ResultsPart extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .conclusion {
        font-size: 17px;
        line-height: 1.6;
      }
      .card.better {
        border-color: var(--sk-accent);
      }
      .card.worse {
        border-color: var(--sk-danger);
      }
      .pair {
        display: flex;
        flex-wrap: wrap;
        gap: 12px 40px;
      }
      .pair > div {
        min-width: 9em;
      }
    `,
  ];

  @state() private outcome: Outcome | null = null;
  @state() private progress: Progress | null = null;
  @state() private trouble = '';
  /** What segments are called. */
  @state() private segments: readonly Choice[] = [];
  #of = '';

  override connectedCallback(): void {
    super.connectedCallback();
    askable()
      .then(({ columns }) => {
        this.segments = columns.flatMap((column) => column.words);
      })
      // Without it they are shown as they are kept.
      .catch(() => {});
  }

  protected override willUpdate(): void {
    const { campaign } = work;
    const of = campaign ? `${campaign.name}\n${campaign.state}` : '';
    if (of === this.#of) return;
    this.#of = of;
    if (campaign?.released_by) void this.#load(campaign.name);
  }

  async #load(name: string): Promise<void> {
    const of = this.#of;
    this.trouble = '';
    try {
      const [outcome, progress] = await Promise.all([
        desk.api.get<Outcome>(routeOf(name, '/results')),
        desk.api.get<Progress>(routeOf(name, '/progress')),
      ]);
      if (of !== this.#of) return;
      this.outcome = outcome;
      this.progress = progress;
    } catch (error) {
      if (of === this.#of) this.trouble = whyOf(error);
    }
  }

  protected override render(): TemplateResult {
    const { campaign } = work;
    if (!campaign) return html``;
    if (!campaign.released_by) return this.#renderNotSent(campaign);
    const load = () => this.#load(campaign.name);
    if (this.trouble) {
      return html`<sk-notice
        kind="trouble"
        heading=${this.words('trouble')}
        action=${this.words('again')}
        @action=${load}
        >${this.trouble}</sk-notice
      >`;
    }
    const { outcome, progress } = this;
    if (!outcome || !progress) return html`<p class="muted" role="status">${this.words('loading')}</p>`;
    const { treated, held_out } = outcome.all;
    if (treated.members + held_out.members === 0) {
      const first = new Date(campaign.begins ?? Date.now());
      first.setDate(first.getDate() + outcome.metric.window_days);
      return html`${this.#renderUncertain(progress)}
        <sk-notice heading=${resultWords('noneYet')} action=${words('reload')} @action=${load}
          >${resultWords('noneYetAbout', { days: outcome.metric.window_days, day: day(first.toISOString()) })}
          ${outcome.early ? resultWords('noneYetEarly', { n: count(outcome.early), sent: count(progress.sent) }) : nothing}</sk-notice
        >`;
    }
    const days = plotOfDays(outcome);
    return html`${this.#renderUncertain(progress)} ${this.#renderConclusion(outcome)}
      <sk-studio-by-text .outcome=${outcome} .brief=${campaign.brief}></sk-studio-by-text>
      ${
        days
          ? html`<section class="card" aria-label=${words('byDay')}>
              <sk-chart .plot=${days.plot} .language=${desk.language} summary=${days.summary}></sk-chart>
            </section>`
          : nothing
      }
      ${this.#renderGroups(outcome, 'bySegment', outcome.by_segment, (name) => this.#segment(name))}
      ${this.#renderGroups(outcome, 'byLanguage', outcome.by_language, languageName)}`;
  }

  #renderNotSent({ name, state, brief }: Campaign): TemplateResult {
    const part = state === 'approved' ? 'delivery' : 'approval';
    return html`<sk-notice
      heading=${resultWords('notSent')}
      action=${resultWords(part === 'delivery' ? 'toDelivery' : 'toApproval')}
      @action=${() => go(placeOf(name, part))}
      >${resultWords('notSentAbout', { days: brief.metric.window_days })}</sk-notice
    >`;
  }

  #renderUncertain(progress: Progress): TemplateResult | typeof nothing {
    if (!progress.uncertain) return nothing;
    const name = work.campaign?.name ?? '';
    return html`<sk-studio-uncertain .progress=${progress} @decided=${() => this.#load(name)}></sk-studio-uncertain>`;
  }

  /** Where there is nothing to compare with: why, and what helps. */
  #renderWithout({ verdict, all }: Outcome): TemplateResult | typeof nothing {
    if (verdict !== 'not_compared') return nothing;
    const campaign = work.campaign;
    const none = all.held_out.members === 0 && campaign?.brief.holdout === 0;
    return html`<div class="note">
      <p><strong>${resultWords('noControlTitle')}</strong></p>
      <p>${resultWords(none ? 'noControlAbout' : 'fewControlAbout')}</p>
    </div>`;
  }

  #renderConclusion(outcome: Outcome): TemplateResult {
    const { all, early, needed, verdict } = outcome;
    const interval = grounds(outcome);
    const arm = (label: string, of: Arm) =>
      html`<div>
        <p class="muted">${label}</p>
        <p class="big">${metricOf(of, outcome)}</p>
        <p class="hint">${words('membersN', { n: count(of.members) })}</p>
      </div>`;
    return html`<section class="card ${verdict}" aria-labelledby="results">
      <h2 id="results">${words('results')}</h2>
      <p class="conclusion">${conclusion(outcome)}</p>
      ${this.#renderWithout(outcome)}
      <div class="pair">
        ${arm(words('treated'), all.treated)} ${arm(words('heldOut'), all.held_out)}
        ${
          all.difference
            ? html`<div>
                <p class="muted">${words('lift')}</p>
                <p class="big">${liftOf(all.difference.lift, outcome)}</p>
              </div>`
            : nothing
        }
      </div>
      <div class="hint">
        ${interval ? html`<p>${words(interval.always ? 'mayLook' : 'oneLook')}</p>` : nothing}
        ${early ? html`<p>${words('early', { n: count(early) })}</p>` : nothing}
        ${needed ? html`<p>${words('needed', { treated: count(needed.treated), held: count(needed.held_out) })}</p>` : nothing}
      </div>
    </section>`;
  }

  #segment(name: string | null): string {
    if (name === null) return words('noSegment');
    const found = this.segments.find(({ key }) => key === name);
    return found ? called(found, desk.language) : name;
  }

  #renderGroups(
    outcome: Outcome,
    heading: 'bySegment' | 'byLanguage',
    groups: readonly Group[],
    nameOf: (name: string | null) => string,
  ): TemplateResult | typeof nothing {
    if (groups.length === 0) return nothing;
    const plot = heading === 'bySegment' && groups.length > 1 ? plotOfGroups(outcome, groups, nameOf) : null;
    const metric = words(outcome.metric.what === 'ordered' ? 'orderedRate' : 'spentEach');
    return html`<section class="card" aria-labelledby=${heading}>
      <div>
        <h2 id=${heading}>${words(heading)}</h2>
        ${heading === 'bySegment' ? html`<p class="hint">${words('bySegmentAbout')}</p>` : nothing}
      </div>
      ${plot ? html`<sk-chart .plot=${plot} .language=${desk.language} summary=${words('summarySegment')}></sk-chart>` : nothing}
      <div class="table" tabindex="0" role="region" aria-label=${words(heading)}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words('group')}</th>
              <th scope="col" class="numeric">${words('treated')}</th>
              <th scope="col" class="numeric">${metric}</th>
              <th scope="col" class="numeric">${words('heldOut')}</th>
              <th scope="col" class="numeric">${metric}</th>
              <th scope="col" class="numeric">${words('lift')}</th>
              <th scope="col" class="numeric">${words('interval')}</th>
            </tr>
          </thead>
          <tbody>
            ${groups.map(({ name, compared }) => {
              const { treated, held_out, difference, anytime } = compared;
              const lift = (value: number) => liftOf(value, outcome);
              return html`<tr>
                <th scope="row">${nameOf(name)}</th>
                <td class="numeric">${count(treated.members)}</td>
                <td class="numeric">${metricOf(treated, outcome)}</td>
                <td class="numeric">${count(held_out.members)}</td>
                <td class="numeric">${metricOf(held_out, outcome)}</td>
                <td class="numeric">${difference ? lift(difference.lift) : words('tooFew')}</td>
                <td class="numeric">${anytime ? `${lift(anytime.low)} … ${lift(anytime.high)}` : '–'}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
    </section>`;
  }
}

/** What is measured of one arm; nothing of one without members. */
function metricOf({ members, metric }: Arm, outcome: Outcome): string {
  return members ? measured(metric, outcome) : '–';
}

function languageName(name: string | null): string {
  if (name === 'en' || name === 'zh') return studioWords(name);
  return name ?? words('noLanguage');
}

define('sk-studio-results', ResultsPart);
