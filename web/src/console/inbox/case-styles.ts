import { css } from 'lit';

/** How the conversation of a case looks. */
export const caseStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 310px;
    min-height: 0;
    height: 100%;
  }
  .main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto auto auto minmax(100px, 1fr) auto;
    min-height: 0;
    overflow-y: auto;
  }
  aside {
    min-height: 0;
    padding: 16px;
    border-inline-start: 1px solid var(--sk-line);
    background: var(--sk-surface);
    overflow-y: auto;
    outline-offset: -2px;
  }
  .draft {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    margin: -16px -16px 18px;
    padding: 16px;
    border-bottom: 1px solid var(--sk-line);
    background: var(--sk-page);
    font-size: 14px;
  }
  .draft h2 {
    font-size: 16px;
  }
  .draft .button {
    justify-self: start;
  }
  header {
    grid-row: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 16px;
    min-height: 60px;
    padding: 12px 20px;
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 12px;
    flex: 1 1 12em;
    min-width: 0;
  }
  h2:focus {
    outline: none;
  }
  .back {
    display: none;
    flex-basis: 100%;
  }
  .deeds {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .state {
    grid-row: 2;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 16px;
    min-height: 46px;
    padding: 6px 20px;
    border-block: 1px solid var(--sk-line);
    background: var(--sk-sunken);
    font-size: 14px;
  }
  .state p {
    flex: 1 1 16em;
  }
  .state.mine {
    border-color: var(--sk-accent);
    background: var(--sk-accent-soft);
  }
  .trouble {
    grid-row: 3;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    padding: 10px 20px;
    border-bottom: 1px solid var(--sk-danger);
    background: var(--sk-danger-soft);
  }
  .trouble p {
    flex: 1 1 16em;
  }
  .talk {
    grid-row: 4;
    padding: 12px 20px;
    overflow-y: auto;
    outline-offset: -2px;
  }
  .foot {
    grid-row: 5;
    position: relative;
    padding: 8px 20px 14px;
    border-top: 1px solid var(--sk-line);
  }
  .newest {
    position: absolute;
    top: -46px;
    left: 50%;
    transform: translateX(-50%);
    box-shadow: var(--sk-shadow);
  }
  .typing {
    min-height: 20px;
    font-size: 13px;
  }
  .lines {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .day,
  .event {
    justify-self: center;
    color: var(--sk-muted);
    font-size: 13px;
    text-align: center;
  }
  .day span {
    padding: 2px 12px;
    border-radius: 999px;
    background: var(--sk-sunken);
  }
  .line {
    display: grid;
    gap: 2px;
    justify-self: start;
    max-width: 86%;
    padding: 8px 12px;
    border: 1px solid var(--sk-line);
    border-radius: 14px 14px 14px 4px;
    background: var(--sk-surface);
    overflow-wrap: anywhere;
  }
  .line.assistant {
    justify-self: end;
    border-style: dashed;
    border-radius: 14px 14px 4px 14px;
    background: none;
  }
  .line.person {
    justify-self: end;
    border-color: transparent;
    border-radius: 14px 14px 4px 14px;
    background: var(--sk-accent-soft);
  }
  .by {
    color: var(--sk-muted);
    font-size: 13px;
  }
  .person .by {
    color: var(--sk-text);
  }
  .by strong {
    font-weight: 600;
  }
  .said {
    white-space: pre-wrap;
  }
  .shown {
    color: var(--sk-muted);
    font-size: 13px;
  }
  .pace {
    color: var(--sk-muted);
    font-size: 13px;
  }
  .pace.in_time strong {
    color: var(--sk-accent);
  }
  .pace.soon strong {
    color: var(--sk-warning);
  }
  .pace.late strong {
    color: var(--sk-danger);
  }
  @media (max-width: 1099px) {
    :host {
      grid-template-columns: minmax(0, 1fr) 270px;
    }
    .back {
      display: block;
    }
  }
  @media (max-width: 699px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: max-content max-content;
      overflow-y: auto;
    }
    .main {
      min-height: max-content;
      grid-template-rows: auto auto auto minmax(200px, auto) auto;
      overflow: visible;
    }
    .talk {
      max-height: 45vh;
    }
    aside {
      border-top: 1px solid var(--sk-line);
      overflow: visible;
    }
  }
`;
