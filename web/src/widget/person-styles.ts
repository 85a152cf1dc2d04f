import { css } from 'lit';

/** How the shop's people look in a conversation. */
export const personStyles = css`
  .person {
    width: fit-content;
    max-width: 85%;
    padding: 8px 14px;
    border: 1px solid var(--sk-line);
    border-radius: 16px 16px 16px 4px;
    background: var(--sk-sunken);
  }
  .person .who {
    display: flex;
    align-items: center;
    gap: 4px;
    color: var(--sk-accent);
    font-size: 13px;
    font-weight: 600;
  }
  .person .said {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .attended {
    padding: 4px 12px;
    border-radius: var(--sk-radius);
    background: var(--sk-accent-soft);
    font-size: 13px;
    text-align: center;
  }
  .received {
    margin-top: -8px;
    color: var(--sk-muted);
    font-size: 12px;
    text-align: end;
  }
  .badge {
    min-width: 22px;
    padding: 0 6px;
    border-radius: 11px;
    background: var(--sk-on-accent);
    color: var(--sk-accent);
    font-size: 13px;
    line-height: 22px;
    text-align: center;
  }
`;
