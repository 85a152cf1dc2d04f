import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { Problem, Unreachable } from '../../shared/api.js';
import { define } from '../../shared/elements/define.js';
import type { FilterCard, TableCard } from '../../shared/talk/protocol.js';
import { desk } from '../desk.js';
import { View } from '../view.js';
import './editor.js';
import type { FilterEditor } from './editor.js';
import { type Askable, type Group, readFilter, rowAt, writeFilter } from './filter.js';
import { type MemberTable, type Order, renderMembers, type TableColumn } from './member-table.js';
import { askStyles } from './styles.js';
import { type AskKey, type AskWords, askWords } from './texts.js';

/** Members on a page of the table. */
const PAGE = 10;

/** Whom a filter is true of, as `POST /v1/staff/segments/list` has it. */
interface Listed {
  sentence: string;
  filter: unknown;
  members: number;
  table: MemberTable;
}

let asked: Promise<Askable> | null = null;

/** What can be asked, read once; after a failure it is asked for again. */
function askable(): Promise<Askable> {
  asked ??= desk.api.get<Askable>('/v1/insights/columns').catch((error: unknown) => {
    asked = null;
    throw error;
  });
  return asked;
}

/**
 * How a question about many members was understood: the filter in words, whom it is true of, and what to do with it:
 * change it, ask again, sort, save it as a segment.
 *
 * @prop card - the filter, as the assistant took it
 * @prop first - the members that the assistant showed with it
 */
