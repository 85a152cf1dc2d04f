import { html, nothing, type TemplateResult } from 'lit';
import { money } from '../shared/money.js';
import { time } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { type MemberKey, named, words } from './member-texts.js';
import type { Moment, Timeline } from './sheet.js';

/** What each event of note is called. */
const EVENTS: Record<string, MemberKey> = {
  'Survey Answered': 'didSurvey',
  'Campaign Sent': 'didCampaign',
  'Order Refunded': 'didRefund',
  'Product Reviewed': 'didReview',
  'Coupon Applied': 'didCoupon',
  'Product Added to Wishlist': 'didWish',
};

/** What happened, in a line. */
function said(moment: Moment): string {
  switch (moment.kind) {
    case 'order': {
      const { number, state, amount, currency } = moment;
      const shown = amount ? money({ amount, currency }, desk.language) : '';
      return words('didOrder', { number, amount: shown, state: named('state', state) });
    }
    case 'visit':
      return words(moment.left ? 'didLeave' : 'didVisit', { views: moment.views, added: moment.added });
    case 'event': {
      const { name, value, note, product } = moment;
      const key = EVENTS[name];
      return key ? words(key, { value: value ?? '', note: note ?? '', product: product ?? '' }) : name;
    }
    case 'tier':
      return words('didTier', { from: moment.from, to: moment.to });
    case 'points': {
      const points = moment.points > 0 ? `+${moment.points}` : String(moment.points);
      const reason = [named('reason', moment.reason), moment.reference].filter(Boolean).join(' ');
      return words('didPoints', { points, reason });
    }
    case 'consent':
      return words(moment.granted ? 'didAgree' : 'didRefuse', { purpose: named('', moment.purpose) });
  }
}

/** What happened with a member, the newest first, with the way to what is older. */
export function renderTimeline({ moments, next }: Timeline, more: () => void): TemplateResult {
  return html`<section class="card" aria-labelledby="timeline">
    <h2 id="timeline">${words('timeline')}</h2>
    ${moments.length === 0 ? html`<p class="muted">${words('nothingYet')}</p>` : nothing}
    <ul class="moments" role="list">
      ${moments.map(
        (moment) =>
          html`<li><time class="muted" datetime=${moment.at}>${time(moment.at)}</time><span>${said(moment)}</span></li>`,
      )}
    </ul>
    ${next === null ? nothing : html`<button class="button" @click=${more}>${words('more')}</button>`}
  </section>`;
}
