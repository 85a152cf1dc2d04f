import { css } from 'lit';

/** How the launcher and the panel look. */
export const styles = css`
  :host {
    --sk-inset: var(--storekeeper-inset, 20px);
    position: fixed;
    right: var(--sk-inset);
    bottom: var(--sk-inset);
    z-index: var(--storekeeper-layer, 2147483000);
  }
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  blockquote,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  h2,
  h3 {
    font-size: 1em;
    font-weight: 600;
    line-height: 1.35;
  }
  .launcher {
    display: flex;
    align-items: center;
    gap: 8px;
    height: 52px;
    padding: 0 20px 0 16px;
    border: 0;
    border-radius: 999px;
    background: var(--sk-accent);
    color: var(--sk-on-accent);
    font-weight: 600;
    box-shadow: var(--sk-shadow);
  }
  .launcher:hover {
    filter: brightness(1.08);
  }
  .panel {
    position: fixed;
    right: var(--sk-inset);
    bottom: var(--sk-inset);
    display: flex;
    flex-direction: column;
    width: min(400px, calc(100vw - 2 * var(--sk-inset)));
    height: min(680px, calc(100dvh - 2 * var(--sk-inset)));
    overflow: hidden;
    border: 1px solid var(--sk-line);
    border-radius: calc(var(--sk-radius) + 4px);
    background: var(--sk-surface);
    box-shadow: var(--sk-shadow);
    animation: rise 0.16s ease-out;
  }
  .panel:focus {
    outline: none;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 10px;
    border-bottom: 1px solid var(--sk-line);
  }
  header > div {
    flex: 1;
    min-width: 0;
  }
  header p {
    font-size: 12px;
    line-height: 1.3;
  }

  .log {
    position: relative;
    flex: 1;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 16px 14px 4px;
  }
  .log:focus-visible {
    outline-offset: -2px;
  }
  .welcome {
    display: grid;
    gap: 6px;
    margin-bottom: 20px;
    font-size: 13px;
  }
  .hello {
    font-size: 18px;
    font-weight: 600;
  }
  .turn {
    margin-bottom: 22px;
  }
  .asked {
    width: fit-content;
    max-width: 85%;
    margin: 0 0 12px auto;
    padding: 8px 14px;
    border-radius: 16px 16px 4px 16px;
    background: var(--sk-accent-soft);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .answer {
    display: grid;
    gap: 8px;
    overflow-wrap: anywhere;
  }
  .answer > * {
    min-width: 0;
  }
  .lines {
    white-space: pre-line;
  }
  .link {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    width: fit-content;
    padding: 0;
    border: 0;
    background: none;
    color: var(--sk-accent);
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .trouble {
    display: grid;
    justify-items: start;
    gap: 8px;
    padding: 8px 12px;
    border-radius: var(--sk-radius);
    background: var(--sk-danger-soft);
    color: var(--sk-danger);
    font-size: 14px;
  }

  .rating {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    min-height: 28px;
    margin-inline-start: -6px;
    color: var(--sk-muted);
    font-size: 13px;
  }
  .icon.small {
    width: 28px;
    height: 28px;
  }
  .rating .icon[aria-pressed='true'] {
    background: var(--sk-accent-soft);
    color: var(--sk-accent);
  }
  .reasons {
    flex-basis: 100%;
    margin-top: 6px;
    padding: 12px;
    border-radius: var(--sk-radius);
    background: var(--sk-sunken);
    color: var(--sk-text);
  }
  .reasons fieldset {
    display: grid;
    justify-items: start;
    gap: 6px;
  }
  .reasons .wide {
    display: grid;
    gap: 4px;
    width: 100%;
  }
  .reasons input[name='more'] {
    width: 100%;
    padding: 6px 10px;
    border: 1px solid var(--sk-edge);
    border-radius: 8px;
    background: var(--sk-surface);
  }

  .status {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 24px;
    padding: 0 16px;
    color: var(--sk-muted);
    font-size: 13px;
  }
  .dots {
    display: inline-flex;
    gap: 3px;
  }
  .dots i {
    width: 5px;
    height: 5px;
    border-radius: 50%;
    background: currentColor;
    animation: beat 1.2s infinite;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes beat {
    0%,
    60%,
    100% {
      opacity: 0.25;
    }
    30% {
      opacity: 1;
    }
  }
  .replies {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding: 4px 14px 6px;
  }
  .replies .button {
    min-height: 32px;
    padding: 0 12px;
    border-color: var(--sk-line);
    font-size: 13px;
  }
  .page {
    display: flex;
    align-items: center;
    gap: 6px;
    width: auto;
    margin: 0 14px;
    min-height: 28px;
    font-size: 13px;
    color: var(--sk-muted);
  }
  .page span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .page svg {
    flex: none;
  }
  .composer {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
    padding: 6px 10px 10px;
  }
  textarea {
    flex: 1;
    min-width: 0;
    min-height: 42px;
    max-height: 132px;
    padding: 9px 14px;
    border: 1px solid var(--sk-edge);
    border-radius: 21px;
    background: var(--sk-surface);
    line-height: 22px;
    resize: none;
    field-sizing: content;
  }
  textarea::placeholder {
    color: var(--sk-muted);
    opacity: 1;
  }
  .composer small {
    flex-basis: 100%;
    text-align: end;
  }
  .icon.send {
    width: 42px;
    height: 42px;
    background: var(--sk-accent);
    color: var(--sk-on-accent);
  }
  .icon.send:hover:not(:disabled, [aria-disabled='true']) {
    background: var(--sk-accent);
    filter: brightness(1.08);
  }

  .settings {
    display: grid;
    align-content: start;
    justify-items: start;
    gap: 10px;
    flex: 1;
    overflow-y: auto;
    padding: 16px;
    font-size: 14px;
  }
  .settings h3 {
    margin-top: 10px;
  }
  .switch {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    width: 100%;
  }
  .switch label,
  .switch small {
    display: block;
  }
  .switch input {
    flex: none;
    position: relative;
    width: 40px;
    height: 24px;
    margin: 0;
    border: 1px solid var(--sk-edge);
    border-radius: 12px;
    background: var(--sk-sunken);
    appearance: none;
    cursor: pointer;
  }
  .switch input::after {
    content: '';
    position: absolute;
    top: 3px;
    left: 3px;
    width: 16px;
    height: 16px;
    border-radius: 50%;
    background: var(--sk-edge);
    transition: translate 0.12s;
  }
  .switch input:checked {
    border-color: var(--sk-accent);
    background: var(--sk-accent);
  }
  .switch input:checked::after {
    background: var(--sk-on-accent);
    translate: 16px 0;
  }
  .danger {
    border-color: var(--sk-danger);
    color: var(--sk-danger);
  }

  @media (max-width: 520px) {
    .panel {
      inset: 0;
      width: 100%;
      height: 100dvh;
      border: 0;
      border-radius: 0;
    }
  }
`;