export class FilterPanel extends View {
  static override styles = [
    ...View.styles,
    askStyles,
    css`
      .sentence {
        font-size: 16px;
      }
      .sentence strong {
        font-weight: 600;
      }
      .left {
        color: var(--sk-warning);
      }
      .editor {
        display: grid;
        gap: 12px;
        padding: 14px;
        border: 1px solid var(--sk-line);
        border-radius: 8px;
      }
      .saving {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px;
      }
      .saving label {
        flex: 1 1 14em;
      }
      .problem {
        color: var(--sk-danger);
      }
      .problem:empty,
      .said:empty {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) card!: FilterCard;
  @property({ attribute: false }) first: TableCard | null = null;
  /** What was listed last; `null` while the assistant's own answer is shown. */
  @state() private listed: Listed | null = null;
  @state() private askable: Askable | null = null;
  @state() private order: Order | null = null;
  @state() private skipped = 0;
  @state() private top: Group | null = null;
  @state() private marks: ReadonlyMap<number, string> = new Map();
  @state() private saves = false;
  @state() private busy = false;
  @state() private trouble: string | null = null;
  @state() private said = '';
  @query('sk-filter-editor') private readonly editor!: FilterEditor | null;

  get #say(): AskWords {
    return askWords(desk.language);
  }

  get #filter(): unknown {
    return this.listed?.filter ?? this.card.filter;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Without it the table cannot be sorted and the filter not be edited; whoever tries hears why.
    void this.#learn().catch(() => {});
  }

  async #learn(): Promise<Askable> {
    const known = await askable();
    this.askable = known;
    return known;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('card')) return;
    this.listed = null;
    this.top = null;
    this.order = null;
    this.skipped = 0;
  }

  protected override render(): TemplateResult {
    const say = this.#say;
    const members = this.listed?.members ?? this.card.members;
    const count =
      members === 1 ? say('oneMember') : say('members', { n: members.toLocaleString(desk.language) });
    return html`<section class="panel" aria-label=${say('understood')}>
      <div>
        <p class="muted">${say('understood')}</p>
        <p class="sentence">${this.listed?.sentence ?? this.card.sentence}: <strong>${count}</strong></p>
        ${
          this.card.left.length && !this.listed
            ? html`<p class="left">${say('left', { words: this.card.left.map((word) => `“${word}”`).join(' ') })}</p>`
            : nothing
        }
      </div>
      <div class="tools">
        <button class="button" aria-expanded=${this.top ? 'true' : 'false'} data-edit @click=${this.#edit}>
          ${say(this.top ? 'close' : 'edit')}
        </button>
        ${
          this.top
            ? nothing
            : html`<button class="button" ?disabled=${this.busy} @click=${() => this.#list(this.#filter, 0)}>
                ${say(this.busy ? 'running' : 'run')}
              </button>`
        }
        ${
          desk.may('save_segment') && !this.top
            ? html`<button class="button" aria-expanded=${this.saves ? 'true' : 'false'} @click=${this.#beginToSave}>
                ${say('save')}
              </button>`
            : nothing
        }
      </div>
      ${this.top ? this.#renderEditor(this.top) : nothing} ${this.saves && !this.top ? this.#renderSaving() : nothing}
      <p class="problem" role="alert">${this.trouble ?? nothing}</p>
      <p class="said" role="status">${this.said}</p>
      ${members === 0 ? html`<p class="muted">${say('nobody')}</p>` : this.#renderTable(members)}
    </section>`;
  }

  #renderEditor(top: Group): TemplateResult {
    const say = this.#say;
    return html`<form class="editor" aria-label=${say('editing')} @submit=${this.#rerun}>
      <sk-filter-editor .top=${top} .askable=${this.askable} .marks=${this.marks}></sk-filter-editor>
      <div class="tools">
        <button class="button primary" ?disabled=${this.busy}>${say(this.busy ? 'running' : 'run')}</button>
      </div>
    </form>`;
  }

  #renderSaving(): TemplateResult {
    const say = this.#say;
    return html`<form @submit=${this.#save}>
      <div class="saving">
        <label>${say('saveName')} <input name="name" required maxlength="60" autocomplete="off" aria-describedby="save-about" /></label>
        <button class="button primary" ?disabled=${this.busy}>${say('saveNow')}</button>
      </div>
      <p class="muted" id="save-about">${say('saveAbout')}</p>
    </form>`;
  }

  #renderTable(members: number): TemplateResult | typeof nothing {
    const say = this.#say;
    const sort = this.askable ? (by: string) => this.#sort(by) : null;
    if (!this.listed) {
      const { first } = this;
      const more = members > (first?.rows.length ?? 0);
      return html`${
        first
          ? renderMembers(first.title, { ...first, columns: this.#columnsOf(first) }, say, this.order, sort)
          : nothing
      }
      ${
        more
          ? html`<div class="tools">
              <button class="button" ?disabled=${this.busy} @click=${() => this.#list(this.#filter, 0)}>
                ${say('showThem')}
              </button>
            </div>`
          : nothing
      }`;
    }
    const { table } = this.listed;
    const to = this.skipped + table.rows.length;
    const range = say('range', { from: this.skipped + 1, to, n: members });
    return html`${renderMembers(range, table, say, this.order, sort)}
      ${
        members > PAGE
          ? html`<div class="tools">
              <button
                class="button"
                ?disabled=${this.busy || this.skipped === 0}
                @click=${() => this.#list(this.#filter, Math.max(0, this.skipped - PAGE))}
              >
                ${say('earlier')}
              </button>
              <span>${range}</span>
              <button
                class="button"
                ?disabled=${this.busy || to >= members}
                @click=${() => this.#list(this.#filter, this.skipped + PAGE)}
              >
                ${say('later')}
              </button>
            </div>`
          : nothing
      }`;
  }

  /** The columns of a table of the assistant, which has their names in the language of the question. */
  #columnsOf(table: TableCard): TableColumn[] {
    return table.columns.map((label) => {
      const known = this.askable?.columns.find(({ en, zh }) => en === label || zh === label);
      const numeric = known !== undefined && known.holds !== 'word' && known.holds !== 'flag';
      return { name: known?.name ?? '', label, sorts: known !== undefined, numeric };
    });
  }

  #sort(by: string): void {
    // The most is looked for first; pressed again, the least.
    const descending = this.order?.by === by ? !this.order.descending : true;
    this.order = { by, descending };
    void this.#list(this.#filter, 0);
  }

  readonly #edit = async (): Promise<void> => {
    this.trouble = null;
    if (this.top) {
      this.top = null;
      return;
    }
    try {
      const { columns } = await this.#learn();
      this.top = readFilter(this.#filter, columns);
      this.marks = new Map();
      await this.updateComplete;
      await this.editor?.begin();
    } catch (error) {
      this.trouble = this.#troubleOf(error);
    }
  };

  readonly #rerun = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!this.top || !this.askable) return;
    const { filter, places, lacks } = writeFilter(this.top, this.askable.columns);
    this.marks = new Map([...lacks].map(([row, lack]) => [row, this.#say(lack)]));
    if (lacks.size > 0) {
      this.trouble = this.#say('wrong');
      await this.editor?.goToMark();
      return;
    }
    if (!(await this.#list(filter, 0, places))) return;
    this.top = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[data-edit]')?.focus();
  };

  /** Lists the members of a filter; what the server has against it is shown at its place. */
  async #list(
    filter: unknown,
    skip: number,
    places: ReadonlyMap<string, number> | null = null,
  ): Promise<boolean> {
    this.busy = true;
    this.trouble = null;
    this.said = '';
    const asked = new URLSearchParams({ language: desk.language, skip: String(skip), limit: String(PAGE) });
    if (this.order) {
      asked.set('by', this.order.by);
      asked.set('descending', String(this.order.descending));
    }
    try {
      const listed = await desk.api.post<Listed>(`/v1/staff/segments/list?${asked}`, filter);
      this.listed = listed;
      this.skipped = skip;
      this.said = places ? this.#say('members', { n: listed.members }) : '';
      return true;
    } catch (error) {
      this.trouble = this.#troubleOf(error);
      if (places && error instanceof Problem && error.problems.length > 0) {
        const marks = new Map<number, string>();
        for (const { place, what } of error.problems) {
          const row = rowAt(places, place);
          if (row !== undefined) marks.set(row, [marks.get(row), what].filter(Boolean).join('; '));
        }
        this.marks = marks;
        this.trouble = this.#say('wrong');
        await this.editor?.goToMark();
      }
      return false;
    } finally {
      this.busy = false;
    }
  }

  readonly #beginToSave = async (): Promise<void> => {
    this.saves = !this.saves;
    this.said = '';
    this.trouble = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>('input[name="name"]')?.focus();
  };

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get('name')).trim();
    this.busy = true;
    this.trouble = null;
    this.said = '';
    try {
      const answer = await desk.send('PUT', `/v1/segments/${encodeURIComponent(name)}`, {
        filter: this.#filter,
      });
      const saved = (await answer.json()) as { name: string; members: number };
      this.said = this.#say('saved', { name: saved.name, n: saved.members });
      this.saves = false;
    } catch (error) {
      this.trouble = this.#troubleOf(error);
    } finally {
      this.busy = false;
    }
  };

  #troubleOf(error: unknown): string {
    const say = (key: AskKey) => this.#say(key);
    if (error instanceof Unreachable) return say('unreachable');
    if (!(error instanceof Problem)) throw error;
    if (error.status === 503) return say('notFitted');
    return error.status === 422 ? error.message : say('failed');
  }
}

define('sk-filter-panel', FilterPanel);
