import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { FocusedView } from '../shared/staff/focus.js';
import { type Brief, CHOOSERS, type Chooser, routeOf } from './campaigns.js';
import { words as copyWords } from './copy-texts.js';
import { best, measured, type Outcome, type TextOutcome } from './outcome.js';
import { words } from './result-texts.js';
import { count, share } from './showing.js';
import { partStyles } from './styles.js';
import { whyOf } from './texts.js';

/** What another way to choose would have brought, as `/v1/campaigns/{name}/replay` has it. */
interface Replay {
  draws: number;
  as_it_was: Valued;
  self_normalised: Valued;
}

interface Valued {
  share: number;
  low: number;
  high: number;
}

/** The width of an interval that is drawn, in units of its own. */
const WIDE = 200;

/**
 * How the texts of a campaign did beside each other.
 *
 * @prop outcome - what the campaign brought
 * @prop brief - its brief, for what each text appeals to and how texts were chosen
 */
export class ByText extends FocusedView {
  static override styles = [
    ...FocusedView.styles,
    partStyles,
    css`
      .subject {
        display: block;
        max-width: 26em;
        overflow: hidden;
        color: var(--sk-muted);
        font-size: 13px;
        font-weight: 400;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      tr.best > * {
        background: var(--sk-accent-soft);
      }
      svg {
        display: block;
        width: 100%;
        min-width: 120px;
        max-width: 220px;
        height: 22px;
      }
      .span {
        stroke: var(--sk-edge);
        stroke-width: 2;
      }
      .at {
        fill: var(--sk-accent);
      }
      .all {
        stroke: var(--sk-line);
        stroke-width: 1.5;
        stroke-dasharray: 3 3;
      }
      .other {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 12px;
      }
    `,
  ];

  @property({ attribute: false }) outcome!: Outcome;
  @property({ attribute: false }) brief!: Brief;
  @state() private by: Chooser | '' = '';
  @state() private replay: Replay | null = null;
  @state() private busy = false;
  @state() private trouble = '';

