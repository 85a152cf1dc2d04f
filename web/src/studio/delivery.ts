import { css, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { Problem } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/notice.js';
import { saveAs } from '../shared/saving.js';
import { time } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { dialogs } from '../shared/styles.js';
import { go, placeOf } from './addresses.js';
import { type Campaign, type Counted, routeOf } from './campaigns.js';
import './came-back.js';
import { Part } from './part.js';
import { messagesOf, type Progress } from './progress.js';
import { named, words } from './running-texts.js';
import { count, schedule } from './showing.js';
import './sure.js';
import './uncertain.js';
import { work } from './work.js';

/** So often it is looked how far it is while it is sent, in milliseconds. */
const EVERY = 2_000;

const FORMS = ['csv', 'json', 'html'] as const;

/** Sending, and how far it is. */
export class DeliveryPart extends Part {
  static override styles = [
    ...Part.styles,
    dialogs,
    css`
      .primary {
        min-height: 40px;
      }
      progress {
        width: 100%;
        height: 12px;
        accent-color: var(--sk-accent);
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr));
        gap: 20px;
        align-items: start;
      }
      dialog {
        width: min(460px, calc(100vw - 32px));
      }
      dialog .tools {
        justify-content: flex-end;
      }
    `,
  ];

  @state() private progress: Progress | null = null;
  @state() private counted: Counted | null = null;
  @state() private busy = false;
  @state() private stops = false;
  /** Whether somebody is asked once more before it is sent. */
  @state() private releases = false;
  @state() private exporting = '';
  @query('dialog') private readonly dialog!: HTMLDialogElement | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #of = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#of = '';
  }

  protected override willUpdate(): void {
    const { campaign } = work;
    if (!campaign) return;
    const of = `${campaign.name}\n${campaign.state}`;
    if (of === this.#of) return;
    this.#of = of;
    void this.#look();
    if (campaign.state === 'approved') void this.#count(campaign);
  }

  async #count({ name }: Campaign): Promise<void> {
    // Without it the button is there all the same.
    this.counted = await desk.api.get<Counted>(routeOf(name, '/count')).catch(() => null);
  }

  /** Looks how far it is, and again after a while as long as it runs. */
  async #look(): Promise<void> {
    const { campaign } = work;
    clearTimeout(this.#timer);
    if (!campaign?.released_by || !this.isConnected) return;
    try {
      const progress = await desk.api.get<Progress>(routeOf(campaign.name, '/progress'));
      if (campaign.name !== work.campaign?.name) return;
      this.progress = progress;
      if (campaign.state === 'sending' || campaign.state === 'paused') await work.refresh();
    } catch (error) {
      // Who is signed out sees that; what cannot be reached now is asked for again.
      if (error instanceof Problem && error.status === 401) return;
    }
    const runs = ['sending', 'paused'].includes(work.campaign?.state ?? '');
    clearTimeout(this.#timer);
    if (runs && this.isConnected) this.#timer = setTimeout(() => this.#look(), EVERY);
  }

  protected override render(): TemplateResult {
    const { campaign } = work;
    if (!campaign) return html``;
    if (campaign.state === 'approved') return html`${this.#renderRelease(campaign)} ${this.#renderExport()}`;
    if (!campaign.released_by) {
      return html`<sk-notice
        heading=${words('notApproved')}
        action=${words('toApproval')}
        @action=${() => go(placeOf(campaign.name, 'approval'))}
      ></sk-notice>`;
    }
    const { progress } = this;
    return html`${this.#renderProgress(campaign)}
      ${
        progress?.uncertain
          ? html`<sk-studio-uncertain .progress=${progress} @decided=${() => this.#look()}></sk-studio-uncertain>`
          : nothing
      }
      <div class="columns">
        ${this.progress ? this.#renderCounts(this.progress) : nothing}
        <sk-studio-came-back .name=${campaign.name} .failed=${this.progress?.failed ?? 0}></sk-studio-came-back>
      </div>
      ${this.#renderExport()} ${this.stops ? this.#renderStop(campaign) : nothing}`;
  }

  #renderRelease(campaign: Campaign): TemplateResult {
    const { at, day } = campaign.brief.send;
    const later = Boolean(at || day);
    const when = later ? schedule(campaign.brief.send) : words('releaseWhenNow');
    const n = this.counted ? count(this.counted.reached) : '…';
    return html`<section class="card" aria-labelledby="delivery">
      <h2 id="delivery">${words('delivery')}</h2>
      <p>${words('releaseAbout', { n, when })}</p>
      <div class="tools">
        <button
          class="button primary"
          ?disabled=${this.busy}
          @click=${() => {
            this.releases = true;
          }}
        >
          ${words('release')}
        </button>
      </div>
      ${this.releases ? this.#renderSure(campaign.name, words('releaseSure', { n, when }), later) : nothing}
    </section>`;
  }

  #renderSure(name: string, about: string, later: boolean): TemplateResult {
    return html`<sk-studio-sure
      .heading=${words('releaseTitle', { name })}
      .about=${about}
      .yes=${words(later ? 'releaseYesLater' : 'releaseYes')}
      ?busy=${this.busy}
      @sure=${async () => {
        await this.#act('send');
        this.releases = false;
      }}
      @leave=${() => {
        this.releases = false;
      }}
    ></sk-studio-sure>`;
  }

  #renderProgress(campaign: Campaign): TemplateResult {
    const { progress } = this;
    const all = progress ? messagesOf(progress) : 0;
    const runs = campaign.state === 'sending' || campaign.state === 'paused';
    return html`<section class="card" aria-labelledby="delivery">
      <h2 id="delivery">${words('delivery')}</h2>
      ${
        progress
          ? html`<div>
              <p class="big" id="far">${words('sendingNow', { sent: count(progress.sent), all: count(all) })}</p>
              <progress aria-labelledby="far" max=${Math.max(all, 1)} .value=${progress.sent + progress.failed}></progress>
            </div>`
          : html`<p class="muted">${this.words('loading')}</p>`
      }
      <p role="status">${this.#about(campaign, all)}</p>
      ${
        progress?.put_off && progress.waits_until
          ? html`<p class="note">${words('waits', { n: count(progress.put_off), time: time(progress.waits_until) })}</p>`
          : nothing
      }
      ${
        runs
          ? html`<div class="tools">
              ${
                campaign.state === 'sending'
                  ? html`<button class="button primary" ?disabled=${this.busy} @click=${() => this.#act('pause')}>
                      ${words('pause')}
                    </button>`
                  : campaign.paused_for === 'uncertain' || campaign.paused_for === 'changed'
                    ? nothing
                    : html`<button class="button primary" ?disabled=${this.busy} @click=${() => this.#act('resume')}>
                      ${words('resume')}
                    </button>`
              }
              <button
                class="button"
                ?disabled=${this.busy}
                @click=${() => {
                  this.stops = true;
                }}
              >
                ${words('stop')}
              </button>
            </div>`
          : nothing
      }
    </section>`;
  }

  #about(campaign: Campaign, all: number): string {
    switch (campaign.state) {
      case 'paused':
        if (campaign.paused_for === 'uncertain') return words('pausedUncertain');
        return words(campaign.paused_for === 'changed' ? 'pausedChanged' : 'pausedNow');
      case 'sent':
        return words('doneAll');
      case 'stopped':
        return words('stoppedNow', { why: campaign.why ?? '–' });
      default:
        if (campaign.begins && Date.parse(campaign.begins) > Date.now()) {
          return words('beginsAt', { time: time(campaign.begins) });
        }
        return all === 0 ? words('filling') : '';
    }
  }

  #renderCounts(progress: Progress): TemplateResult {
    const rows = (
      [
        'sent',
        'waiting',
        'in_flight',
        'failed',
        'uncertain',
        'dropped',
        'held_out',
        'doubted',
        'coupons',
        'redeemed',
        'promised',
      ] as const
    ).filter((each) => (progress[each] ?? 0) > 0 || ['sent', 'waiting', 'failed', 'held_out'].includes(each));
    const skipped = Object.entries(progress.skipped).filter(([, n]) => n > 0);
    return html`<section class="card" aria-labelledby="counts">
      <h2 id="counts">${words('counts')}</h2>
      <dl>
        ${rows.map(
          (row) =>
            html`<dt>${words(row)}</dt>
              <dd>${count(progress[row])}</dd>`,
        )}
      </dl>
      ${
        skipped.length
          ? html`<div>
              <h3>${words('skippedOf')}</h3>
              <dl>
                ${skipped.map(
                  ([why, n]) =>
                    html`<dt>${named('skip_', why)}</dt>
                      <dd>${count(n)}</dd>`,
                )}
              </dl>
            </div>`
          : nothing
      }
    </section>`;
  }

  #renderExport(): TemplateResult {
    return html`<section class="card" aria-labelledby="export">
      <div>
        <h2 id="export">${words('export')}</h2>
        <p class="hint">${words('exportAbout')}</p>
      </div>
      <div class="tools">
        ${FORMS.map(
          (form) =>
            html`<button class="button" ?disabled=${this.exporting !== ''} @click=${() => this.#export(form)}>
              ${words('exportAs', { form: form.toUpperCase() })}
            </button>`,
        )}
      </div>
    </section>`;
  }

  #renderStop({ name }: Campaign): TemplateResult {
    const leave = (event: Event) => {
      event.preventDefault();
      this.dialog?.close();
      this.stops = false;
    };
    return html`<dialog aria-labelledby="stop" @cancel=${leave}>
      <form @submit=${this.#stop}>
        <div>
          <h2 id="stop">${words('stopTitle', { name })}</h2>
          <p>${words('stopAbout')}</p>
        </div>
        <label
          >${words('stopWhy')}
          <textarea name="reason" rows="2" required maxlength="2000"></textarea>
        </label>
        <div class="tools">
          <button type="button" class="button" @click=${leave}>${words('cancel')}</button>
          <button class="button primary" ?disabled=${this.busy}>${words('stopNow')}</button>
        </div>
      </form>
    </dialog>`;
  }

  protected override updated(): void {
    if (this.stops && !this.dialog?.open) this.dialog?.showModal();
  }

  async #act(step: string, json?: unknown): Promise<boolean> {
    this.busy = true;
    try {
      return await work.act(step, json);
    } finally {
      this.busy = false;
    }
  }

  readonly #stop = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const reason = new FormData(event.target as HTMLFormElement).get('reason');
    await this.#act('stop', { reason });
    this.stops = false;
  };

  /** Has the browser keep an export as a file. */
  async #export(form: (typeof FORMS)[number]): Promise<void> {
    const { campaign } = work;
    if (!campaign) return;
    this.exporting = form;
    try {
      const answer = await desk.send('POST', routeOf(campaign.name, `/export?format=${form}`));
      saveAs(`${campaign.name}.${form}`, await answer.blob());
    } catch (error) {
      work.fail(error);
    } finally {
      this.exporting = '';
    }
  }
}

define('sk-studio-delivery', DeliveryPart);
