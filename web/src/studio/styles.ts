import { css } from 'lit';
import { tables } from '../shared/styles.js';

/** What the parts of a campaign's page share. */
export const partStyles = css`
  ${tables}
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }
  h3 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
  }
  .card {
    grid-template-columns: minmax(0, 1fr);
  }
  .card > header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 14px;
  }
  .hint {
    color: var(--sk-muted);
    font-size: 13px;
    font-weight: 400;
  }
  .choice .hint {
    display: block;
  }
  .problem {
    font-size: 13px;
    font-weight: 400;
  }
  select,
  textarea {
    padding: 0 12px;
    border: 1px solid var(--sk-edge);
    border-radius: 8px;
    background: var(--sk-surface);
    font-weight: 400;
  }
  select {
    height: 42px;
    max-width: 100%;
  }
  textarea {
    width: 100%;
    padding: 10px 12px;
    field-sizing: content;
    resize: vertical;
  }
  input:disabled,
  select:disabled,
  textarea:disabled {
    border-color: var(--sk-line);
    background: var(--sk-sunken);
    color: var(--sk-text);
    opacity: 1;
  }
  [aria-invalid='true'] {
    border-color: var(--sk-danger);
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-bottom: 6px;
    padding: 0;
    font-weight: 500;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 22px;
  }
  .choice {
    display: flex;
    align-items: baseline;
    gap: 10px;
    font-weight: 400;
  }
  .choice input {
    flex: none;
    width: 17px;
    height: 17px;
    margin: 0;
    padding: 0;
    accent-color: var(--sk-accent);
    translate: 0 3px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 14px;
  }
  .row > label {
    flex: 1 1 12em;
  }
  .row > label.short {
    flex: 0 1 11em;
  }
  .row > label.date,
  .row > label.datetime-local {
    flex-basis: 15em;
  }
  .with-unit {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .unit {
    color: var(--sk-muted);
    font-weight: 400;
    white-space: nowrap;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .trouble {
    padding: 12px 16px;
    border: 1px solid var(--sk-danger);
    border-radius: 8px;
    background: var(--sk-danger-soft);
  }
  .note {
    padding: 12px 16px;
    border-radius: 8px;
    background: var(--sk-sunken);
  }
  .warn {
    color: var(--sk-warning);
  }
  .big {
    font-size: 30px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    line-height: 1.2;
  }
  .state {
    display: inline-block;
    padding: 1px 10px;
    border-radius: 999px;
    background: var(--sk-sunken);
    font-size: 13px;
    font-weight: 500;
    white-space: nowrap;
  }
  .state.sending,
  .state.approved,
  .state.sent {
    background: var(--sk-accent-soft);
    color: var(--sk-accent);
  }
  .state.in_review,
  .state.paused {
    background: color-mix(in srgb, var(--sk-warning) 14%, transparent);
    color: var(--sk-warning);
  }
  .state.stopped,
  .state.expired {
    background: var(--sk-danger-soft);
    color: var(--sk-danger);
  }
  table {
    font-size: 14px;
  }
  th,
  td {
    padding: 8px 12px;
  }
  .numeric {
    text-align: end;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 16px;
    margin: 0;
  }
  dt {
    color: var(--sk-muted);
  }
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  a.button {
    display: inline-flex;
    align-items: center;
    color: inherit;
    text-decoration: none;
  }
  a.button.primary {
    color: var(--sk-on-accent);
  }
  a.button[aria-current] {
    background: var(--sk-accent-soft);
  }
`;
