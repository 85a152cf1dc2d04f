import { css } from 'lit';

/** What the views of the console share. */
export const styles = css`
  :host {
    display: block;
  }
  h1,
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: 22px;
    font-weight: 600;
    line-height: 1.3;
  }
  h1:focus {
    outline: none;
  }
  h2 {
    font-size: 17px;
    font-weight: 600;
  }
  form {
    display: grid;
    gap: 14px;
  }
  label {
    display: grid;
    gap: 4px;
    font-weight: 500;
  }
  input {
    width: 100%;
    height: 42px;
    padding: 0 12px;
    border: 1px solid var(--sk-edge);
    border-radius: 8px;
    background: var(--sk-surface);
    font-weight: 400;
  }
  .card {
    display: grid;
    gap: 14px;
    padding: 24px;
    border: 1px solid var(--sk-line);
    border-radius: var(--sk-radius);
    background: var(--sk-surface);
  }
  .card > .button,
  form > .button {
    justify-self: start;
    min-height: 40px;
  }
  .failed {
    display: grid;
    gap: 4px;
    color: var(--sk-danger);
  }
  .problem {
    color: var(--sk-danger);
  }
  .failed:empty,
  .problem:empty,
  .said:empty {
    display: none;
  }
  .failed .help {
    color: var(--sk-text);
    font-size: 14px;
  }
`;
