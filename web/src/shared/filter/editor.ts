import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { define } from '../elements/define.js';
import { desk } from '../staff/desk.js';
import { View } from '../staff/view.js';
import {
  type Askable,
  type Choice,
  type Column,
  type Condition,
  called,
  comparisonsOf,
  conditionOn,
  type Group,
  groupOf,
  OTHERS,
  type Row,
} from './filter.js';
import { type FilterKey, type FilterWords, filterWords } from './texts.js';

/** Groups stand in each other this deep at most, as the server has it. */
const DEEPEST = 4;

/**
 * The conditions of a filter, a row each, in groups of which all or one must be true. It changes the rows in place.
 *
 * @prop top - the rows
 * @prop askable - what can be asked
 * @prop marks - what is wrong with a row, by its id
 */
export class FilterEditor extends View {
  static override styles = [
    ...View.styles,
    css`
      fieldset {
        display: grid;
        gap: 10px;
        min-width: 0;
        margin: 0;
        padding: 12px;
        border: 1px solid var(--sk-line);
        border-radius: 8px;
      }
      fieldset.top {
        padding: 0;
        border: 0;
      }
      ul {
        display: grid;
        gap: 10px;
        list-style: none;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px;
        padding: 10px;
        border-radius: 8px;
        background: var(--sk-sunken);
      }
      .row.wrong,
      fieldset.wrong {
        outline: 2px solid var(--sk-danger);
      }
      label {
        font-size: 13px;
        font-weight: 400;
      }
      label.check {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 38px;
      }
      input,
      select {
        width: auto;
        height: 38px;
        padding: 0 8px;
        border: 1px solid var(--sk-edge);
        border-radius: 8px;
        background: var(--sk-surface);
      }
      select {
        max-width: 15em;
      }
      .head select {
        max-width: 100%;
      }
      select[multiple] {
        height: auto;
      }
      input[type='checkbox'] {
        width: 18px;
        height: 18px;
        accent-color: var(--sk-accent);
      }
      input.number {
        width: 7em;
      }
      .unit {
        align-self: center;
        padding-top: 18px;
        font-size: 13px;
      }
      .head,
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
      }
      .remove {
        margin-inline-start: auto;
      }
      .problem {
        flex-basis: 100%;
        color: var(--sk-danger);
        font-size: 13px;
      }
    `,
  ];

  @property({ attribute: false }) top: Group = groupOf([]);
  @property({ attribute: false }) askable: Askable | null = null;
  @property({ attribute: false }) marks: ReadonlyMap<number, string> = new Map();
  /** The number of a condition among all, as it is told to who does not see where it stands. */
  #number = 0;

