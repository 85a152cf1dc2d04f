import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/notice.js';
import { desk } from '../shared/staff/desk.js';
import { arrive, follow, go, PARTS, type PartName, placeOf, read } from './addresses.js';
import './approval.js';
import './brief.js';
import type { Campaign } from './campaigns.js';
import './clone.js';
import './discarding.js';
import './delivery.js';
import { Part } from './part.js';
import { renderProblems } from './placing.js';
import './preview.js';
import './results.js';
import './texts-part.js';
import { words } from './texts.js';
import { work } from './work.js';

/** Problems that are told beside the button; all stand at their places too, as far as these are seen. */
const TOLD = 5;

/**
 * A campaign with its parts; what is not saved is told whichever part one is in.
 *
 * @prop name - which
 * @prop shown - the part that is shown
 */
export class CampaignPage extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
      }
      .top h1 {
        overflow-wrap: anywhere;
      }
      .top > .button {
        margin-inline-start: auto;
      }
      .parts {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        border-bottom: 1px solid var(--sk-line);
      }
      .parts a {
        padding: 8px 14px 10px;
        border-bottom: 3px solid transparent;
        color: inherit;
        text-decoration: none;
      }
      .parts a:hover {
        background: var(--sk-sunken);
      }
      .parts a[aria-current] {
        border-color: var(--sk-accent);
        font-weight: 600;
      }
      .saving {
        position: sticky;
        bottom: 0;
        z-index: 2;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        margin: 0 -24px -64px;
        padding: 12px 24px;
        border-top: 1px solid var(--sk-line);
        background: var(--sk-surface);
      }
      .saving p,
      .saving .problem {
        flex: 1 1 16em;
      }
      .saving ul {
        margin: 4px 0 0;
        padding-inline-start: 20px;
      }
      .saving .button {
        min-height: 40px;
      }
    `,
  ];

  @property() name = '';
  @property() shown: PartName = 'brief';
  @state() private clones = false;
  @state() private said = '';

  override connectedCallback(): void {
    super.connectedCallback();
    work.addEventListener('change', this.#edited);
    addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    work.removeEventListener('change', this.#edited);
    removeEventListener('keydown', this.#key);
    document.documentElement.style.scrollPaddingBottom = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('name')) {
      this.said = '';
      void work.open(this.name);
    }
  }

  protected override updated(): void {
    const address = read(location.pathname);
    // The one that was looked at before may still be shown.
    if (address.page === 'campaign' && address.name === work.campaign?.name)
      arrive(this.renderRoot, 'campaign');
    // What takes the focus is not to stand behind the bar, however much is told there.
    const bar = this.renderRoot.querySelector<HTMLElement>('.saving')?.offsetHeight ?? 0;
    document.documentElement.style.scrollPaddingBottom = `${bar + 16}px`;
  }

  protected override render(): TemplateResult {
    const { campaign } = work;
    if (!campaign || campaign.name !== this.name) {
      if (!work.trouble) return html`<p class="muted" role="status">${this.words('loading')}</p>`;
      return html`<sk-notice
        kind="trouble"
        heading=${work.trouble}
        action=${words('toList')}
        @action=${() => go('/studio')}
        >${work.trouble === words('unknown') ? words('unknownAbout') : nothing}</sk-notice
      >`;
    }
    return html`<div>
        <p><a href="/studio" @click=${follow}>← ${words('campaigns')}</a></p>
        <div class="top">
          <h1 tabindex="-1">${campaign.name}</h1>
          <span class="state ${campaign.state}">${words(campaign.state)}</span>
          <span class="muted">${words('version', { n: campaign.version })} · ${words('by', { name: campaign.author })}</span>
          <button
            class="button"
            @click=${() => {
              this.clones = true;
            }}
          >
            ${words('clone')}
          </button>
          ${this.#renderDiscard(campaign)}
        </div>
        ${campaign.why ? html`<p class="warn">${words('why', { why: campaign.why })}</p>` : nothing}
      </div>
      <nav class="parts" aria-label=${words('parts')}>
        ${PARTS.map(
          (part) =>
            html`<a href=${placeOf(campaign.name, part)} aria-current=${part === this.shown ? 'page' : nothing} @click=${follow}
              >${words(part)}</a
            >`,
        )}
      </nav>
      ${this.#renderFrozen(campaign)} ${this.#renderPart()} ${this.#renderSaving(campaign)}
      ${
        this.clones
          ? html`<sk-studio-clone
              .name=${campaign.name}
              @leave=${() => {
                this.clones = false;
              }}
            ></sk-studio-clone>`
          : nothing
      }`;
  }

  /** A draft can be thrown away by whoever wrote it, and by admins. */
  #renderDiscard({ name, state: now, author, version }: Campaign): TemplateResult | typeof nothing {
    const { person } = desk;
    if (now !== 'draft' || !person || (person.role !== 'admin' && !desk.isCalled(author))) return nothing;
    return html`<sk-studio-discarding .name=${name} .version=${version}></sk-studio-discarding>`;
  }

  #renderFrozen(campaign: Campaign): TemplateResult | typeof nothing {
    if (campaign.state === 'draft' || work.reopened || !['brief', 'texts'].includes(this.shown))
      return nothing;
    return html`<div class="note tools">
      <span>${words(work.changeable ? 'frozen' : 'frozenFor')}</span>
      ${
        work.changeable
          ? html`<button class="button" @click=${() => work.reopen()}>${words('reopen')}</button>`
          : nothing
      }
    </div>`;
  }

  #renderPart(): TemplateResult {
    switch (this.shown) {
      case 'brief':
        return html`<sk-studio-brief></sk-studio-brief>`;
      case 'texts':
        return html`<sk-studio-texts></sk-studio-texts>`;
      case 'preview':
        return html`<sk-studio-preview></sk-studio-preview>`;
      case 'approval':
        return html`<sk-studio-approval></sk-studio-approval>`;
      case 'delivery':
        return html`<sk-studio-delivery></sk-studio-delivery>`;
      case 'results':
        return html`<sk-studio-results></sk-studio-results>`;
    }
  }

  /** What is not saved, and what can be done with it. */
  #renderSaving(campaign: Campaign): TemplateResult | typeof nothing {
    const { dirty, trouble, problems } = work;
    const edits = ['brief', 'texts'].includes(this.shown) && work.editable;
    if (!dirty && !edits && !trouble) return nothing;
    const last = campaign.versions.at(-1);
    // There they stand beside the button that submits it.
    const elsewhere = this.shown === 'approval' && campaign.state === 'draft';
    return html`<div class="saving" data-rest>
      <p role="status">
        ${
          work.conflict
            ? html`<strong class="warn"
                >${words('conflict', { name: last?.by ?? campaign.author, n: campaign.version })}</strong
              >`
            : this.said || words(dirty ? 'unsaved' : 'saved')
        }
      </p>
      <div class="problem" role="alert">
        ${trouble}
        ${
          problems.length && !elsewhere
            ? html`<ul>
                ${renderProblems(problems.slice(0, TOLD))}
                ${problems.length > TOLD ? html`<li>${words('moreWrong', { n: problems.length - TOLD })}</li>` : nothing}
              </ul>`
            : nothing
        }
      </div>
      ${
        work.conflict
          ? html`<button class="button" @click=${() => work.discard()}>${words('takeTheirs')}</button>
              <button class="button" @click=${() => work.insist()}>${words('keepMine')}</button>`
          : html`<button class="button" ?disabled=${!work.canUndo} @click=${() => work.undo()}>${words('undo')}</button>
              <button class="button" ?disabled=${!dirty} @click=${() => work.discard()}>${words('discard')}</button>
              <button class="button primary" ?disabled=${!dirty || work.saving} @click=${this.#save}>
                ${words(work.saving ? 'saving' : 'save')}
              </button>`
      }
    </div>`;
  }

  readonly #edited = (): void => {
    if (work.dirty) this.said = '';
  };

  readonly #save = async (): Promise<void> => {
    if (!work.dirty || work.conflict) return;
    const { name } = this;
    const saved = await work.save();
    if (saved && name === this.name) this.said = words('savedNow', { n: work.campaign?.version ?? 0 });
  };

  /** Ctrl or ⌘ with S saves, as in any editor. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    // What is typed into a field counts when it is left.
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    focused?.dispatchEvent(new Event('change'));
    void this.#save();
  };
}

define('sk-studio-campaign', CampaignPage);
