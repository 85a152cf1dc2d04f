import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { words } from './brief-texts.js';
import type { Brief, SampleSize } from './campaigns.js';
import { Part } from './part.js';
import { reach } from './reach.js';
import { count, share } from './showing.js';
import { whyOf } from './texts.js';
import { work } from './work.js';

/** By what it is judged, and how many members that takes. */
export class MeasuringPart extends Part {
  @state() private size: SampleSize | null = null;
  @state() private trouble = '';
  #asked = '';
  protected override readonly sources = [desk, work, reach];

  protected override willUpdate(): void {
    const { brief } = work;
    if (!brief) return;
    const { baseline, effect } = brief.metric;
    const asked =
      baseline && effect && brief.holdout > 0
        ? String(
            new URLSearchParams({
              baseline: String(baseline),
              effect: String(effect),
              holdout: String(brief.holdout),
            }),
          )
        : '';
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.size = null;
    this.trouble = '';
    if (asked) void this.#calculate(asked);
  }

  async #calculate(asked: string): Promise<void> {
    try {
      const size = await desk.api.get<SampleSize>(`/v1/campaigns/sample-size?${asked}`);
      if (asked === this.#asked) this.size = size;
    } catch (error) {
      if (asked === this.#asked) this.trouble = whyOf(error);
    }
  }

  protected override render(): TemplateResult {
    const { brief } = work;
    if (!brief) return html``;
    const { metric } = brief;
    return html`<section class="card" aria-labelledby="measuring">
      <h2 id="measuring">${words('measuring')}</h2>
      <div class="row">
        ${this.renderNumber(
          words('holdout'),
          brief.holdout,
          (held) =>
            work.change('holdout', (brief) => {
              brief.holdout = held ?? 0;
            }),
          { unit: '%', scale: 0.01, place: 'holdout' },
        )}
        ${this.renderNumber(
          words('window'),
          metric.window_days,
          (days) => this.put('metric', 'window_days', Math.round(days ?? 14)),
          { unit: words('days'), place: 'metric.window_days' },
        )}
      </div>
      <p class="hint">${words('holdoutHint')}</p>
      ${this.renderRadios(
        'metric',
        words('metric'),
        (['ordered', 'spent'] as const).map((what) => [what, words(what)] as const),
        metric.what,
        (what) => this.put('metric', 'what', what),
      )}
      <p class="hint">${words('fixed')}</p>
      <h3>${words('sizeTitle')}</h3>
      <div class="row">
        ${this.renderNumber(
          words('baseline'),
          metric.baseline,
          (rate) => this.put('metric', 'baseline', rate),
          {
            unit: '%',
            scale: 0.01,
            place: 'metric.baseline',
          },
        )}
        ${this.renderNumber(words('effect'), metric.effect, (rate) => this.put('metric', 'effect', rate), {
          unit: words('effectUnit'),
          scale: 0.01,
          place: 'metric.effect',
        })}
      </div>
      <div role="status">${this.#renderSize(brief)}</div>
    </section>`;
  }

  #renderSize({ metric, holdout }: Brief): TemplateResult {
    const { size } = this;
    const { baseline, effect } = metric;
    if (holdout === 0) return html`<p class="hint">${words('sizeNone')}</p>`;
    if (this.trouble) return html`<p class="problem">${this.trouble}</p>`;
    if (!size || !baseline || !effect) return html`<p class="hint">${words('sizeFill')}</p>`;
    const there = reach.counted;
    const enough = there && there.reached >= size.treated && there.held_out >= size.held_out;
    return html`<div class="note">
      <p>
        ${words('sizeNeeds', {
          from: share(baseline),
          to: share(baseline + effect),
          treated: count(size.treated),
          held: count(size.held_out),
        })}
      </p>
      ${
        there
          ? enough
            ? html`<p>${words('sizeEnough')}</p>`
            : html`<p class="warn">
                ${words('sizeFew', { treated: count(there.reached), held: count(there.held_out) })}
              </p>`
          : nothing
      }
      <p class="hint">${words('sizeHow')}</p>
    </div>`;
  }
}

define('sk-studio-measuring', MeasuringPart);
