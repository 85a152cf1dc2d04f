import { css } from 'lit';

/** What the parts of the page share: tables and panels. */
export const askStyles = css`
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
    overflow: auto;
    border: 1px solid var(--sk-line);
    border-radius: 8px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 7px 12px;
    border-bottom: 1px solid var(--sk-line);
    text-align: start;
    vertical-align: top;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--sk-sunken);
    font-weight: 600;
    vertical-align: bottom;
  }
  tbody th {
    font-weight: 400;
  }
  tbody tr:last-child > * {
    border-bottom: 0;
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
