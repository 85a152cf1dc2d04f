import { css } from 'lit';

/** How the place where replies are written looks. */
export const composerStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
  }
  form {
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  .box {
    display: grid;
    border: 1px solid var(--sk-edge);
    border-radius: 10px;
    background: var(--sk-surface);
  }
  .box:focus-within {
    outline: 2px solid var(--sk-accent);
    outline-offset: 1px;
  }
  .mirror,
  textarea {
    grid-area: 1 / 1;
    width: 100%;
    min-height: 76px;
    max-height: 22vh;
    margin: 0;
    padding: 10px 12px;
    border: 0;
    background: none;
    font: inherit;
    line-height: 1.5;
    overflow-wrap: break-word;
    white-space: pre-wrap;
    overflow-y: auto;
  }
  .mirror {
    color: transparent;
    pointer-events: none;
    scrollbar-color: transparent transparent;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea {
    resize: none;
    field-sizing: content;
  }
  .found {
    text-decoration: underline wavy var(--sk-warning);
    text-decoration-thickness: 1.5px;
    text-underline-offset: 3px;
  }
  .found.error {
    background: var(--sk-danger-soft);
    text-decoration-color: var(--sk-danger);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  select {
    height: 36px;
    padding: 0 8px;
    border: 1px solid var(--sk-edge);
    border-radius: 999px;
    background: var(--sk-surface);
    color: var(--sk-text);
  }
  .hint {
    font-size: 13px;
  }
  .said {
    flex: 1 1 12em;
    font-size: 13px;
  }
  .failed:empty {
    display: none;
  }
  .link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--sk-accent);
    text-decoration: underline;
  }
  .findings-of {
    font-size: 14px;
  }
  .findings {
    display: grid;
    gap: 4px;
    max-height: 17vh;
    list-style: none;
    overflow-y: auto;
  }
  .findings li {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
    padding: 5px 10px;
    border-inline-start: 3px solid var(--sk-warning);
    border-radius: 4px;
    background: var(--sk-sunken);
    font-size: 14px;
  }
  .findings li.error {
    border-color: var(--sk-danger);
    background: var(--sk-danger-soft);
  }
  .severity {
    color: var(--sk-warning);
  }
  .error .severity {
    color: var(--sk-danger);
  }
  .quote {
    padding: 0;
    border: 0;
    background: none;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 3px;
    overflow-wrap: anywhere;
  }
  .suggestion {
    flex-basis: 100%;
  }
  .fine {
    font-size: 13px;
  }
  dialog {
    gap: 12px;
    width: min(520px, calc(100vw - 32px));
  }
  dialog[open] {
    display: grid;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
  }
`;
