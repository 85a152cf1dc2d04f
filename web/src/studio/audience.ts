import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { words } from './brief-texts.js';
import { type Audience, NAMED, type Named } from './campaigns.js';
import './conditions.js';
import { Part } from './part.js';
import { work } from './work.js';

/** A way to say who is addressed: a group with a name, or how they are told otherwise. */
type Way = Named | 'segment' | 'described';

function wayOf({ named, segment }: Audience): Way {
  return named ?? (segment === undefined ? 'described' : 'segment');
}

/** Who is addressed. */
export class AudiencePart extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .inner {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        margin-inline-start: 27px;
      }
    `,
  ];

  @state() private segments: string[] | null = null;
  /** What was said otherwise before, so that looking at another way loses nothing. */
  #kept: Audience = {};

  override connectedCallback(): void {
    super.connectedCallback();
    desk.api
      .get<{ name: string }[]>('/v1/segments')
      .then((segments) => {
        this.segments = segments.map(({ name }) => name);
      })
      .catch(() => {
        this.segments = [];
      });
  }

  protected override render(): TemplateResult {
    const { brief } = work;
    if (!brief) return html``;
    const way = wayOf(brief.audience);
    const about: Partial<Record<Named, string>> = {
      at_risk_top_third: words('at_risk_about'),
      everybody: words('everybody_about'),
    };
    return html`<section class="card" aria-labelledby="audience">
      <h2 id="audience">${words('audience')}</h2>
      ${this.renderRadios<Way>(
        'audience',
        words('who'),
        [
          ...NAMED.map((named) => [named, words(named), about[named] ?? ''] as const),
          ['segment', words('segment')],
          ['described', words('described')],
        ],
        way,
        (chosen) => this.#choose(chosen),
      )}
      ${way === 'segment' ? this.#renderSegments(brief.audience.segment ?? '') : nothing}
      ${
        way === 'described'
          ? html`<div class="inner">
              <sk-studio-conditions .filter=${brief.audience.filter} .set=${this.#describe}></sk-studio-conditions>
            </div>`
          : nothing
      }
      ${this.renderWrong('audience')} ${this.renderWrong('audience.filter')}
    </section>`;
  }

  #renderSegments(now: string): TemplateResult {
    const { segments } = this;
    if (segments?.length === 0 && !now) return html`<p class="inner hint">${words('noSegments')}</p>`;
    const all = segments?.includes(now) ? segments : [now, ...(segments ?? [])];
    return html`<div class="inner">
      <label
        >${words('segmentName')}
        <select
          ?disabled=${!work.editable}
          .value=${now}
          @change=${(event: Event) => this.#set({ segment: (event.target as HTMLSelectElement).value })}
        >
          ${all.map((name) => html`<option value=${name} ?selected=${name === now}>${name || '–'}</option>`)}
        </select></label
      >
    </div>`;
  }

  #choose(way: Way): void {
    if (work.brief) this.#kept = { ...this.#kept, ...work.brief.audience };
    if (way === 'segment') this.#set({ segment: this.#kept.segment ?? this.segments?.[0] ?? '' });
    else if (way === 'described')
      this.#set(this.#kept.filter === undefined ? {} : { filter: this.#kept.filter });
    else this.#set({ named: way });
  }

  readonly #describe = (filter: unknown): void => this.#set({ filter });

  #set(audience: Audience): void {
    work.change('audience', (brief) => {
      brief.audience = audience;
    });
  }
}

define('sk-studio-audience', AudiencePart);
