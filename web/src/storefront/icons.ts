import { svg, type TemplateResult } from 'lit';
import { drawn } from '../shared/icon.js';

const PATHS = {
  search: svg`<circle cx="11" cy="11" r="6"/><path d="M15.5 15.5L20 20"/>`,
  basket: svg`<path d="M4 9h16l-2 10H6zM8 9l3-5M16 9l-3-5"/>`,
  chat: svg`<path d="M4 5h16v11H9l-5 4z"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  person: svg`<circle cx="12" cy="8" r="3.5"/><path d="M5 20c0-4 3-6 7-6s7 2 7 6"/>`,
  leave: svg`<path d="M11 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h5M9 12h11M16 8l4 4-4 4"/>`,
} as const;

/** The storefront's icons. */
export function icon(name: keyof typeof PATHS, size?: number): TemplateResult {
  return drawn(PATHS[name], size);
}
