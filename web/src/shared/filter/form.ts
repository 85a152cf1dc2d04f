import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { Problem, Unreachable } from '../api.js';
import { define } from '../elements/define.js';
import { once } from '../once.js';
import { desk } from '../staff/desk.js';
import { View } from '../staff/view.js';
import './editor.js';
import type { FilterEditor } from './editor.js';
import { type Askable, type Group, readFilter, rowAt, writeFilter } from './filter.js';
import { type FilterWords, filterWords } from './texts.js';

/** What can be asked. */
export const askable = once(() => desk.api.get<Askable>('/v1/insights/columns'));

/** What the server has against a filter, in words. */
export function troubleWithFilter(error: unknown, say: FilterWords): string {
  if (error instanceof Unreachable) return say('unreachable');
  if (!(error instanceof Problem)) throw error;
  if (error.status === 503) return say('notFitted');
  return error.status === 422 ? error.message : say('failed');
}

/**
 * A filter as rows of conditions to change, and a button that asks with it.
 *
 * @prop filter - the filter to begin with
 * @prop apply - asks with a changed filter; what the server has against it is shown at its place
 * @attr action - what the button is called
 */
export class FilterForm extends View {
  static override styles = [
    ...View.styles,
    css`
      form {
        gap: 12px;
        padding: 14px;
        border: 1px solid var(--sk-line);
        border-radius: 8px;
      }
    `,
  ];

  @property({ attribute: false }) filter: unknown = null;
  @property({ attribute: false }) apply: (filter: unknown) => Promise<void> = async () => {};
  @property() action = '';
  @state() private askable: Askable | null = null;
  @state() private top: Group | null = null;
  @state() private marks: ReadonlyMap<number, string> = new Map();
  @state() private busy = false;
  @state() private trouble = '';
  #reading: Promise<void> = Promise.resolve();
  @query('sk-filter-editor') private readonly editor!: FilterEditor | null;

  get #say(): FilterWords {
    return filterWords(desk.language);
  }

  /** Puts the cursor into the first row. */
  async begin(): Promise<void> {
    await this.updateComplete;
    await this.#reading;
    await this.updateComplete;
    await this.editor?.begin();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('filter')) this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    try {
      this.askable = await askable();
      this.top = readFilter(this.filter ?? { all: [] }, this.askable.columns);
      this.marks = new Map();
      this.trouble = '';
    } catch (error) {
      this.trouble = troubleWithFilter(error, this.#say);
    }
  }

  protected override render(): TemplateResult {
    const say = this.#say;
    const { top } = this;
    return html`<form aria-label=${say('editing')} @submit=${this.#submit}>
      ${
        top
          ? html`<sk-filter-editor .top=${top} .askable=${this.askable} .marks=${this.marks}></sk-filter-editor>
              <button class="button primary" ?disabled=${this.busy}>${this.busy ? say('running') : this.action}</button>`
          : nothing
      }
      <p class="problem" role="alert">${this.trouble}</p>
    </form>`;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!this.top || !this.askable) return;
    const { filter, places, lacks } = writeFilter(this.top, this.askable.columns);
    this.marks = new Map([...lacks].map(([row, lack]) => [row, this.#say(lack)]));
    this.trouble = '';
    if (lacks.size > 0) {
      this.trouble = this.#say('wrong');
      await this.editor?.goToMark();
      return;
    }
    this.busy = true;
    try {
      await this.apply(filter);
    } catch (error) {
      await this.#mark(error, places);
    } finally {
      this.busy = false;
    }
  };

  async #mark(error: unknown, places: ReadonlyMap<string, number>): Promise<void> {
    this.trouble = troubleWithFilter(error, this.#say);
    if (!(error instanceof Problem) || error.problems.length === 0) return;
    const marks = new Map<number, string>();
    for (const { place, what } of error.problems) {
      const row = rowAt(places, place);
      if (row !== undefined) marks.set(row, [marks.get(row), what].filter(Boolean).join('; '));
    }
    this.marks = marks;
    this.trouble = this.#say('wrong');
    await this.editor?.goToMark();
  }
}

define('sk-filter-form', FilterForm);
