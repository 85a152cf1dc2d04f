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
  .mirror,
  .box textarea {
    min-height: 76px;
    max-height: 22vh;
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
    max-height: 17vh;
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
