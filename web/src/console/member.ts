import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { Problem } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import { caseAt } from './addresses.js';
import '../shared/elements/notice.js';
import { inLanguage } from '../shared/language.js';
import { money } from '../shared/money.js';
import { day, time } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { renderFacts } from './member-facts.js';
import { sheetStyles } from './member-styles.js';
import { named, words } from './member-texts.js';
import { renderThought } from './member-thought.js';
import { renderTimeline } from './member-timeline.js';
import { ask, close, type Opening, open, openingOf, remember, type Why } from './opening.js';
import './purpose.js';
import { View } from '../shared/staff/view.js';
import { isAbsent, type Revealed, type Sheet, type Talked, type Timeline } from './sheet.js';

/** One member from every side. What for is asked first. */
export class MemberPage extends View {
  static override styles = [...View.styles, sheetStyles];

  readonly #key = decodeURIComponent(location.pathname.replace(/^\/console\/members\//, ''));
  @state() private opening: Opening | null = openingOf(this.#key);
  @state() private sheet: Sheet | null = null;
  @state() private timeline: Timeline = { moments: [], next: null };
  @state() private revealed: Revealed | null = null;
  @state() private revealing = false;
  @state() private trouble: 'failed' | 'gone' | 'mayNot' | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.opening) void this.#load();
  }

  protected override render(): TemplateResult {
    if (this.trouble) return this.#renderTrouble();
    if (!this.opening) {
      return html`<h1 tabindex="-1">${words('noName', { key: this.#key })}</h1>
        <sk-purpose .ask=${this.#open} @leave=${() => location.assign('/console/members')}></sk-purpose>`;
    }
    const { sheet } = this;
    if (!sheet) return html`<p class="muted" role="status">${this.words('loading')}</p>`;
    const { profile } = sheet;
    return html`<div class="head">
        <h1 tabindex="-1">${profile.name ?? words('noName', { key: profile.key })}</h1>
        <span class="muted">${profile.key}</span>
        <a href="/console/members">${words('back')}</a>
      </div>
      <div class="sheet">
        <div class="column">${renderFacts(sheet, this.revealed, () => this.#reveal(true))}</div>
        <div class="column">
          ${renderThought(sheet)} ${renderRecommended(sheet)} ${renderOrders(sheet)}
          ${renderTimeline(this.timeline, () => void this.#older())} ${renderTalks(sheet)}
        </div>
      </div>
      ${
        this.revealing
          ? html`<sk-purpose
              heading="whyReveal"
              about="whyRevealAbout"
              action="reveal"
              .ask=${this.#show}
              @leave=${() => this.#reveal(false)}
            ></sk-purpose>`
          : nothing
      }`;
  }

  #renderTrouble(): TemplateResult {
    const again = this.trouble === 'failed';
    return html`<sk-notice
      kind="trouble"
      heading=${this.words('trouble')}
      action=${again ? this.words('again') : ''}
      @action=${() => this.#load()}
      >${this.trouble ? words(this.trouble) : nothing}</sk-notice
    >
    <p><a href="/console/members">${words('back')}</a></p>`;
  }

  readonly #open = async (why: Why): Promise<void> => {
    try {
      this.opening = await open(this.#key, why);
    } catch (error) {
      this.#fail(error);
      if (!this.trouble) throw error;
      return;
    }
    await this.#load();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  };

  async #load(): Promise<void> {
    if (!this.opening) return;
    this.trouble = null;
    try {
      const sheet = await ask<Sheet>(this.opening, 'sheet');
      this.sheet = sheet;
      this.timeline = sheet.timeline;
      remember({ key: sheet.profile.key, name: sheet.profile.name });
    } catch (error) {
      if (error instanceof Problem && error.status === 428) {
        close(this.#key);
        this.opening = null;
      } else {
        this.#fail(error);
        this.trouble ??= 'failed';
      }
    }
  }

  /** What cannot be helped by trying again. */
  #fail(error: unknown): void {
    if (!(error instanceof Problem)) return;
    if (error.status === 404) this.trouble = 'gone';
    if (error.status === 403) this.trouble = 'mayNot';
  }

  async #older(): Promise<void> {
    const { opening, timeline } = this;
    if (!opening || timeline.next === null) return;
    try {
      const older = await ask<Timeline>(opening, `timeline?before=${timeline.next}`);
      this.timeline = { moments: [...timeline.moments, ...older.moments], next: older.next };
    } catch (error) {
      if (error instanceof Problem && error.status === 428) {
        close(this.#key);
        this.opening = null;
      }
    }
  }

  #reveal(revealing: boolean): void {
    this.revealing = revealing;
  }

  readonly #show = async (why: Why): Promise<void> => {
    const path = `/v1/members/${encodeURIComponent(this.#key)}/contact`;
    const answer = await desk.send('POST', path, why);
    this.revealed = (await answer.json()) as Revealed;
    this.#reveal(false);
  };
}

