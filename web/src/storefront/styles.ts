import { css } from 'lit';

/** What the views of the storefront share. */
export const styles = css`
  :host {
    display: block;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: clamp(22px, 4vw, 28px);
    font-weight: 600;
    line-height: 1.25;
  }
  h2 {
    margin-bottom: 16px;
    font-size: 19px;
    font-weight: 600;
  }
  h3 {
    font-size: 15px;
    font-weight: 500;
  }
  section {
    margin-top: 40px;
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(158px, 1fr));
    gap: 20px 16px;
    list-style: none;
  }
  .crumbs {
    margin-bottom: 12px;
    font-size: 14px;
  }
  .crumbs a,
  .quiet {
    color: var(--sk-muted);
    text-decoration: none;
  }
  .crumbs a:hover,
  .quiet:hover {
    text-decoration: underline;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
  }
  /* Where something is not there yet, or will not be: what is beside it stays where it is. */
  .place {
    visibility: hidden;
  }
  .failed {
    color: var(--sk-danger);
  }
  .failed:empty {
    display: none;
  }
  .bone {
    border-radius: var(--sk-radius);
    background: var(--sk-sunken);
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    text-decoration: none;
    color: inherit;
  }
  .button.primary {
    color: var(--sk-on-accent);
  }
`;
