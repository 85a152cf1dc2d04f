import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { time } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { follow, placeOf } from './addresses.js';
import type { Campaign } from './campaigns.js';
import './changes.js';
import './summary.js';
import { checks } from './checking.js';
import { Part } from './part.js';
import { renderProblems } from './placing.js';
import { words } from './running-texts.js';
import { words as studioWords } from './texts.js';
import { work } from './work.js';

/** From a draft to what may be sent: submitting, deciding, versions, comments. */
export class ApprovalPart extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .primary {
        min-height: 40px;
      }
      .wrong {
        display: grid;
        gap: 4px;
        padding-inline-start: 20px;
      }
      ol {
        display: grid;
        gap: 14px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .said-text {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
    `,
  ];

  @state() private busy = false;
  @state() private declines = false;
  protected override readonly sources = [desk, work, checks];

  override connectedCallback(): void {
    super.connectedCallback();
    checks.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    checks.unwatch();
  }

  protected override render(): TemplateResult {
    const { campaign } = work;
    if (!campaign) return html``;
    return html`<section class="card" aria-labelledby="course">
        <header>
          <h2 id="course">${words('course')}</h2>
          <span class="state ${campaign.state}">${studioWords(campaign.state)}</span>
        </header>
        <p role="status">${this.#about(campaign)}</p>
        ${campaign.state === 'draft' ? this.#renderSubmit(campaign) : nothing}
      </section>
      ${campaign.state === 'in_review' ? this.#renderDecide(campaign) : nothing}
      <sk-studio-summary></sk-studio-summary>
      <sk-studio-changes></sk-studio-changes>
      ${this.#renderComments(campaign)}`;
  }

  #about(campaign: Campaign): string {
    const moment = (at: string | null) => (at ? time(at) : '–');
    const until = moment(campaign.expires);
    switch (campaign.state) {
      case 'draft':
        return words('draftAbout');
      case 'in_review':
        return words('in_reviewAbout', { name: campaign.submitted_by ?? '–' });
      case 'approved':
        return words('approvedAbout', {
          name: campaign.approved_by ?? '–',
          time: moment(campaign.approved),
          until,
        });
      case 'expired':
        return words('expiredAbout', { until });
      default:
        return words('releasedAbout', { name: campaign.approved_by ?? '–' });
    }
  }

  #renderSubmit(campaign: Campaign): TemplateResult {
    const { errors } = checks;
    const empty = campaign.brief.copies.length === 0;
    const blocked = errors > 0 || empty;
    const toTexts = html`<a href=${placeOf(campaign.name, 'texts')} @click=${follow}>${words('toTexts')}</a>`;
    return html`${
      blocked || work.problems.length
        ? html`<div class="trouble">
              <strong>${words('blockedBy')}</strong>
              <ul class="wrong">
                ${empty ? html`<li>${words('noTexts')} · ${toTexts}</li>` : nothing}
                ${
                  errors
                    ? html`<li>${words(errors === 1 ? 'blockedOne' : 'blockedTexts', { n: errors })} · ${toTexts}</li>`
                    : nothing
                }
                ${renderProblems(work.problems)}
              </ul>
            </div>`
        : nothing
    }
      <div class="tools">
        <button class="button primary" ?disabled=${this.busy || work.dirty || blocked} @click=${() => this.#act('submit')}>
          ${words(this.busy ? 'submitting' : 'submit')}
        </button>
        ${work.dirty ? html`<span class="hint">${words('saveFirst')}</span>` : nothing}
      </div>`;
  }

  /** Why who looks cannot decide; empty where they can. */
  #against(campaign: Campaign): string {
    if (!desk.may('approve_campaign')) return words('mayNot');
    if (desk.isCalled(campaign.author)) return words('isAuthor');
    return desk.isCalled(campaign.versions.at(-1)?.by) ? words('isEditor') : '';
  }

  #renderDecide(campaign: Campaign): TemplateResult {
    const against = this.#against(campaign);
    const { version } = campaign;
    return html`<section class="card" aria-labelledby="decide">
      <h2 id="decide">${words('decide')}</h2>
      ${
        against
          ? html`<p class="note">${against}</p>`
          : html`<p>${words('decideAbout', { n: version })}</p>
              <div class="tools">
                <button
                  class="button primary"
                  ?disabled=${this.busy || work.dirty}
                  @click=${() => this.#act('approve', { version })}
                >
                  ${words('approve', { n: version })}
                </button>
                <button
                  class="button"
                  aria-expanded=${this.declines ? 'true' : 'false'}
                  @click=${() => {
                    this.declines = !this.declines;
                  }}
                >
                  ${words('decline')}
                </button>
              </div>
              ${
                this.declines
                  ? html`<form @submit=${this.#decline}>
                      <label
                        >${words('declineWhy')}
                        <textarea name="reason" rows="2" required maxlength="2000"></textarea>
                      </label>
                      <button class="button" ?disabled=${this.busy}>${words('decline')}</button>
                    </form>`
                  : nothing
              }`
      }
    </section>`;
  }

  #renderComments({ comments }: Campaign): TemplateResult {
    return html`<section class="card" aria-labelledby="comments">
      <h2 id="comments">${words('comments')}</h2>
      ${
        comments.length
          ? html`<ol role="list">
              ${comments.map(
                ({ by, at, version, text }) =>
                  html`<li>
                    <p class="hint">${words('commentOn', { name: by, time: time(at), n: version })}</p>
                    <p class="said-text">${text}</p>
                  </li>`,
              )}
            </ol>`
          : html`<p class="muted">${words('noComments')}</p>`
      }
      <form @submit=${this.#comment}>
        <label
          >${words('comment')}
          <textarea name="text" rows="2" required maxlength="2000"></textarea>
        </label>
        <button class="button" ?disabled=${this.busy}>${words('say')}</button>
      </form>
    </section>`;
  }

  async #act(step: string, json?: unknown): Promise<boolean> {
    this.busy = true;
    try {
      return await work.act(step, json);
    } finally {
      this.busy = false;
    }
  }

  readonly #decline = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const reason = new FormData(event.target as HTMLFormElement).get('reason');
    if (await this.#act('decline', { reason })) this.declines = false;
  };

  readonly #comment = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (await this.#act('comments', { text: new FormData(form).get('text') })) form.reset();
  };
}

define('sk-studio-approval', ApprovalPart);
