import { css } from 'lit';

const dark = css`
  --sk-accent: var(--storekeeper-accent, #6cc9ad);
  --sk-on-accent: var(--storekeeper-on-accent, #0b1f18);
  --sk-accent-soft: var(--storekeeper-accent-soft, #1f3a32);
  --sk-page: var(--storekeeper-page, #121615);
  --sk-surface: var(--storekeeper-surface, #1b2120);
  --sk-sunken: var(--storekeeper-sunken, #242b29);
  --sk-line: var(--storekeeper-line, #36403d);
  --sk-edge: var(--storekeeper-edge, #7d8a85);
  --sk-text: var(--storekeeper-text, #e9eeeb);
  --sk-muted: var(--storekeeper-muted, #a6b2ad);
  --sk-danger: var(--storekeeper-danger, #ff9d8f);
  --sk-danger-soft: var(--storekeeper-danger-soft, #3d2220);
  --sk-star: var(--storekeeper-star, #e8b04a);
  --sk-warning: var(--storekeeper-warning, #e8b04a);
  --sk-shadow: var(--storekeeper-shadow, 0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px rgb(0 0 0 / 50%));
  color-scheme: dark;
`;

/**
 * The colours, sizes and shapes of all pages. A shop sets any `--storekeeper-*` variable on the element or
 * above it; what it leaves alone follows the light or dark scheme.
 */
export const tokens = css`
  :host {
    --sk-accent: var(--storekeeper-accent, #1b6652);
    --sk-on-accent: var(--storekeeper-on-accent, #ffffff);
    --sk-accent-soft: var(--storekeeper-accent-soft, #e4f0eb);
    --sk-page: var(--storekeeper-page, #f7f6f2);
    --sk-surface: var(--storekeeper-surface, #ffffff);
    --sk-sunken: var(--storekeeper-sunken, #f1f0eb);
    --sk-line: var(--storekeeper-line, #dddbd3);
    --sk-edge: var(--storekeeper-edge, #85887f);
    --sk-text: var(--storekeeper-text, #1d2320);
    --sk-muted: var(--storekeeper-muted, #5a635d);
    --sk-danger: var(--storekeeper-danger, #a52a1d);
    --sk-danger-soft: var(--storekeeper-danger-soft, #fbeae7);
    --sk-star: var(--storekeeper-star, #b26a00);
    --sk-warning: var(--storekeeper-warning, #8a5200);
    --sk-shadow: var(--storekeeper-shadow, 0 1px 2px rgb(20 25 22 / 8%), 0 12px 32px rgb(20 25 22 / 14%));
    --sk-radius: var(--storekeeper-radius, 12px);
    --sk-font: var(
      --storekeeper-font,
      system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei',
      'Noto Sans CJK SC', sans-serif
    );
    color: var(--sk-text);
    font: 15px/1.5 var(--sk-font);
    color-scheme: light;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  :host([theme='dark']) {
    ${dark}
  }
`;

/** What every element starts from: boxes, focus, motion, controls. */
export const basics = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 2px solid var(--sk-accent);
    outline-offset: 2px;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
  }
  button:disabled,
  button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.55;
  }
  a {
    color: var(--sk-accent);
  }
  .button {
    min-height: 36px;
    padding: 0 14px;
    border: 1px solid var(--sk-edge);
    border-radius: 999px;
    background: var(--sk-surface);
    white-space: nowrap;
  }
  .button:hover:not(:disabled, [aria-disabled='true']) {
    background: var(--sk-sunken);
  }
  .button.primary {
    border-color: var(--sk-accent);
    background: var(--sk-accent);
    color: var(--sk-on-accent);
  }
  .button.primary:hover:not(:disabled, [aria-disabled='true']) {
    background: var(--sk-accent);
    filter: brightness(1.08);
  }
  .icon {
    display: inline-grid;
    place-items: center;
    width: 36px;
    height: 36px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
  }
  .icon:hover:not(:disabled, [aria-disabled='true']) {
    background: var(--sk-sunken);
  }
  .muted {
    color: var(--sk-muted);
  }
  .stock {
    color: var(--sk-muted);
    font-size: 13px;
  }
  .stock.few {
    color: var(--sk-warning);
  }
  .stock.out {
    color: var(--sk-danger);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0.01ms !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** Tables of figures that scroll in their frame, with heads that stay; how large they are is their element's. */
export const tables = css`
  .table {
    overflow: auto;
    border: 1px solid var(--sk-line);
    border-radius: 8px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    border-bottom: 1px solid var(--sk-line);
    text-align: start;
    vertical-align: top;
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--sk-sunken);
    font-weight: 600;
    /* A Chinese head is not broken into a column of single characters. */
    word-break: keep-all;
  }
  tbody th {
    font-weight: 400;
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }
`;

/** The frame of a dialog; how wide it is, and what is in it, its owner says. */
export const dialogs = css`
  dialog {
    padding: 24px;
    border: 1px solid var(--sk-line);
    border-radius: var(--sk-radius);
    background: var(--sk-surface);
    color: var(--sk-text);
    box-shadow: var(--sk-shadow);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
`;