const say = (text: { en: string | null; zh: string | null }) => inLanguage(text, desk.language);

function renderRecommended({ recommended }: Sheet): TemplateResult {
  return html`<section class="card" aria-labelledby="recommended">
    <h2 id="recommended">${words('recommended')}</h2>
    ${
      isAbsent(recommended)
        ? html`<p class="muted">${say(recommended.why)}</p>`
        : html`<p class="muted">${words('recommendedAbout')}</p>
          <ul class="goods" role="list">
            ${recommended.map(
              ({ product, reason }) => html`<li>
                <a href=${`/p/${encodeURIComponent(product.key)}`}>${say(product.title)}</a>
                ${money(product.price, desk.language)}
                ${reason ? html`<br /><span class="small muted">${say(reason)}</span>` : nothing}
              </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function renderOrders({ orders }: Sheet): TemplateResult {
  const { count, newest } = orders;
  const titles = (order: (typeof newest)[number]) => {
    const more = order.more > 0 ? ` ${words('andMore', { count: order.more })}` : '';
    return order.articles.map(say).join(desk.language === 'zh' ? '、' : ', ') + more;
  };
  return html`<section class="card" aria-labelledby="orders">
    <h2 id="orders">${words('orders')}</h2>
    <p class="muted">${count === 0 ? words('nothingYet') : words('ordersOf', { shown: newest.length, count })}</p>
    ${
      count === 0
        ? nothing
        : html`<div class="wide" tabindex="0" role="group" aria-label=${words('orders')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">${words('number')}</th>
                  <th scope="col">${words('placed')}</th>
                  <th scope="col">${words('what')}</th>
                  <th scope="col">${words('state')}</th>
                  <th scope="col">${words('channel')}</th>
                  <th scope="col" class="number">${words('total')}</th>
                </tr>
              </thead>
              <tbody>
                ${newest.map(
                  (order) => html`<tr>
                    <td class="whole">${order.number}</td>
                    <td class="whole">${day(order.placed)}</td>
                    <td class="articles">${titles(order)}</td>
                    <td>${named('state', order.state)}</td>
                    <td>${order.channel ?? '–'}</td>
                    <td class="number">${order.total ? money(order.total, desk.language) : '–'}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function renderTalks({ conversations }: Sheet): TemplateResult {
  return html`<section class="card" aria-labelledby="conversations">
    <h2 id="conversations">${words('conversations')}</h2>
    ${
      isAbsent(conversations)
        ? html`<p class="muted">${say(conversations.why)}</p>`
        : conversations.length === 0
          ? html`<p class="muted">${words('nothingYet')}</p>`
          : conversations.map(renderTalk)
    }
  </section>`;
}

function renderTalk(talk: Talked): TemplateResult {
  const count = talk.before + talk.exchanges.length;
  return html`<details>
    <summary>
      ${words('chat')} · ${time(talk.used)} · ${words('exchanges', { count })}
      ${talk.case ? html`<span class="tag">${words(`case${talk.case.state}`)}</span>` : nothing}
    </summary>
    ${
      talk.case && desk.may('reply')
        ? html`<p><a href=${caseAt(talk.case.id)}>${words('openCase')}</a></p>`
        : nothing
    }
    ${talk.before > 0 ? html`<p class="small muted">${words('before', { count: talk.before })}</p>` : nothing}
    ${talk.exchanges.map(
      (said) => html`<div class="talk">
        <p class="small muted">${time(said.at)}</p>
        <p><strong>${words('member')}:</strong> ${said.asked}</p>
        ${
          said.answered.length > 0 || said.cards > 0
            ? html`<p>
                <strong>${words('assistant')}:</strong> ${said.answered.join(' ')}
                ${said.cards > 0 ? html`<span class="muted">(${words('cards', { count: said.cards })})</span>` : nothing}
              </p>`
            : nothing
        }
        ${said.people.map(({ name, text }) => html`<p><strong>${name}:</strong> ${text}</p>`)}
      </div>`,
    )}
  </details>`;
}

define('sk-console-member', MemberPage);
