import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { Unreachable } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/notice.js';
import { time } from '../shared/staff/dates.js';
import { View } from '../shared/staff/view.js';
import { arrive, follow, go, placeOf } from './addresses.js';
import { type CampaignState, STATES } from './campaigns.js';
import './clone.js';
import { liftOf } from './outcome.js';
import { type Glance, glancesOf, type Overview, readAll } from './overview.js';
import { whenOf, whom } from './showing.js';
import { partStyles } from './styles.js';
import { words } from './texts.js';

/** Campaigns that are shown at first, and with each press. */
const PAGE = 20;

/** All campaigns, the last changed first. */
export class CampaignList extends View {
  static override styles = [
    ...View.styles,
    partStyles,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        gap: 12px;
      }
      .top > div {
        flex: 1 1 20em;
      }
      .find {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 12px;
      }
      .find label {
        flex: 0 1 20em;
      }
      .table {
        background: var(--sk-surface);
        border-radius: var(--sk-radius);
      }
      td,
      tbody th {
        padding-block: 12px;
      }
      th a {
        color: inherit;
        font-size: 15px;
        font-weight: 600;
        text-decoration: none;
      }
      th a:hover {
        text-decoration: underline;
      }
      td,
      thead th {
        word-break: keep-all;
      }
      .short {
        white-space: nowrap;
      }
      .about {
        max-width: 34em;
        color: var(--sk-muted);
        font-size: 13px;
      }
      .good {
        color: var(--sk-accent);
        font-weight: 600;
      }
      .bad {
        color: var(--sk-danger);
        font-weight: 600;
      }
    `,
  ];

  @state() private all: Overview[] | null = null;
  @state() private glances: ReadonlyMap<string, Glance> = new Map();
  @state() private trouble = '';
  @state() private typed = '';
  @state() private inState: CampaignState | '' = '';
  @state() private shown = PAGE;
  /** The campaign that is to be cloned. */
  @state() private clones: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    this.trouble = '';
    try {
      this.all = await readAll();
      await this.#detail();
    } catch (error) {
      this.trouble = error instanceof Unreachable ? words('unreachable') : this.words('failed');
    }
  }

  get #fitting(): Overview[] {
    const typed = this.typed.trim().toLowerCase();
    return (this.all ?? []).filter(
      ({ name, state: now }) => (!this.inState || now === this.inState) && name.toLowerCase().includes(typed),
    );
  }

  /** Reads what the campaigns that are shown brought. */
  async #detail(): Promise<void> {
    const rows = this.#fitting.slice(0, this.shown).filter(({ name }) => !this.glances.has(name));
    this.glances = new Map([...this.glances, ...(await glancesOf(rows))]);
  }

  protected override updated(): void {
    arrive(this.renderRoot, 'list');
  }

  protected override render(): TemplateResult {
    return html`<div class="top">
        <div>
          <h1 tabindex="-1">${words('campaigns')}</h1>
          <p class="muted">${words('campaignsAbout')}</p>
        </div>
        ${renderViews('list')}
        <a class="button primary" href="/studio/new" @click=${follow}>${words('newCampaign')}</a>
      </div>
      ${this.#renderContent()}
      ${
        this.clones === null
          ? nothing
          : html`<sk-studio-clone
              .name=${this.clones}
              @leave=${() => {
                this.clones = null;
              }}
            ></sk-studio-clone>`
      }`;
  }

  #renderContent(): TemplateResult {
    if (this.trouble) {
      return html`<sk-notice
        kind="trouble"
        heading=${this.words('trouble')}
        action=${this.words('again')}
        @action=${() => this.#load()}
        >${this.trouble}</sk-notice
      >`;
    }
    if (!this.all) return html`<p class="muted" role="status">${this.words('loading')}</p>`;
    if (this.all.length === 0) {
      return html`<sk-notice heading=${words('none')} action=${words('newCampaign')} @action=${() => go('/studio/new')}
        >${words('noneAbout')}</sk-notice
      >`;
    }
    const fitting = this.#fitting;
    return html`${this.all.length > 5 ? this.#renderFind() : nothing}
      ${
        fitting.length
          ? html`<div class="table" tabindex="0" role="region" aria-label=${words('campaigns')}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">${words('name')}</th>
                    <th scope="col">${words('state')}</th>
                    <th scope="col" class="short">${words('medium')}</th>
                    <th scope="col">${words('audience')}</th>
                    <th scope="col">${words('when')}</th>
                    <th scope="col">${words('soFar')}</th>
                    <th scope="col"><span class="unseen">${words('clone')}</span></th>
                  </tr>
                </thead>
                <tbody>
                  ${repeat(
                    fitting.slice(0, this.shown),
                    ({ name }) => name,
                    (listed) => this.#renderRow(listed),
                  )}
                </tbody>
              </table>
            </div>`
          : html`<p class="muted" role="status">${words('noneFits')}</p>`
      }
      ${
        fitting.length > this.shown
          ? html`<div class="tools"><button class="button" @click=${this.#more}>${words('more')}</button></div>`
          : nothing
      }`;
  }

  #renderFind(): TemplateResult {
    return html`<div class="find" role="search">
      <label
        >${words('search')}
        <input
          type="search"
          autocomplete="off"
          .value=${this.typed}
          @input=${(event: Event) => {
            this.typed = (event.target as HTMLInputElement).value;
            void this.#detail();
          }}
      /></label>
      <label
        >${words('state')}
        <select
          @change=${(event: Event) => {
            this.inState = (event.target as HTMLSelectElement).value as CampaignState | '';
            void this.#detail();
          }}
        >
          <option value="">${words('allStates')}</option>
          ${STATES.map((each) => html`<option value=${each}>${words(each)}</option>`)}
        </select></label
      >
    </div>`;
  }

  #renderRow(listed: Overview): TemplateResult {
    const { name, state: now, about: brief } = listed;
    const glance = this.glances.get(name);
    const part =
      now === 'draft' ? 'brief' : now === 'in_review' ? 'approval' : now === 'sent' ? 'results' : 'delivery';
    return html`<tr>
      <th scope="row">
        <a href=${placeOf(name, part)} @click=${follow}>${name}</a>
        <div class="about">${brief?.objective ?? ' '}</div>
      </th>
      <td><span class="state ${now}">${words(now)}</span></td>
      <td class="short">${brief ? words(brief.medium) : nothing}</td>
      <td>${brief ? whom(brief.audience) : nothing}</td>
      <td>
        ${whenOf(listed, brief)}
        <div class="hint">${words('changedAt', { time: time(listed.changed) })}</div>
      </td>
      <td>${glance ? renderGlance(glance) : '–'}</td>
      <td>
        <button
          class="button"
          @click=${() => {
            this.clones = name;
          }}
        >
          ${words('clone')}<span class="unseen"> ${name}</span>
        </button>
      </td>
    </tr>`;
  }

  readonly #more = (): void => {
    this.shown += PAGE;
    void this.#detail();
  };
}

/** What a campaign brought, at a glance. */
function renderGlance(outcome: Glance): TemplateResult {
  const { verdict, all } = outcome;
  const lift = all.difference ? liftOf(Math.abs(all.difference.lift), outcome).replace(/^\+/, '') : '';
  const kind = verdict === 'better' ? 'good' : verdict === 'worse' ? 'bad' : 'muted';
  return html`<span class=${kind}>${words(verdict, { lift })}</span>`;
}

/** The ways of looking at all campaigns. */
export function renderViews(now: 'list' | 'calendar'): TemplateResult {
  const places = [
    ['list', '/studio'],
    ['calendar', '/studio/calendar'],
  ] as const;
  return html`<nav class="tools" aria-label=${words('views')}>
    ${places.map(
      ([view, path]) =>
        html`<a class="button" href=${path} aria-current=${view === now ? 'page' : nothing} @click=${follow}
          >${words(view)}</a
        >`,
    )}
  </nav>`;
}

define('sk-studio-list', CampaignList);
