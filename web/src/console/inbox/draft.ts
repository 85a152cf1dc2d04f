import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../../shared/elements/define.js';
import { View } from '../../shared/staff/view.js';
import type { Draft, Source } from './cases.js';
import { words } from './texts.js';

/** That a sentence of the draft is to be shown in the text. */
export class Choose extends Event {
  static readonly NAME = 'choose';

  constructor(readonly text: string) {
    super(Choose.NAME);
  }
}

/**
 * The sentences of a draft beside the records that they rest on: who points at one, or goes there with the keyboard,
 * sees the other.
 *
 * @prop text - what has become of it, so that sentences that were changed are seen
 * @fires choose - a sentence is to be shown in the text
 */
export class DraftPanel extends View {
  static override styles = [
    ...View.styles,
    css`
      .both {
        display: grid;
        grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
        gap: 12px;
        font-size: 14px;
      }
      h3 {
        margin: 0 0 4px;
        color: var(--sk-muted);
        font-size: 13px;
        font-weight: 500;
      }
      ol {
        display: grid;
        gap: 2px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .one {
        display: block;
        width: 100%;
        padding: 5px 8px;
        border: 0;
        border-inline-start: 3px solid transparent;
        border-radius: 6px;
        background: none;
        text-align: start;
        overflow-wrap: anywhere;
      }
      .one:hover,
      .one:focus-visible {
        background: var(--sk-sunken);
      }
      .marked {
        border-inline-start-color: var(--sk-accent);
        background: var(--sk-accent-soft);
      }
      .number {
        display: inline-block;
        min-width: 1.6em;
        padding: 0 4px;
        border-radius: 4px;
        background: var(--sk-sunken);
        color: var(--sk-text);
        font-size: 12px;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        text-align: center;
      }
      .marked .number {
        background: var(--sk-accent);
        color: var(--sk-on-accent);
      }
      .changed {
        color: var(--sk-muted);
        text-decoration: line-through;
      }
      .source p {
        padding: 0 8px 4px 11px;
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      @container (max-width: 480px) {
        .both {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      :host {
        container-type: inline-size;
      }
    `,
  ];

  @property({ attribute: false }) draft!: Draft;
  @property() text = '';
  /** The sentence pointed at, by its place. */
  @state() private sentence: number | null = null;
  /** The source pointed at, by its number. */
  @state() private source: number | null = null;

  protected override render(): TemplateResult {
    const { sentences, sources } = this.draft;
    return html`<div class="both">
      <div>
        <h3 id="sentences">${words('sentences')}</h3>
        <ol role="list" aria-labelledby="sentences">
          ${sentences.map((_, place) => html`<li>${this.#renderSentence(place)}</li>`)}
        </ol>
      </div>
      <div>
        <h3 id="sources">${words('sources')}</h3>
        <ol role="list" aria-labelledby="sources">
          ${sources.map((source) => html`<li class="source">${this.#renderSource(source)}</li>`)}
        </ol>
      </div>
    </div>`;
  }

  #renderSentence(place: number): TemplateResult {
    const said = this.draft.sentences[place];
    if (!said) return html``;
    const marked = place === this.sentence || (this.source !== null && said.sources.includes(this.source));
    const changed = !this.text.includes(said.text.trim());
    const point = (at: number | null) => () => {
      this.sentence = at;
    };
    return html`<button
      type="button"
      class="one ${marked ? 'marked' : ''}"
      aria-describedby=${said.sources.map((number) => `source-${number}`).join(' ') || nothing}
      @mouseenter=${point(place)}
      @mouseleave=${point(null)}
      @focus=${point(place)}
      @blur=${point(null)}
      @click=${() => this.dispatchEvent(new Choose(said.text.trim()))}
    >
      <span class=${changed ? 'changed' : ''}>${said.text}</span>
      ${changed ? html`<span class="muted">(${words('sentenceChanged')})</span>` : nothing}
      ${said.sources.map(
        (number) =>
          html`<span class="number"><span class="unseen">${words('restsOn', { n: number })}</span><span aria-hidden="true">${number}</span></span> `,
      )}
      ${said.sources.length === 0 ? html`<span class="muted">· ${words('noSource')}</span>` : nothing}
    </button>`;
  }

  #renderSource({ number, title, text, link }: Source): TemplateResult {
    const sentence = this.sentence === null ? undefined : this.draft.sentences[this.sentence];
    const marked = number === this.source || sentence?.sources.includes(number);
    const rests = this.draft.sentences.find(({ sources }) => sources.includes(number));
    const point = (at: number | null) => () => {
      this.source = at;
    };
    return html`<button
        type="button"
        class="one ${marked ? 'marked' : ''}"
        id="source-${number}"
        @mouseenter=${point(number)}
        @mouseleave=${point(null)}
        @focus=${point(number)}
        @blur=${point(null)}
        @click=${() => rests && this.dispatchEvent(new Choose(rests.text.trim()))}
      >
        <span class="number"><span class="unseen">${words('sourceOf', { n: number })}</span><span aria-hidden="true">${number}</span></span>
        ${title}
      </button>
      <p class="muted">
        ${text} ${link ? html`<a href=${link} target="_blank" aria-label=${`${words('openRecord')}: ${title}`}>${words('openRecord')}</a>` : nothing}
      </p>`;
  }
}

define('sk-inbox-draft', DraftPanel);
