import { css } from 'lit';

/** How the cards look. */
export const cardStyles = css`
  .card {
    padding: 12px;
    border: 1px solid var(--sk-line);
    border-radius: var(--sk-radius);
    font-size: 14px;
  }
  .products {
    display: grid;
    gap: 8px;
    list-style: none;
  }
  .product {
    display: grid;
    grid-template-columns: 64px 1fr;
    column-gap: 12px;
    align-items: start;
    padding: 10px;
  }
  .product h3 {
    font-weight: 500;
  }
  .product a,
  .product .link {
    color: inherit;
    text-decoration-color: var(--sk-line);
  }
  img,
  .no-picture {
    display: grid;
    place-items: center;
    border-radius: 8px;
    background: var(--sk-sunken);
    color: var(--sk-muted);
    object-fit: cover;
  }
  .product .no-picture {
    width: 64px;
    height: 64px;
  }
  .shelf {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin-top: 4px;
  }
  .product .add {
    min-height: 30px;
    margin-inline-start: auto;
    padding: 0 12px;
    font-size: 13px;
  }
  .reason {
    color: var(--sk-muted);
    font-size: 13px;
  }
  .more {
    justify-self: start;
  }
  .kicker {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    margin-bottom: 2px;
    color: var(--sk-muted);
    font-size: 12px;
  }
  .offer {
    border-color: var(--sk-accent);
    background: var(--sk-accent-soft);
  }
  .stars {
    color: var(--sk-star);
    font-size: 14px;
    letter-spacing: 1px;
  }
  .stars span {
    color: var(--sk-line);
  }
  .comparison {
    overflow-x: auto;
    padding: 0;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 13px;
    line-height: 1.35;
  }
  th,
  td {
    min-width: 84px;
    padding: 8px 10px;
    border-top: 1px solid var(--sk-line);
    text-align: start;
    vertical-align: top;
  }
  thead th,
  thead td {
    border-top: 0;
  }
  thead img,
  thead .no-picture {
    display: grid;
    width: 48px;
    height: 48px;
    margin-bottom: 6px;
  }
  tbody th {
    color: var(--sk-muted);
    font-weight: 400;
  }
  dl {
    display: grid;
    gap: 6px;
    margin-top: 6px;
  }
  dl div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 12px;
  }
  dt {
    color: var(--sk-muted);
  }
  .order h3,
  .notice h3 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
  .badge {
    padding: 1px 8px;
    border-radius: 999px;
    background: var(--sk-accent-soft);
    font-size: 12px;
    font-weight: 500;
  }
  .lines-of-order {
    display: grid;
    gap: 4px;
    margin-top: 8px;
    list-style: none;
  }
  .lines-of-order li,
  .total {
    display: flex;
    justify-content: space-between;
    gap: 12px;
  }
  .quantity {
    flex: none;
    color: var(--sk-muted);
  }
  .total {
    margin-top: 8px;
    padding-top: 8px;
    border-top: 1px solid var(--sk-line);
  }
  .confirm {
    border-color: var(--sk-accent);
  }
  .confirm s {
    color: var(--sk-muted);
  }
  .confirm .choices,
  .confirm p {
    margin-top: 12px;
  }
  .notice ul {
    margin-top: 6px;
    padding-inline-start: 18px;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
`;
