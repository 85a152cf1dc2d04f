import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/notice.js';
import { type Language, tagOf } from '../shared/language.js';
import { desk } from '../shared/staff/desk.js';
import { routeOf } from './campaigns.js';
import { words } from './copy-texts.js';
import { Part } from './part.js';
import { words as studioWords, whyOf } from './texts.js';
import { work } from './work.js';

/** A member to look at messages with. */
interface Sampled {
  member: string;
  name: string | null;
  language: Language | null;
  why: string;
}

/** A message as a member would be sent it. */
interface Message {
  variant: string;
  language: Language;
  member: string | null;
  subject: string | null;
  text: string;
  html: string | null;
  problem: string | null;
}

const LOOKS = ['desktop', 'phone', 'dark', 'plain'] as const;
type Look = (typeof LOOKS)[number];

/** Messages as members would be sent them, before anything is sent. */
export class PreviewPart extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .columns {
        display: grid;
        grid-template: auto 1fr / 280px minmax(0, 1fr);
        gap: 20px;
        align-items: start;
      }
      .shown {
        grid-area: 1 / 2 / 3 / 3;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template: none / minmax(0, 1fr);
        }
        .shown {
          grid-area: auto;
        }
      }
      .members {
        max-height: 360px;
        overflow-y: auto;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 12px;
      }
      .looks {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .looks [aria-pressed='true'],
      .looks [aria-pressed='true']:hover {
        border-color: var(--sk-accent);
        background: var(--sk-accent-soft);
      }
      .stage {
        display: grid;
        justify-items: center;
        padding: 24px 16px;
        border-radius: 8px;
        background: var(--sk-sunken);
      }
      .window {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        width: 100%;
        max-width: 720px;
        border: 1px solid var(--sk-line);
        border-radius: 10px;
        background: #fff;
        color: #1d2320;
        overflow: hidden;
        color-scheme: light;
      }
      .window.phone {
        max-width: 375px;
        border: 8px solid #222;
        border-radius: 26px;
      }
      .window.dark {
        background: #1b1b1d;
        color: #eee;
        color-scheme: dark;
      }
      .line {
        padding: 10px 16px;
        border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      iframe {
        display: block;
        width: 100%;
        height: 420px;
        border: 0;
        background: transparent;
      }
      pre,
      .bubble {
        margin: 0;
        padding: 16px;
        font: inherit;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      pre {
        font-family: ui-monospace, monospace;
        font-size: 14px;
      }
      .bubble {
        justify-self: start;
        max-width: 85%;
        margin: 16px;
        padding: 10px 14px;
        border-radius: 16px 16px 16px 4px;
        background: color-mix(in srgb, currentColor 9%, transparent);
      }
      .bubble strong {
        display: block;
      }
    `,
  ];

  @state() private members: readonly Sampled[] = [];
  /** Whose message is looked at; empty: somebody of whom nothing is known. */
  @state() private member = '';
  @state() private messages: readonly Message[] | null = null;
  @state() private trouble = '';
  @state() private chosen = '';
  @state() private look: Look = 'desktop';
  @state() private sending = false;
  @state() private said = '';
  @state() private failed = '';
  @query('iframe') private readonly frame!: HTMLIFrameElement | null;
  #version = '';
  #asking: AbortController | null = null;
  #sampled = '';
  #shown = '';
  #address = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
    this.#version = '';
    this.#sampled = '';
    URL.revokeObjectURL(this.#address);
  }

  protected override willUpdate(): void {
    const { campaign } = work;
    if (!campaign) return;
    const version = `${campaign.name}\n${campaign.version}`;
    if (version !== this.#version) {
      this.#version = version;
      void this.#load();
    }
    const sampled = `${version}\n${desk.language}`;
    if (sampled !== this.#sampled) {
      this.#sampled = sampled;
      void this.#sample();
    }
  }

  async #sample(): Promise<void> {
    const { campaign } = work;
    const asked = this.#sampled;
    if (!campaign) return;
    try {
      const path = routeOf(campaign.name, `/sample?language=${desk.language}`);
      const { members } = await desk.api.get<{ members: Sampled[] }>(path);
      if (asked !== this.#sampled) return;
      this.members = members;
      this.failed = '';
    } catch {
      if (asked !== this.#sampled) return;
      this.failed = words('sampleFailed');
    }
  }

  async #load(): Promise<void> {
    const { campaign } = work;
    if (!campaign) return;
    const { member } = this;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const query = member ? `?member=${encodeURIComponent(member)}` : '';
    try {
      const { messages } = await desk.api.get<{ messages: Message[] }>(
        routeOf(campaign.name, `/preview${query}`),
        { signal: asking.signal },
      );
      this.messages = messages;
      this.trouble = '';
    } catch (error) {
      if (asking.signal.aborted) return;
      this.trouble = whyOf(error);
    }
  }

  get #message(): Message | null {
    const all = this.messages ?? [];
    return all.find((message) => nameOf(message) === this.chosen) ?? this.#usual(all);
  }

  /** The text that the member would be sent, where they are one. */
  #usual(all: readonly Message[]): Message | null {
    const language = this.members.find(({ member }) => member === this.member)?.language;
    return all.find((message) => message.language === language) ?? all[0] ?? null;
  }

  protected override render(): TemplateResult {
    const { brief, campaign } = work;
    if (!brief || !campaign) return html``;
    if (campaign.brief.copies.length === 0) return html`<sk-notice heading=${words('noText')}></sk-notice>`;
    return html`${work.dirty ? html`<p class="note">${words('savedOnly')}</p>` : nothing}
      <div class="columns">
        <section class="card" aria-label=${words('member')}>
          <div>
            <h2>${words('member')}</h2>
            <p class="hint">${words('membersAbout')}</p>
          </div>
          ${this.failed ? html`<p class="problem">${this.failed}</p>` : nothing}
          <fieldset class="members">
            <legend class="unseen">${words('member')}</legend>
            ${this.#renderMember('', words('invented'), '')}
            ${this.members.map(({ member, name, why }) =>
              this.#renderMember(member, `${name ?? words('noName')} · ${member}`, why),
            )}
          </fieldset>
        </section>
        <section class="card shown" aria-label=${studioWords('preview')}>
          ${this.#renderBar()}
          ${this.trouble ? html`<p class="problem" role="alert">${this.trouble}</p>` : this.#renderMessage(this.#message)}
        </section>
        ${this.#renderTest()}
      </div>`;
  }

  #renderMember(member: string, label: string, why: string): TemplateResult {
    return html`<label class="choice"
      ><input
        type="radio"
        name="member"
        value=${member}
        .checked=${member === this.member}
        @change=${() => {
          this.member = member;
          this.chosen = '';
          // Nobody else's message stands under their name.
          this.messages = null;
          void this.#load();
        }}
      /><span>${label}${why ? html`<span class="hint">${why}</span>` : nothing}</span></label
    >`;
  }

  #renderBar(): TemplateResult {
    const shown = this.#message;
    return html`<div class="bar">
      <label
        >${words('shownText')}
        <select
          @change=${(event: Event) => {
            this.chosen = (event.target as HTMLSelectElement).value;
          }}
        >
          ${(this.messages ?? []).map((message) => {
            return html`<option value=${nameOf(message)} ?selected=${message === shown}>
              ${words('variant', { name: message.variant })} · ${words(message.language)}
            </option>`;
          })}
        </select></label
      >
      <div class="looks" role="group" aria-label=${words('look')}>
        ${LOOKS.map(
          (look) =>
            html`<button
              type="button"
              class="button"
              aria-pressed=${look === this.look ? 'true' : 'false'}
              @click=${() => {
                this.look = look;
              }}
            >
              ${words(look)}
            </button>`,
        )}
      </div>
    </div>`;
  }

  #renderMessage(message: Message | null): TemplateResult {
    if (!message) return html`<p class="muted" role="status">${this.words('loading')}</p>`;
    if (message.problem) {
      return html`<p class="trouble" role="alert">${words('cannot', { why: message.problem })}</p>`;
    }
    const { look } = this;
    const frame = look === 'plain' ? 'desktop' : look;
    const whose = message.member ?? words('invented');
    return html`<div class="stage">
      <div class="window ${frame}" lang=${tagOf(message.language)}>
        ${
          message.html && look !== 'plain'
            ? html`<div class="line">${message.subject}</div>
                <iframe sandbox="" referrerpolicy="no-referrer" title=${words('frame', { member: whose })}></iframe>`
            : look === 'plain'
              ? html`${message.subject ? html`<div class="line">${message.subject}</div>` : nothing}
                  <pre>${message.text}</pre>`
              : html`<div class="bubble">
                  ${message.subject ? html`<strong>${message.subject}</strong>` : nothing}${message.text}
                </div>`
        }
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { frame } = this;
    const page = this.#message?.html;
    if (!frame || !page) {
      this.#shown = '';
      return;
    }
    // The mail follows the scheme of its reader; here that is the one that is looked at.
    const scheme = this.look === 'dark' ? 'dark' : 'light';
    const shown = page.replace('content="light dark"', `content="${scheme}"`);
    if (shown === this.#shown && frame.src) return;
    this.#shown = shown;
    URL.revokeObjectURL(this.#address);
    // Sandboxed, without scripts or an origin: what it holds is shown, and nothing more.
    this.#address = URL.createObjectURL(new Blob([shown], { type: 'text/html; charset=utf-8' }));
    frame.src = this.#address;
  }

  #renderTest(): TemplateResult {
    const { campaign } = work;
    const { medium, languages } = campaign?.brief ?? { medium: 'mail', languages: [] };
    return html`<form class="card" @submit=${this.#test}>
      <div>
        <h2>${words('test')}</h2>
        <p class="hint">${words('testAbout')}</p>
      </div>
      <label
        >${words(medium === 'sms' ? 'toPhone' : 'to')}
        <input name="to" type=${medium === 'mail' ? 'email' : 'text'} required maxlength="254" autocomplete="email"
      /></label>
      <label
        >${words('language')}
        <select name="language">
          ${languages.map((each) => html`<option value=${each}>${words(each)}</option>`)}
        </select></label
      >
      <p class="said" role="status">${this.said}</p>
      <button class="button" ?disabled=${this.sending}>${words(this.sending ? 'sending' : 'send')}</button>
    </form>`;
  }

  readonly #test = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { campaign } = work;
    if (!campaign) return;
    const typed = new FormData(event.target as HTMLFormElement);
    const to = String(typed.get('to')).trim();
    this.sending = true;
    this.said = '';
    try {
      const asked = { to, language: typed.get('language') };
      const { sent } = await desk.api.post<{ sent: number }>(routeOf(campaign.name, '/test'), asked);
      this.said = words(sent === 1 ? 'sentOne' : 'sentTest', { n: sent, to });
    } catch (error) {
      this.said = whyOf(error);
    } finally {
      this.sending = false;
    }
  };
}

function nameOf({ variant, language }: Message): string {
  return `${language} ${variant}`;
}

define('sk-studio-preview', PreviewPart);
