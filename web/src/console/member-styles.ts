import { css } from 'lit';

/** What the sheet of a member looks like. */
export const sheetStyles = css`
  :host {
    display: grid;
    gap: 20px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 16px;
  }
  .sheet {
    display: grid;
    grid-template-columns: minmax(240px, 1fr) minmax(0, 2.2fr);
    align-items: start;
    gap: 20px;
  }
  .column {
    display: grid;
    gap: 20px;
    min-width: 0;
  }
  .card {
    align-content: start;
    gap: 10px;
    padding: 18px 20px;
    min-width: 0;
  }
  h3 {
    margin: 6px 0 0;
    font-size: 15px;
  }
  dl {
    display: grid;
    grid-template-columns: fit-content(58%) minmax(0, 1fr);
    gap: 4px 14px;
    margin: 0;
  }
  dt {
    color: var(--sk-muted);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  ul {
    display: grid;
    gap: 6px;
    list-style: none;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(260px, 1fr));
    gap: 20px;
  }
  .tag {
    display: inline-block;
    padding: 1px 10px;
    border-radius: 999px;
    background: var(--sk-sunken);
    font-size: 13px;
  }
  .best {
    border-inline-start: 4px solid var(--sk-accent);
  }
  .best strong {
    font-size: 17px;
  }
  .bar {
    display: grid;
    grid-template-columns: 1fr 1fr;
    height: 10px;
    margin-top: 3px;
    border-radius: 5px;
    background: linear-gradient(var(--sk-edge), var(--sk-edge)) center / 1px 100% no-repeat var(--sk-sunken);
  }
  svg {
    display: block;
    width: 100%;
    height: auto;
  }
  .bar svg {
    grid-column: 1 / -1;
    height: 10px;
  }
  .raises {
    fill: var(--sk-danger);
  }
  .lowers {
    fill: var(--sk-accent);
  }
  .scale {
    fill: var(--sk-sunken);
  }
  .band {
    fill: var(--sk-accent-soft);
  }
  .line {
    fill: none;
    stroke: var(--sk-accent);
    stroke-width: 2;
  }
  .mark {
    stroke: var(--sk-danger);
    stroke-width: 1.5;
    stroke-dasharray: 4 3;
  }
  .axis {
    stroke: var(--sk-edge);
  }
  svg text {
    fill: var(--sk-muted);
    font-size: 11px;
  }
  .wide {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 14px;
  }
  th,
  td {
    padding: 6px 10px 6px 0;
    border-bottom: 1px solid var(--sk-line);
    text-align: start;
    vertical-align: top;
  }
  th {
    color: var(--sk-muted);
    font-weight: 500;
  }
  td.articles {
    min-width: 14em;
  }
  td.whole,
  time {
    white-space: nowrap;
  }
  .number {
    text-align: end;
    white-space: nowrap;
  }
  .moments li {
    display: grid;
    grid-template-columns: 12.5em minmax(0, 1fr);
    gap: 10px;
  }
  .goods {
    grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
    gap: 12px;
  }
  .goods a {
    display: block;
    font-weight: 500;
  }
  summary {
    cursor: pointer;
  }
  .talk {
    margin: 10px 0 0;
    padding-inline-start: 14px;
    border-inline-start: 2px solid var(--sk-line);
  }
  .small {
    font-size: 13px;
  }
  @media (max-width: 760px) {
    .sheet {
      grid-template-columns: minmax(0, 1fr);
    }
    .moments li {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
  }
`;
