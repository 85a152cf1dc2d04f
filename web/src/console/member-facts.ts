import { html, nothing, type TemplateResult } from 'lit';
import { inLanguage } from '../shared/language.js';
import { money } from '../shared/money.js';
import { day } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { named, words } from './member-texts.js';
import { isAbsent, type Revealed, type Sheet } from './sheet.js';

/** Who a member is and how they are reached: the left of the sheet. */
export function renderFacts(sheet: Sheet, revealed: Revealed | null, reveal: () => void): TemplateResult {
  return html`${renderProfile(sheet)} ${renderContact(sheet, revealed, reveal)} ${renderLoyalty(sheet)}
  ${renderConsents(sheet)} ${renderRemarks(sheet)}`;
}

function renderProfile({ profile }: Sheet): TemplateResult {
  const place = [profile.city, profile.country].filter(Boolean).join(', ');
  return html`<section class="card" aria-labelledby="profile">
    <h2 id="profile">${words('profile')}</h2>
    <dl>
      <dt>${words('key')}</dt>
      <dd>${profile.key}</dd>
      <dt>${words('joined')}</dt>
      <dd>${profile.joined ? day(profile.joined) : words('notKnown')}</dd>
      <dt>${words('lives')}</dt>
      <dd>${place || words('notKnown')}</dd>
      <dt>${words('speaks')}</dt>
      <dd>${profile.language ? words(`language${profile.language}`) : words('notKnown')}</dd>
    </dl>
  </section>`;
}

function renderContact({ contact }: Sheet, revealed: Revealed | null, reveal: () => void): TemplateResult {
  const none = words('notKnown');
  const birthday = contact.birthday ? words('isKnown') : none;
  return html`<section class="card" aria-labelledby="contact">
    <h2 id="contact">${words('contact')}</h2>
    <dl>
      <dt>${words('mail')}</dt>
      <dd>${revealed?.mail ?? contact.mail ?? none}</dd>
      <dt>${words('phone')}</dt>
      <dd>${revealed?.phone ?? contact.phone ?? none}</dd>
      <dt>${words('birthday')}</dt>
      <dd>${revealed?.birthday ?? birthday}</dd>
      <dt>${words('addresses')}</dt>
      <dd>${renderAddresses(contact, revealed)}</dd>
    </dl>
    <p role="status" class="small muted">${revealed ? words('revealed') : nothing}</p>
    ${contact.may_reveal && !revealed ? html`<button class="button" @click=${reveal}>${words('reveal')}</button>` : nothing}
  </section>`;
}

function renderAddresses(contact: Sheet['contact'], revealed: Revealed | null): TemplateResult | string {
  const written = revealed
    ? revealed.addresses.map(({ address }) =>
        ['recipient', 'line1', 'line2', 'city', 'region', 'postal_code', 'country']
          .map((part) => address[part])
          .filter(Boolean)
          .join(', '),
      )
    : contact.addresses.map(
        ({ city, country }) => `${[city, country].filter(Boolean).join(', ')} (${words('hidden')})`,
      );
  if (written.length === 0) return words('notKnown');
  return html`<ul role="list">${written.map((address) => html`<li>${address}</li>`)}</ul>`;
}

function renderLoyalty({ loyalty }: Sheet): TemplateResult {
  const say = (text: { en: string | null; zh: string | null }) => inLanguage(text, desk.language);
  if (isAbsent(loyalty)) {
    return html`<section class="card" aria-labelledby="loyalty">
      <h2 id="loyalty">${words('loyalty')}</h2>
      <p class="muted">${say(loyalty.why)}</p>
    </section>`;
  }
  const { tier, next, points, keeps_until } = loyalty;
  const expiry = points.next_expiry;
  return html`<section class="card" aria-labelledby="loyalty">
    <h2 id="loyalty">${words('loyalty')}</h2>
    <dl>
      <dt>${words('tier')}</dt>
      <dd>
        <strong>${say(tier.name)}</strong>
        ${keeps_until ? html`<br />${words('keepsUntil', { day: day(keeps_until) })}` : nothing}
        ${
          next?.spend
            ? html`<br />${words('toNext', { amount: money(next.spend, desk.language), tier: say(next.name) })}`
            : nothing
        }
      </dd>
      <dt>${words('points')}</dt>
      <dd>
        ${points.available}
        ${points.pending > 0 ? html`<br />${words('pending', { points: points.pending })}` : nothing}
        ${expiry ? html`<br />${words('expiring', { points: expiry.points, day: day(expiry.at) })}` : nothing}
      </dd>
    </dl>
  </section>`;
}

function renderConsents({ consents }: Sheet): TemplateResult {
  return html`<section class="card" aria-labelledby="consents">
    <h2 id="consents">${words('consents')}</h2>
    <dl>
      ${consents.now.map(
        ({ purpose, granted, said }) => html`<dt>${named('', purpose)}</dt>
          <dd>${words(granted ? 'yes' : 'no')}${said ? nothing : html` <span class="muted">(${words('unasked')})</span>`}</dd>`,
      )}
    </dl>
  </section>`;
}

function renderRemarks({ tags, notes, told }: Sheet): TemplateResult {
  return html`<section class="card" aria-labelledby="remarks">
    <h2 id="remarks">${words('remarks')}</h2>
    ${tags.length > 0 ? html`<p>${tags.map(({ tag }) => html`<span class="tag">${tag}</span> `)}</p>` : nothing}
    ${
      notes.length > 0
        ? html`<ul role="list">
            ${notes.map(({ text, by, at }) => html`<li>${text}<br /><span class="small muted">${by}, ${day(at)}</span></li>`)}
          </ul>`
        : nothing
    }
    ${
      told.length > 0
        ? html`<h3>${words('told')}</h3>
            <ul role="list">${told.map(({ text }) => html`<li>${text}</li>`)}</ul>`
        : nothing
    }
    ${tags.length + notes.length + told.length === 0 ? html`<p class="muted">${words('nothingYet')}</p>` : nothing}
  </section>`;
}
