import { css } from 'lit';

/** How the panes of the inbox and its list look. */
export const pageStyles = css`
  :host {
    display: block;
    position: relative;
    height: 100%;
    min-height: 0;
  }
  .panes {
    display: grid;
    grid-template-columns: 330px minmax(0, 1fr);
    height: 100%;
    min-height: 0;
  }
  .list {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto minmax(0, 1fr) auto;
    min-height: 0;
    border-inline-end: 1px solid var(--sk-line);
    background: var(--sk-surface);
  }
  .top {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 14px 16px 10px;
    border-bottom: 1px solid var(--sk-line);
  }
  .parts {
    display: grid;
    grid-template-columns: repeat(4, auto);
    gap: 4px;
  }
  .part {
    display: grid;
    justify-items: center;
    padding: 5px 6px;
    border: 1px solid transparent;
    border-radius: 8px;
    background: none;
    font-size: 14px;
    line-height: 1.3;
    white-space: nowrap;
  }
  .part:hover {
    background: var(--sk-sunken);
  }
  .part[aria-pressed='true'] {
    border-color: var(--sk-accent);
    background: var(--sk-accent-soft);
    font-weight: 600;
  }
  .count {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .standing {
    color: var(--sk-muted);
    font-size: 13px;
  }
  .standing .late,
  .pace.late strong {
    color: var(--sk-danger);
  }
  .hours,
  .broken {
    padding: 6px 10px;
    border-inline-start: 3px solid var(--sk-warning);
    border-radius: 4px;
    background: var(--sk-sunken);
    font-size: 13px;
  }
  .entries {
    overflow-y: auto;
  }
  .entries sk-notice,
  .none sk-notice,
  .loading {
    margin: 16px;
  }
  .cases {
    list-style: none;
  }
  .cases li {
    border-bottom: 1px solid var(--sk-line);
  }
  .entry {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
    padding: 10px 16px 10px 13px;
    border-inline-start: 3px solid transparent;
    color: inherit;
    text-decoration: none;
  }
  .entry:hover {
    background: var(--sk-sunken);
  }
  .entry:focus-visible {
    outline-offset: -3px;
  }
  .entry[aria-current] {
    border-inline-start-color: var(--sk-accent);
    background: var(--sk-accent-soft);
  }
  .first {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 10px;
  }
  .who {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  time,
  .pace,
  .holder {
    color: var(--sk-muted);
    font-size: 13px;
    white-space: nowrap;
  }
  .entry[aria-current] :is(time, .pace, .holder) {
    color: var(--sk-text);
  }
  .last {
    overflow: hidden;
    font-size: 14px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .third {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 10px;
  }
  .pace strong {
    font-weight: 600;
  }
  .pace.in_time strong {
    color: var(--sk-accent);
  }
  .pace.soon strong {
    color: var(--sk-warning);
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-top: 2px;
  }
  .tag {
    padding: 0 8px;
    border: 1px solid var(--sk-line);
    border-radius: 999px;
    font-size: 12px;
  }
  .case {
    min-width: 0;
    min-height: 0;
    height: 100%;
    overflow: hidden;
  }
  .narrow {
    display: none;
  }
  .none {
    display: grid;
    align-content: center;
  }
  sk-inbox-undo {
    padding: 0 16px;
  }
  @media (max-width: 1099px) {
    .panes {
      grid-template-columns: minmax(0, 1fr);
    }
    .reading .list,
    .listing .case {
      display: none;
    }
    .narrow {
      display: block;
    }
  }
`;
