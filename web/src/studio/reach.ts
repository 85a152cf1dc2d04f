import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { words } from './brief-texts.js';
import { type Brief, type Counted, same } from './campaigns.js';
import { Part } from './part.js';
import { count } from './showing.js';
import { whyOf } from './texts.js';
import { work } from './work.js';

/** So long after the last change it is counted, in milliseconds. */
const AFTER = 350;

/** As much of a brief as says who is reached; what else is wrong with it does not matter here. */
function audienceOf({ audience, medium, holdout }: Brief): object {
  return { objective: '–', audience, medium, languages: ['en'], holdout };
}

/** What was counted last, for the parts that ask how large the audience is. Tells `change` of it. */
export const reach = Object.assign(new EventTarget(), { counted: null as Counted | null });

/** How many members are reached, and who is taken off the audience and why; counted anew with each change. */
export class Reach extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .card {
        gap: 12px;
        padding: 20px;
      }
      .number {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 8px;
      }
      .stale {
        opacity: 0.55;
      }
      .minus dd::before {
        content: '−';
      }
      dl {
        font-size: 14px;
      }
      .who {
        font-size: 14px;
      }
    `,
  ];

  @state() private counted: Counted | null = null;
  @state() private busy = false;
  @state() private trouble = '';
  #of = '';
  #asked: { what: object; language: string } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#stop?.abort();
    this.#asked = null;
    // Whoever is open next was not counted.
    this.#take(null);
  }

  protected override willUpdate(): void {
    this.#countSoon();
  }

  #countSoon(): void {
    const { brief, campaign } = work;
    if (!brief || !campaign || !this.isConnected) return;
    if (campaign.name !== this.#of) {
      this.#of = campaign.name;
      this.#asked = null;
      this.#take(null);
    }
    const asked = { what: audienceOf(brief), language: desk.language };
    if (this.#asked && same(asked, this.#asked)) return;
    const first = this.#asked === null;
    this.#asked = asked;
    this.#stop?.abort();
    clearTimeout(this.#timer);
    const { audience } = brief;
    if (!audience.named && !audience.segment && audience.filter === undefined) {
      this.#take(null);
      this.busy = false;
      return;
    }
    this.busy = true;
    this.#timer = setTimeout(() => this.#count(asked), first ? 0 : AFTER);
  }

  #take(counted: Counted | null): void {
    this.counted = counted;
    this.trouble = '';
    reach.counted = counted;
    reach.dispatchEvent(new Event('change'));
  }

  async #count({ what, language }: { what: object; language: string }): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    try {
      const path = `/v1/campaigns/count?language=${language}`;
      const answer = await desk.api.send('POST', path, { json: what, signal: stop.signal });
      this.#take((await answer.json()) as Counted);
    } catch (error) {
      if (stop.signal.aborted) return;
      this.#take(null);
      this.trouble = words('countFailed', { why: whyOf(error) });
    }
    if (this.#stop === stop) this.busy = false;
  }

  protected override render(): TemplateResult {
    const { counted } = this;
    return html`<section class="card" aria-labelledby="reach">
      <h2 id="reach">${words('reach')}</h2>
      ${this.trouble ? html`<p class="problem" role="alert">${this.trouble}</p>` : nothing}
      ${
        counted && !this.trouble
          ? this.#renderCounted(counted)
          : html`<p class="muted" role="status">${this.busy ? words('counting') : '–'}</p>`
      }
    </section>`;
  }

  #renderCounted(counted: Counted): TemplateResult {
    const off = counted.taken_off;
    const reasons = (['no_address', 'suppressed', 'no_consent', 'too_often'] as const).filter(
      (each) => off[each] > 0,
    );
    return html`<div class=${this.busy ? 'stale' : ''}>
        <p class="number" role="status" aria-busy=${this.busy ? 'true' : 'false'}>
          <span class="big">${count(counted.reached)}</span> ${words('reached')}
        </p>
        <p class="who muted">${counted.who}</p>
      </div>
      ${counted.reached === 0 ? html`<p class="warn">${words('nobody')}</p>` : nothing}
      <dl class=${this.busy ? 'stale' : ''}>
        <dt>${words('size')}</dt>
        <dd>${count(counted.size)}</dd>
      </dl>
      <dl class=${this.busy ? 'minus stale' : 'minus'}>
        ${reasons.map(
          (reason) =>
            html`<dt>${words(reason)}</dt>
              <dd>${count(off[reason])}</dd>`,
        )}
        <dt>${words('held_out')}</dt>
        <dd>${count(counted.held_out)}</dd>
      </dl>
      ${
        counted.overlaps.length
          ? html`<div>
              ${counted.overlaps.map(
                ({ campaign, members }) =>
                  html`<p class="warn hint">${words('overlap', { n: count(members), name: campaign })}</p>`,
              )}
            </div>`
          : html`<p class="hint">${words('overlapsNone')}</p>`
      }
      ${
        counted.no_analysis > 0
          ? html`<p class="hint">${words('no_analysis', { n: count(counted.no_analysis) })}</p>`
          : nothing
      }
      <p class="hint">${words('cap', { cap: counted.cap })}</p>`;
  }
}

define('sk-studio-reach', Reach);
