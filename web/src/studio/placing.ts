import { html, nothing, type TemplateResult } from 'lit';
import type { WrongPart } from '../shared/api.js';
import { sendable, type Variant } from './campaigns.js';
import { words as copyWords } from './copy-texts.js';
import { named, words } from './running-texts.js';
import { work } from './work.js';

/** What the server has against parts of the brief as it was sent, each with what the part is called. */
export function renderProblems(problems: readonly WrongPart[]): TemplateResult[] {
  const copies = work.brief ? sendable(work.brief).copies : [];
  return problems.map(({ place, what }) =>
    place ? html`<li><strong>${placeLabel(place, copies)}</strong> ${what}</li>` : html`<li>${what}</li>`,
  );
}

/** A part of a brief, as it is called: `copies[0].body` is the body of the first of its texts. */
export function placeLabel(place: string, copies: readonly Variant[]): string | TemplateResult {
  const [, text, rest = ''] = /^copies\[(\d+)\]\.?(.*)$/.exec(place) ?? [];
  const inner = (path: string) => {
    const [field = ''] = path.split(/[.[]/);
    return field ? html` <span class="hint">${named('field_', field, field)}</span>` : nothing;
  };
  if (text !== undefined) return html`${textLabel(Number(text), copies)}${inner(rest)}`;
  const [top = place] = place.split(/[.[]/);
  return html`${named('place_', top)}${inner(place.slice(top.length).replace(/^\./, ''))}`;
}

/** What a text is called by its place. */
function textLabel(at: number, copies: readonly Variant[]): string {
  const copy = copies[at];
  if (!copy) return words('place_copy', { n: at + 1 });
  return `${copyWords('variant', { name: copy.variant })} · ${copyWords(copy.language)}`;
}
