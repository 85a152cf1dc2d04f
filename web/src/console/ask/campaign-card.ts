import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { Problem, Unreachable } from '../../shared/api.js';
import { define } from '../../shared/elements/define.js';
import { desk } from '../../shared/staff/desk.js';
import { View } from '../../shared/staff/view.js';
import type { CampaignCard } from '../../shared/talk/protocol.js';
import { askStyles } from './styles.js';
import { type AskWords, askWords } from './texts.js';

/**
 * A campaign that was spoken of, or just made or changed: it is opened in the studio, and what was done is taken back.
 *
 * @prop card - which
 * @attr last - whether nothing was said since
 * @fires texts - texts are to be written for it
 */
export class CampaignPanel extends View {
  static override styles = [
    ...View.styles,
    askStyles,
    css`
      a.button {
        display: inline-flex;
        align-items: center;
        color: inherit;
        text-decoration: none;
      }
    `,
  ];

  @property({ attribute: false }) card!: CampaignCard;
  @property({ type: Boolean }) last = false;
  /** Whether what was done is still the last that was done. */
  @state() private fresh = false;
  @state() private busy = false;
  @state() private said = '';
  @state() private trouble = '';

  get #say(): AskWords {
    return askWords(desk.language);
  }

  get #route(): string {
    return `/v1/campaigns/${encodeURIComponent(this.card.name)}`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.card.before === null) return;
    // It may have been changed since, or be gone.
    desk.api
      .get<{ version: number; state: string }>(this.#route)
      .then(({ version, state: now }) => {
        this.fresh = now === 'draft' && version === this.card.version;
      })
      .catch(() => {});
  }

  protected override render(): TemplateResult {
    const say = this.#say;
    const { name, version, state: now, before } = this.card;
    const part = now === 'sent' || now === 'sending' || now === 'stopped' ? '/results' : '';
    const gone = this.said !== '' && before === 0;
    return html`<section class="panel" aria-label=${say('campaign', { name })}>
      <div>
        <h3>${say('campaign', { name })}</h3>
        <p class="muted">${say('version', { n: version })}</p>
      </div>
      <div class="tools">
        ${
          gone
            ? nothing
            : html`<a class="button" href="/studio/campaigns/${encodeURIComponent(name)}${part}">${say('openStudio')}</a>`
        }
        ${
          this.last && before === 0 && this.fresh
            ? html`<button class="button" @click=${() => this.dispatchEvent(new Event('texts'))}>${say('haveTexts')}</button>`
            : nothing
        }
        ${
          this.fresh
            ? html`<button class="button" ?disabled=${this.busy} @click=${this.#undo}>${say('undo')}</button>`
            : nothing
        }
      </div>
      <p class="problem" role="alert">${this.trouble}</p>
      <p class="said" role="status">${this.said}</p>
    </section>`;
  }

  readonly #undo = async (): Promise<void> => {
    const { version, before } = this.card;
    this.busy = true;
    this.trouble = '';
    try {
      if (before === 0) {
        await desk.send('DELETE', `${this.#route}?version=${version}`);
        this.said = this.#say('draftGone');
      } else {
        const brief = await desk.api.get<unknown>(`${this.#route}/brief?version=${before}`);
        const { version: now } = await desk.api.put<{ version: number }>(this.#route, { brief, version });
        this.said = this.#say('takenBack', { n: now, before: before ?? 0 });
      }
      this.fresh = false;
    } catch (error) {
      if (error instanceof Problem && error.status !== 409 && error.status !== 404)
        this.trouble = error.message;
      else if (error instanceof Problem) this.trouble = this.#say('changedSince');
      else if (error instanceof Unreachable) this.trouble = this.words('unreachable');
      else throw error;
    } finally {
      this.busy = false;
    }
  };
}

define('sk-campaign-panel', CampaignPanel);
