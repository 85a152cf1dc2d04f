import { html, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Draws an icon of 24 by 24 in the colour of the text. It stands beside words or an accessible name, so it is hidden. */
export function drawn(paths: SVGTemplateResult, size = 20): TemplateResult {
  return html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    >${paths}</svg
  >`;
}