  get #say(): FilterWords {
    return filterWords(desk.language);
  }

  /** Puts the cursor into the first row. */
  async begin(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('select')?.focus();
  }

  /** Puts the cursor into the first row that is marked. */
  async goToMark(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.wrong select, .wrong input')?.focus();
  }

  protected override render(): TemplateResult {
    this.#number = 0;
    return this.#renderGroup(this.top, null, 1);
  }

  #renderGroup(group: Group, parent: Group | null, depth: number): TemplateResult {
    const say = this.#say;
    const mark = this.marks.get(group.id);
    return html`<fieldset
      class=${`${parent ? '' : 'top'} ${mark ? 'wrong' : ''}`}
      aria-describedby=${mark ? `mark-${group.id}` : nothing}
    >
      <legend class=${parent ? '' : 'unseen'}>${say(parent ? 'group' : 'editing')}</legend>
      <div class="head">
        <select
          aria-label=${say('match')}
          .value=${group.any ? 'any' : 'all'}
          @change=${(event: Event) => this.#set(group, { any: textOf(event) === 'any' })}
        >
          ${(['all', 'any'] as const).map((form) => option(form, say(form), (form === 'any') === group.any))}
        </select>
        ${parent ? this.#renderNot(group, say('notGroup')) : nothing}
        ${parent ? this.#renderRemove(group, parent, say('group')) : nothing}
      </div>
      ${mark ? html`<p class="problem" id=${`mark-${group.id}`}>${mark}</p>` : nothing}
      <ul role="list">
        ${repeat(
          group.rows,
          ({ id }) => id,
          (row) =>
            html`<li>
              ${row.kind === 'group' ? this.#renderGroup(row, group, depth + 1) : this.#renderCondition(row, group)}
            </li>`,
        )}
      </ul>
      <div class="tools">
        <button type="button" class="button" data-add=${group.id} @click=${() => this.#add(group, conditionOn('orders'))}>
          ${say('add')}
        </button>
        ${
          depth < DEEPEST
            ? html`<button
                type="button"
                class="button"
                @click=${() => this.#add(group, groupOf([conditionOn('orders')], !group.any))}
              >
                ${say('addGroup')}
              </button>`
            : nothing
        }
      </div>
    </fieldset>`;
  }

  #renderNot(row: Row, label: string): TemplateResult {
    return html`<label class="check"
      ><input
        type="checkbox"
        .checked=${row.not}
        @change=${(event: Event) => this.#set(row, { not: (event.target as HTMLInputElement).checked })}
      />${label}</label
    >`;
  }

  #renderRemove(row: Row, parent: Group, n: string | number): TemplateResult {
    return html`<button
      type="button"
      class="icon remove"
      aria-label=${this.#say('remove', { n })}
      title=${this.#say('remove', { n })}
      @click=${() => this.#remove(row, parent)}
    >
      ✕
    </button>`;
  }

  #renderCondition(row: Condition, parent: Group): TemplateResult {
    this.#number += 1;
    const [say, n] = [this.#say, this.#number];
    const mark = this.marks.get(row.id);
    return html`<div
      class=${`row ${mark ? 'wrong' : ''}`}
      role="group"
      aria-label=${say('condition', { n })}
      aria-describedby=${mark ? `mark-${row.id}` : nothing}
      data-row=${row.id}
    >
      ${this.#renderNot(row, say('not'))} ${this.#renderWhat(row)} ${this.#renderValue(row)}
      ${this.#renderRemove(row, parent, n)}
      ${mark ? html`<p class="problem" id=${`mark-${row.id}`}>${mark}</p>` : nothing}
    </div>`;
  }

  #renderWhat(row: Condition): TemplateResult {
    const say = this.#say;
    const columns = this.askable?.columns ?? [];
    const known = columns.some(({ name }) => name === row.what) || OTHERS.some((other) => other === row.what);
    const several = (estimated: boolean) =>
      columns
        .filter((column) => column.estimated === estimated)
        .map((column) => option(column.name, called(column, desk.language), column.name === row.what));
    return html`<label
      >${say('what')}
      <select .value=${row.what} @change=${(event: Event) => this.#ask(row, textOf(event))}>
        ${known ? nothing : option(row.what, row.what, true)}
        <optgroup label=${say('others')}>
          ${OTHERS.map((other) => option(other, say(other), other === row.what))}
        </optgroup>
        <optgroup label=${say('counted')}>${several(false)}</optgroup>
        <optgroup label=${say('estimated')}>${several(true)}</optgroup>
      </select></label
    >`;
  }

  #renderValue(row: Condition): TemplateResult {
    const column = this.askable?.columns.find(({ name }) => name === row.what);
    if (column) return this.#renderTest(row, column);
    const { askable } = this;
    switch (row.what) {
      case 'bought_category':
        return html`${this.#renderChoice(row, askable?.categories ?? [])} ${this.#renderPeriod(row, true)}`;
      case 'bought_brand':
        return html`${this.#renderChoice(row, askable?.brands ?? [])} ${this.#renderPeriod(row, true)}`;
      case 'consents_to': {
        const purposes = (askable?.purposes ?? []).map((key) => {
          const name = (language: 'en' | 'zh') => filterWords(language)(key as FilterKey);
          return { key, en: name('en'), zh: name('zh') };
        });
        return this.#renderChoice(row, purposes);
      }
      case 'tag':
        return this.#renderChoice(row, askable?.tags ?? []);
      case 'in_campaign':
        return html`${this.#renderText(row, 'one', this.#say('campaign'))} ${this.#renderPeriod(row, false)}`;
      default:
        return this.#renderText(row, 'one', this.#say('day'), 'date');
    }
  }

  #renderTest(row: Condition, column: Column): TemplateResult {
    const say = this.#say;
    const comparison = html`<label
      >${say('comparison')}
      <select
        .value=${row.comparison}
        @change=${(event: Event) => this.#set(row, { comparison: textOf(event) as Condition['comparison'] })}
      >
        ${comparisonsOf(column.holds).map((each) => option(each, say(each), each === row.comparison))}
      </select></label
    >`;
    if (['known', 'unknown', 'yes', 'no'].includes(row.comparison)) return comparison;
    if (column.holds === 'word') {
      return html`${comparison}
      ${row.comparison === 'one_of' ? this.#renderSeveral(row, column.words) : this.#renderChoice(row, column.words)}`;
    }
    const unit = this.#unit(column);
    const list = row.comparison === 'one_of';
    return html`${comparison}
    ${this.#renderText(row, 'one', list ? `${say('value')} (${say('separated')})` : say('value'), list ? 'text' : 'number')}
    ${row.comparison === 'between' ? this.#renderText(row, 'two', say('upTo'), 'number') : nothing}
    ${unit ? html`<span class="unit">${unit}</span>` : nothing}`;
  }

  #unit({ holds }: Column): string {
    if (holds === 'money') return this.askable?.currency ?? '';
    if (holds === 'share') return '%';
    return holds === 'days' ? this.#say('days') : '';
  }

  /** A word of those that there are; one that is none of them any more stays. */
  #renderChoice(row: Condition, choices: readonly Choice[]): TemplateResult {
    const known = row.one === '' || choices.some(({ key }) => key === row.one);
    return html`<label
      >${this.#say('value')}
      <select .value=${row.one} @change=${(event: Event) => this.#set(row, { one: textOf(event) })}>
        ${row.one === '' ? option('', '–', true) : nothing} ${known ? nothing : option(row.one, row.one, true)}
        ${choices.map((choice) => option(choice.key, called(choice, desk.language), choice.key === row.one))}
      </select></label
    >`;
  }

  #renderSeveral(row: Condition, choices: readonly Choice[]): TemplateResult {
    const chosen = (event: Event) =>
      [...(event.target as HTMLSelectElement).selectedOptions].map(({ value }) => value);
    return html`<label
      >${this.#say('value')} (${this.#say('several')})
      <select multiple size="5" @change=${(event: Event) => this.#set(row, { several: chosen(event) })}>
        ${choices.map((choice) =>
          option(choice.key, called(choice, desk.language), row.several.includes(choice.key)),
        )}
      </select></label
    >`;
  }

  #renderPeriod(row: Condition, bought: boolean): TemplateResult {
    const say = this.#say;
    const periods = bought ? (['ever', 'within', 'since'] as const) : (['ever', 'within'] as const);
    return html`<label
        >${say('when')}
        <select
          .value=${row.when}
          @change=${(event: Event) => this.#set(row, { when: textOf(event) as Condition['when'] })}
        >
          ${periods.map((period) => option(period, say(period), period === row.when))}
        </select></label
      >
      ${row.when === 'within' ? this.#renderText(row, 'days', say('days'), 'number') : nothing}
      ${row.when === 'since' ? this.#renderText(row, 'since', say('day'), 'date') : nothing}
      ${bought ? this.#renderText(row, 'times', say('times'), 'number') : nothing}`;
  }

  #renderText(
    row: Condition,
    field: 'one' | 'two' | 'days' | 'since' | 'times',
    label: string,
    type: 'text' | 'number' | 'date' = 'text',
  ): TemplateResult {
    const mark = this.marks.has(row.id);
    return html`<label
      >${label}
      <input
        class=${type}
        type=${type === 'date' ? 'date' : 'text'}
        inputmode=${type === 'number' ? 'decimal' : nothing}
        autocomplete="off"
        maxlength="200"
        aria-invalid=${mark ? 'true' : nothing}
        .value=${row[field]}
        @input=${(event: Event) => this.#set(row, { [field]: textOf(event) })}
    /></label>`;
  }

  /** Asks something else in a row: of what was filled in, only its place stays. */
  #ask(row: Condition, what: string): void {
    const holds = this.askable?.columns.find(({ name }) => name === what)?.holds;
    const [comparison] = holds ? comparisonsOf(holds) : ['at_least' as const];
    const blank = conditionOn(what);
    this.#set(row, { ...blank, id: row.id, not: row.not, comparison: comparison ?? 'at_least' });
  }

  #set<R extends Row>(row: R, change: Partial<R>): void {
    Object.assign(row, change);
    this.requestUpdate();
  }

  async #add(group: Group, row: Row): Promise<void> {
    group.rows.push(row);
    this.requestUpdate();
    await this.updateComplete;
    const added = row.kind === 'group' ? row.rows[0] : row;
    this.renderRoot.querySelector<HTMLElement>(`[data-row="${added?.id}"] select`)?.focus();
  }

  async #remove(row: Row, parent: Group): Promise<void> {
    parent.rows = parent.rows.filter((each) => each !== row);
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-add="${parent.id}"]`)?.focus();
  }
}

function option(value: string, label: string, selected: boolean): TemplateResult {
  return html`<option value=${value} ?selected=${selected}>${label}</option>`;
}

function textOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

define('sk-filter-editor', FilterEditor);