  get #drawnBy(): Chooser {
    return this.brief.choice?.by ?? 'even';
  }

  /** The ways in which texts were not chosen. */
  get #others(): Chooser[] {
    return CHOOSERS.filter((by) => by !== this.#drawnBy);
  }

  /** The one that is asked about: the first until another is picked. */
  get #otherWay(): Chooser {
    return this.by || (this.#others[0] ?? 'even');
  }

  protected override render(): TemplateResult | typeof nothing {
    const texts = this.outcome.by_variant ?? [];
    if (texts.length === 0) return nothing;
    return html`<section class="card" aria-labelledby="by-text">
      <div>
        <h2 id="by-text">${words('byText')}</h2>
        <p class="hint">${words(this.#drawnBy === 'even' ? 'drawnEven' : 'drawnLearning')}</p>
      </div>
      <p>${this.#conclusion(texts)}</p>
      ${this.#renderTable(texts)}
      <p class="hint">${words('forAllAbout')}</p>
      ${texts.length > 1 && this.outcome.metric.what === 'ordered' ? this.#renderOther() : nothing}
    </section>`;
  }

  #conclusion(texts: readonly TextOutcome[]): string {
    if (texts.length < 2) return words('oneText');
    const found = best(texts);
    return found ? words('bestText', { name: found.variant }) : words('noBest');
  }

  #renderTable(texts: readonly TextOutcome[]): TemplateResult {
    const { outcome } = this;
    const ordered = outcome.metric.what === 'ordered';
    const found = texts.length > 1 ? best(texts) : null;
    return html`<div class="table" tabindex="0" role="region" aria-label=${words('byText')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words('text')}</th>
            <th scope="col" class="numeric">${words('counted')}</th>
            <th scope="col" class="numeric">${words('share')}</th>
            <th scope="col" class="numeric">${words('orders')}</th>
            <th scope="col" class="numeric">${words(ordered ? 'rate' : 'each')}</th>
            <th scope="col" class="numeric">${words('forAll')}</th>
            <th scope="col" class="numeric">${words('between')}</th>
            <th scope="col"><span class="unseen">${words('drawn')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${texts.map((text) => this.#renderText(text, texts, text === found))}
        </tbody>
      </table>
    </div>`;
  }

  #renderText(text: TextOutcome, all: readonly TextOutcome[], isBest: boolean): TemplateResult {
    const { outcome } = this;
    const { variant, members, ordered, metric, for_all } = text;
    const copies = this.brief.copies.filter((copy) => copy.variant === variant);
    const copy = copies.find(({ language }) => language === desk.language) ?? copies[0];
    const value = (number: number) => measured(number, outcome);
    return html`<tr class=${isBest ? 'best' : ''}>
      <th scope="row">
        ${copyWords('variant', { name: variant })}${copy?.axis ? ` · ${copyWords(copy.axis)}` : ''}
        ${copy ? html`<span class="subject">${copy.subject ?? copy.body}</span>` : nothing}
      </th>
      <td class="numeric">${count(members)}</td>
      <td class="numeric">${share(text.share)}</td>
      <td class="numeric">${count(ordered)}</td>
      <td class="numeric">${value(metric)}</td>
      <td class="numeric">${for_all ? value(for_all.metric) : words('tooFew')}</td>
      <td class="numeric">${for_all ? `${value(for_all.low)} – ${value(for_all.high)}` : '–'}</td>
      <td>${renderInterval(text, all)}</td>
    </tr>`;
  }

  #renderOther(): TemplateResult {
    const { replay } = this;
    const by = this.#otherWay;
    return html`<form class="other" @submit=${this.#look}>
        <label
          >${words('otherWay')}
          <select
            @change=${(event: Event) => {
              this.by = (event.target as HTMLSelectElement).value as Chooser;
              this.replay = null;
              this.trouble = '';
            }}
          >
            ${this.#others.map((each) => html`<option value=${each} ?selected=${each === by}>${words(each)}</option>`)}
          </select></label
        >
        <button class="button" ?disabled=${this.busy}>${words('reckon')}</button>
      </form>
      <p class="problem" role="alert">${this.trouble}</p>
      <p role="status">
        ${
          replay
            ? words('replayed', {
                way: words(by),
                share: share(replay.self_normalised.share),
                low: share(replay.self_normalised.low),
                high: share(replay.self_normalised.high),
                was: share(replay.as_it_was.share),
                n: count(replay.draws),
              })
            : nothing
        }
      </p>`;
  }

  readonly #look = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const by = this.#otherWay;
    this.busy = true;
    this.trouble = '';
    try {
      const replay = await desk.api.get<Replay>(routeOf(this.outcome.campaign, `/replay?by=${by}`));
      if (by === this.#otherWay) this.replay = replay;
    } catch (error) {
      this.trouble = whyOf(error);
    } finally {
      this.busy = false;
    }
  };
}

/** Where a text's metric lies, on the scale of all of them; the numbers stand beside it. */
function renderInterval(
  { for_all }: TextOutcome,
  all: readonly TextOutcome[],
): TemplateResult | typeof nothing {
  const ends = all.flatMap((text) => (text.for_all ? [text.for_all.low, text.for_all.high] : []));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (!for_all || high <= low) return nothing;
  const at = (value: number) => 8 + ((value - low) / (high - low)) * (WIDE - 16);
  return html`<svg viewBox="0 0 ${WIDE} 22" aria-hidden="true">
    ${svg`<line class="span" x1=${at(for_all.low)} x2=${at(for_all.high)} y1="11" y2="11"></line>
      <line class="span" x1=${at(for_all.low)} x2=${at(for_all.low)} y1="6" y2="16"></line>
      <line class="span" x1=${at(for_all.high)} x2=${at(for_all.high)} y1="6" y2="16"></line>
      <circle class="at" cx=${at(for_all.metric)} cy="11" r="5"></circle>`}
  </svg>`;
}

define('sk-studio-by-text', ByText);
