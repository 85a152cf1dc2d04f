import { css } from 'lit';
import { tables } from '../../shared/styles.js';

/** What the parts of the page share: tables and panels. */
export const askStyles = css`
  ${tables}
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 16px;
    border: 1px solid var(--sk-line);
    border-radius: var(--sk-radius);
    background: var(--sk-surface);
  }
  .panel h3 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .table {
    max-height: 460px;
  }
  table {
    font-size: 14px;
  }
  th,
  td {
    padding: 7px 12px;
  }
  thead th {
    z-index: 1;
    vertical-align: bottom;
  }
  .numeric {
    text-align: end;
  }
  thead button {
    padding: 0;
    border: 0;
    background: none;
    font-weight: 600;
    text-align: inherit;
    text-decoration: underline;
    text-decoration-color: var(--sk-edge);
    text-underline-offset: 3px;
  }
`;
