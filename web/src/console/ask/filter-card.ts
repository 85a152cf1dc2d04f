import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define } from '../../shared/elements/define.js';
import type { Askable } from '../../shared/filter/filter.js';
import { askable, type FilterForm, troubleWithFilter } from '../../shared/filter/form.js';
import { desk } from '../../shared/staff/desk.js';
import { View } from '../../shared/staff/view.js';
import type { FilterCard, TableCard } from '../../shared/talk/protocol.js';
import { type MemberTable, type Order, renderMembers, type TableColumn } from './member-table.js';
import { askStyles } from './styles.js';
import { type AskWords, askWords } from './texts.js';

/** Members on a page of the table. */
const PAGE = 10;

/** Whom a filter is true of, as `POST /v1/staff/segments/list` has it. */
interface Listed {
  sentence: string;
  filter: unknown;
  members: number;
  table: MemberTable;
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
      .saving {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px;
      }
      .saving label {
        flex: 1 1 14em;
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
  @state() private edits = false;
  @state() private saves = false;
  @state() private busy = false;
  @state() private trouble: string | null = null;
  @state() private said = '';
  @query('sk-filter-form') private readonly form!: FilterForm | null;

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
    this.edits = false;
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
        <button class="button" aria-expanded=${this.edits ? 'true' : 'false'} data-edit @click=${this.#edit}>
          ${say(this.edits ? 'close' : 'edit')}
        </button>
        ${
          this.edits
            ? nothing
            : html`<button class="button" ?disabled=${this.busy} @click=${() => this.#list(this.#filter, 0)}>
                ${say(this.busy ? 'running' : 'run')}
              </button>`
        }
        ${
          desk.may('save_segment') && !this.edits
            ? html`<button class="button" aria-expanded=${this.saves ? 'true' : 'false'} @click=${this.#beginToSave}>
                ${say('save')}
              </button>`
            : nothing
        }
      </div>
      ${this.edits ? this.#renderEditor() : nothing} ${this.saves && !this.edits ? this.#renderSaving() : nothing}
      <p class="problem" role="alert">${this.trouble ?? nothing}</p>
      <p class="said" role="status">${this.said}</p>
      ${members === 0 ? html`<p class="muted">${say('nobody')}</p>` : this.#renderTable(members)}
    </section>`;
  }

  #renderEditor(): TemplateResult {
    return html`<sk-filter-form
      .filter=${this.#filter}
      .apply=${this.#rerun}
      action=${this.#say('run')}
    ></sk-filter-form>`;
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
    this.edits = !this.edits;
    if (!this.edits) return;
    try {
      await this.#learn();
      await this.updateComplete;
      await this.form?.begin();
    } catch (error) {
      this.edits = false;
      this.trouble = this.#troubleOf(error);
    }
  };

  /** Asks with a changed filter; what the server has against it, the form shows. */
  readonly #rerun = async (filter: unknown): Promise<void> => {
    this.trouble = null;
    const listed = await this.#ask(filter, 0);
    this.said = this.#say('members', { n: listed.members });
    this.edits = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[data-edit]')?.focus();
  };

  async #ask(filter: unknown, skip: number): Promise<Listed> {
    const asked = new URLSearchParams({ language: desk.language, skip: String(skip), limit: String(PAGE) });
    if (this.order) {
      asked.set('by', this.order.by);
      asked.set('descending', String(this.order.descending));
    }
    const listed = await desk.api.post<Listed>(`/v1/staff/segments/list?${asked}`, filter);
    this.listed = listed;
    this.skipped = skip;
    return listed;
  }

  /** Lists the members of a filter. */
  async #list(filter: unknown, skip: number): Promise<void> {
    this.busy = true;
    this.trouble = null;
    this.said = '';
    try {
      await this.#ask(filter, skip);
    } catch (error) {
      this.trouble = this.#troubleOf(error);
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
    return troubleWithFilter(error, this.#say);
  }
}

define('sk-filter-panel', FilterPanel);
