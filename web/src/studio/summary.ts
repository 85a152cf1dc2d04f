import { css, html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { day } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { follow, placeOf } from './addresses.js';
import { words as briefWords } from './brief-texts.js';
import { type Brief, type Campaign, type Counted, type Offer, routeOf, variantsOf } from './campaigns.js';
import { words as copyWords } from './copy-texts.js';
import { Part } from './part.js';
import { words } from './running-texts.js';
import { count, fold, schedule, share, whom } from './showing.js';
import { words as studioWords } from './texts.js';
import { work } from './work.js';

/** All that is approved of a campaign, at a glance. */
export class Summary extends Part {
  static override styles = [
    ...Part.styles,
    css`
      dl {
        grid-template-columns: minmax(7em, max-content) minmax(0, 1fr);
        gap: 8px 24px;
      }
      dd {
        overflow-wrap: anywhere;
        text-align: start;
      }
      @media (max-width: 600px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 2px;
        }
        dd {
          margin-bottom: 8px;
        }
      }
    `,
  ];

  @state() private counted: Counted | null = null;
  #of = '';

  protected override willUpdate(): void {
    const { campaign } = work;
    const of = campaign ? `${campaign.name}\n${campaign.version}\n${desk.language}` : '';
    if (of === this.#of) return;
    this.#of = of;
    this.counted = null;
    // Whom a campaign was sent to is told by its delivery.
    if (campaign && !campaign.released_by) void this.#count(campaign, of);
  }

  async #count({ name }: Campaign, of: string): Promise<void> {
    const path = routeOf(name, `/count?language=${desk.language}`);
    const counted = await desk.api.get<Counted>(path).catch(() => null);
    if (of === this.#of) this.counted = counted;
  }

  protected override render(): TemplateResult {
    const { campaign } = work;
    if (!campaign) return html``;
    const { brief, name, version } = campaign;
    const languages = brief.languages.map((each) => studioWords(each)).join(words('and'));
    return html`<section class="card" aria-labelledby="summary">
      <h2 id="summary">${words('summary', { n: version })}</h2>
      <dl>
        <dt>${words('place_objective')}</dt>
        <dd>${brief.objective}</dd>
        <dt>${words('place_audience')}</dt>
        <dd>${this.#whom(brief)}</dd>
        <dt>${words('place_offer')}</dt>
        <dd>${offerOf(brief.offer)}</dd>
        <dt>${words('place_medium')}</dt>
        <dd>${studioWords(brief.medium)} · ${languages}</dd>
        <dt>${words('place_send')}</dt>
        <dd>${schedule(brief.send)}</dd>
        <dt>${words('place_copies')}</dt>
        <dd>
          ${this.#texts(brief)} · <a href=${placeOf(name, 'texts')} @click=${follow}>${words('readTexts')}</a> ·
          <a href=${placeOf(name, 'preview')} @click=${follow}>${words('seePreview')}</a>
        </dd>
        <dt>${words('place_metric')}</dt>
        <dd>
          ${words('judged', { what: briefWords(brief.metric.what), days: brief.metric.window_days })}
          ${brief.holdout > 0 ? words('heldShare', { share: share(brief.holdout) }) : words('heldNone')}
        </dd>
      </dl>
    </section>`;
  }

  #whom({ audience }: Brief): string {
    const { counted } = this;
    if (!counted) return whom(audience);
    const values = { n: count(counted.reached), held: count(counted.held_out), who: counted.who };
    return words('reachedOf', values);
  }

  #texts(brief: Brief): string {
    const names = variantsOf(brief).map((variant) => {
      const axis = brief.copies.find((copy) => copy.variant === variant)?.axis;
      return axis ? `${variant} (${copyWords(axis)})` : variant;
    });
    if (names.length === 0) return words('noTexts');
    return names.map((name) => copyWords('variant', { name })).join(words('and'));
  }
}

/** An offer in a few words. */
function offerOf(offer: Offer): string {
  const { kind, percent, amount, minimum, ends, times, what_en, what_zh } = offer;
  const what = desk.language === 'zh' ? (what_zh ?? what_en) : (what_en ?? what_zh);
  const parts: (string | undefined)[] = [briefWords(kind)];
  if (kind === 'coupon' && percent) parts.push(words('percentOff', { n: percent, fold: fold(percent) }));
  if (kind === 'coupon' && amount) parts.push(words('amountOff', { n: count(amount) }));
  if (kind === 'points' && times) parts.push(`× ${times}`);
  if (kind === 'gift' || kind === 'event') parts.push(what);
  if (minimum) parts.push(words('fromBasket', { n: count(minimum) }));
  if (ends) parts.push(words('untilDay', { day: day(`${ends}T12:00:00`) }));
  if (offer.depths?.length) parts.push(words('depthsN', { n: offer.depths.length }));
  return parts.filter(Boolean).join(' · ');
}

define('sk-studio-summary', Summary);
