import { css, html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { time } from '../shared/staff/dates.js';
import { desk } from '../shared/staff/desk.js';
import { type BriefKey, words as briefWords } from './brief-texts.js';
import { routeOf } from './campaigns.js';
import { type CopyKey, words as copyWords } from './copy-texts.js';
import { differing } from './differing.js';
import { Part } from './part.js';
import { placeLabel } from './placing.js';
import { words } from './running-texts.js';
import { share } from './showing.js';
import { type StudioKey, words as studioWords, whyOf } from './texts.js';
import './whom.js';
import { work } from './work.js';

/** Fields that hold texts, which are compared piece by piece. */
const TEXTS: readonly string[] = ['body', 'subject', 'objective', 'tone'];

/** One thing that is otherwise. */
interface Change {
  place: string;
  before: unknown;
  after: unknown;
}

/** What one version has otherwise than another. */
export class Changes extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .row {
        align-items: end;
      }
      .row label {
        flex: 1 1 14em;
      }
      select {
        width: 100%;
      }
      del,
      ins {
        overflow-wrap: anywhere;
        text-decoration: none;
        white-space: pre-wrap;
      }
      del {
        color: var(--sk-muted);
        text-decoration: line-through;
      }
      .text {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      ins {
        background: var(--sk-accent-soft);
      }
      .table th:first-child {
        width: 18%;
      }
      .table td {
        width: 41%;
      }
    `,
  ];

  /** The versions that are compared; without them the last two. */
  @state() private chosen: { from: number; to: number } | null = null;
  @state() private changes: readonly Change[] | null = null;
  @state() private trouble = '';
  #asked = '';

  get #pair(): { from: number; to: number } | null {
    const last = work.campaign?.version ?? 1;
    if (last < 2) return null;
    return this.chosen ?? { from: last - 1, to: last };
  }

  protected override willUpdate(): void {
    const { campaign } = work;
    const pair = this.#pair;
    const asked = campaign && pair ? routeOf(campaign.name, `/diff?from=${pair.from}&to=${pair.to}`) : '';
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.changes = null;
    if (asked) void this.#load(asked);
  }

  async #load(asked: string): Promise<void> {
    this.trouble = '';
    try {
      const { changes } = await desk.api.get<{ changes: Change[] }>(asked);
      if (asked === this.#asked) this.changes = changes;
    } catch (error) {
      if (asked === this.#asked) this.trouble = whyOf(error);
    }
  }

  protected override render(): TemplateResult {
    const { campaign } = work;
    if (!campaign) return html``;
    const pair = this.#pair;
    const [first] = campaign.versions;
    return html`<section class="card" aria-labelledby="versions">
      <h2 id="versions">${words('versions')}</h2>
      ${
        pair
          ? html`<div class="row">
                ${this.#renderChoice('from', pair.from)} ${this.#renderChoice('to', pair.to)}
              </div>
              ${this.trouble ? html`<p class="problem" role="alert">${this.trouble}</p>` : this.#renderChanges()}`
          : html`<p>${words('oneVersion', { name: first?.by ?? '', time: first ? time(first.at) : '' })}</p>`
      }
    </section>`;
  }

  #renderChoice(end: 'from' | 'to', now: number): TemplateResult {
    const pair = this.#pair ?? { from: 1, to: 1 };
    return html`<label
      >${words(end)}
      <select
        @change=${(event: Event) => {
          this.chosen = { ...pair, [end]: Number((event.target as HTMLSelectElement).value) };
        }}
      >
        ${work.campaign?.versions.map(
          ({ version, by, at }) =>
            html`<option value=${version} ?selected=${version === now}>
              ${words('versionBy', { n: version, name: by, time: time(at) })}
            </option>`,
        )}
      </select></label
    >`;
  }

  #renderChanges(): TemplateResult {
    const { changes } = this;
    if (!changes) return html`<p class="muted" role="status">${this.words('loading')}</p>`;
    if (changes.length === 0) return html`<p class="muted">${words('noChanges')}</p>`;
    return html`<div class="table" tabindex="0" role="region" aria-label=${words('versions')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words('part')}</th>
            <th scope="col">${words('before')}</th>
            <th scope="col">${words('after')}</th>
          </tr>
        </thead>
        <tbody>
          ${changes.map((change) => {
            const [before, after] = renderPair(change);
            return html`<tr>
              <th scope="row">${placeLabel(change.place, work.campaign?.brief.copies ?? [])}</th>
              <td>${before}</td>
              <td>${after}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }
}

/** What stood there and what stands there now; of two texts, what is otherwise in them. */
function renderPair({ place, before, after }: Change): [TemplateResult, TemplateResult] {
  const nothingThere = html`<span class="muted">${words('nothing')}</span>`;
  const field =
    place
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? place;
  if (typeof before === 'string' && typeof after === 'string' && TEXTS.includes(field)) {
    const pieces = differing(before, after);
    const old = pieces.before.map(({ text, changed }) =>
      changed ? html`<del>${text}</del>` : html`${text}`,
    );
    const now = pieces.after.map(({ text, changed }) => (changed ? html`<ins>${text}</ins>` : html`${text}`));
    return [html`<div class="text">${old}</div>`, html`<div class="text">${now}</div>`];
  }
  if (field === 'filter') {
    const whom = (value: unknown) =>
      value ? html`<sk-studio-whom .filter=${value}></sk-studio-whom>` : nothingThere;
    return [whom(before), whom(after)];
  }
  const absent = (value: unknown) => value === null || value === undefined;
  return [
    absent(before) ? nothingThere : html`<del>${shown(field, before)}</del>`,
    absent(after) ? nothingThere : html`<ins>${shown(field, after)}</ins>`,
  ];
}

/** What a value of a field is called. */
function shown(field: string, value: unknown): string {
  if (typeof value === 'boolean') return words(value ? 'yes' : 'no');
  if (typeof value === 'number') {
    return ['holdout', 'baseline', 'effect', 'explore'].includes(field) ? share(value) : String(value);
  }
  if (typeof value === 'string') return called(field, value);
  if (typeof value === 'object' && value !== null && 'body' in value) {
    const { subject, body, variant, language } = value as Record<string, string>;
    return [`${variant} · ${called('language', language ?? '')}`, subject, body].filter(Boolean).join('\n');
  }
  return JSON.stringify(value, null, 1);
}

/** What a word of a field is called, where it is one that the studio has a text for. */
function called(field: string, value: string): string {
  if (field === 'kind' || field === 'what') return briefWords(value as BriefKey);
  if (field === 'axis' || field === 'by') return copyWords(value as CopyKey);
  if (field === 'named' || field === 'medium') return studioWords(value as StudioKey);
  if (field === 'language' || field === 'languages') return studioWords(value as StudioKey);
  return value;
}

define('sk-studio-changes', Changes);
