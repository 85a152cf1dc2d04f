import { svg, type TemplateResult } from 'lit';
import { drawn } from '../shared/icon.js';

const PATHS = {
  chat: svg`<path d="M4 5h16v11H9l-5 4z"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  back: svg`<path d="M14 6l-6 6 6 6"/>`,
  settings: svg`<path d="M4 7h9m4 0h3M4 17h3m4 0h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  send: svg`<path d="M5 12h13M12 5l7 7-7 7"/>`,
  stop: svg`<rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor"/>`,
  up: svg`<path d="M7 11l4-7c1.5 0 2.5 1 2 3l-.6 3H18a2 2 0 0 1 2 2.3l-1 5A2 2 0 0 1 17 19H7zM7 11H4v8h3"/>`,
  down: svg`<path d="M17 13l-4 7c-1.5 0-2.5-1-2-3l.6-3H6a2 2 0 0 1-2-2.3l1-5A2 2 0 0 1 7 5h10zM17 13h3V5h-3"/>`,
  person: svg`<circle cx="12" cy="8" r="3.5"/><path d="M5 20c0-4 3-6 7-6s7 2 7 6"/>`,
  page: svg`<circle cx="12" cy="12" r="3"/><path d="M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5S5 16.5 2.5 12z"/>`,
  box: svg`<path d="M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8"/>`,
} as const;

/** The widget's icons. */
export function icon(name: keyof typeof PATHS, size?: number): TemplateResult {
  return drawn(PATHS[name], size);
}
