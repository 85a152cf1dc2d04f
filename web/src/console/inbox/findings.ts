import { html, nothing, type TemplateResult } from 'lit';
import { inLanguage } from '../../shared/language.js';
import { desk } from '../desk.js';
import type { Finding } from './cases.js';
import { words } from './texts.js';

/** Findings of a text where they are in it after an edit; those whose words are gone are left out. */
export function moved(findings: readonly Finding[], text: string): Finding[] {
  return findings.flatMap((finding) => {
    const { quote, start } = finding;
    if (!quote) return [];
    const places: number[] = [];
    for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) places.push(at);
    const [nearest] = places.sort((a, b) => Math.abs(a - start) - Math.abs(b - start));
    return nearest === undefined ? [] : [{ ...finding, start: nearest, end: nearest + quote.length }];
  });
}

/** A text with what was found in it underlined; it lies under the text area and is not read aloud. */
export function renderUnderlined(text: string, findings: readonly Finding[]): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const { start, end, severity } of [...findings].sort((a, b) => a.start - b.start)) {
    if (start < from || end > text.length) continue;
    parts.push(
      text.slice(from, start),
      html`<span class="found ${severity}">${text.slice(start, end)}</span>`,
    );
    from = end;
  }
  // A line that has just begun is as high here as in the text area.
  return [...parts, text.slice(from), '\u200b'];
}

/** What was found, the errors first; `select` goes to its place in the text. */
export function renderFindings(
  findings: readonly Finding[],
  select: ((finding: Finding) => void) | null,
): TemplateResult {
  const ordered = [...findings].sort(
    (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error') || a.start - b.start,
  );
  return html`<ul class="findings" role="list">
    ${ordered.map((finding) => {
      const suggestion = inLanguage(finding.suggestion, desk.language);
      const quote = `“${finding.quote}”`;
      return html`<li class=${finding.severity}>
        <strong class="severity">${words(finding.severity)}</strong>
        ${
          select && finding.quote
            ? html`<button type="button" class="quote" @click=${() => select(finding)}>${quote}</button>`
            : finding.quote
              ? html`<span>${quote}</span>`
              : nothing
        }
        <span>${inLanguage(finding.why, desk.language)}</span>
        ${suggestion ? html`<span class="suggestion">${words('suggestion', { what: suggestion })}</span>` : nothing}
      </li>`;
    })}
  </ul>`;
}
