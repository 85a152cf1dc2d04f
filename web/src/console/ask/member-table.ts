import { html, nothing, type TemplateResult } from 'lit';
import { desk } from '../../shared/staff/desk.js';
import { placeOf } from '../addresses.js';
import type { AskWords } from './texts.js';

/** A column of a table of members. */
export interface TableColumn {
  /** The column of the features that it shows; empty where it is none. */
  name: string;
  label: string;
  sorts: boolean;
  numeric: boolean;
}

/** Members beside each other, as `POST /v1/staff/segments/list` has them. */
export interface MemberTable {
  columns: readonly TableColumn[];
  rows: readonly (readonly string[])[];
  /** The keys of the members, one a row. */
  members: readonly string[];
}

/** In which order members are. */
export interface Order {
  by: string;
  descending: boolean;
}

/** A table of members; with `sort`, its heads can be pressed. */
export function renderMembers(
  label: string,
  table: MemberTable,
  say: AskWords,
  order: Order | null = null,
  sort: ((by: string) => void) | null = null,
): TemplateResult {
  const linked = desk.may('see_member');
  return html`<div class="table" tabindex="0" role="region" aria-label=${label}>
    <table>
      <thead>
        <tr>
          ${table.columns.map((column) => renderHead(column, say, order, sort))}
        </tr>
      </thead>
      <tbody>
        ${table.rows.map((row, place) => {
          const key = table.members[place];
          return html`<tr>
            ${row.map((cell, at) =>
              at === 0
                ? html`<th scope="row">${linked && key ? html`<a href=${placeOf(key)}>${cell}</a>` : cell}</th>`
                : html`<td class=${table.columns[at]?.numeric ? 'numeric' : ''}>${cell}</td>`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function renderHead(
  column: TableColumn,
  say: AskWords,
  order: Order | null,
  sort: ((by: string) => void) | null,
): TemplateResult {
  const sorted = order?.by === column.name ? (order.descending ? 'descending' : 'ascending') : null;
  const arrow = sorted === 'descending' ? ' ↓' : sorted === 'ascending' ? ' ↑' : '';
  return html`<th
    scope="col"
    class=${column.numeric ? 'numeric' : ''}
    aria-sort=${sorted ?? nothing}
  >
    ${
      sort && column.sorts
        ? html`<button title=${say('sortBy', { name: column.label })} @click=${() => sort(column.name)}>
            ${column.label}<span aria-hidden="true">${arrow}</span>
          </button>`
        : column.label
    }
  </th>`;
}
