import { css, html, type TemplateResult } from 'lit';

/** A page that is as high as the window at least, and the link that skips to its content. */
export const frames = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 100vh;
    background: var(--sk-page);
  }
  .skip {
    position: absolute;
    left: 8px;
    top: -60px;
    padding: 8px 12px;
    background: var(--sk-surface);
  }
  .skip:focus {
    top: 8px;
  }
  main:focus {
    outline: none;
  }
`;

/** The link that skips to the content: `main`, which has the id `content` and takes the focus. */
export function renderSkip(label: string): TemplateResult {
  return html`<a class="skip" href="#content" @click=${skip}>${label}</a>`;
}

/** The content is in a shadow tree, where an address's fragment does not reach. */
function skip(event: Event): void {
  event.preventDefault();
  const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
  root.querySelector('main')?.focus();
}
