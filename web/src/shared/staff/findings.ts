import { css, html, nothing, type TemplateResult } from 'lit';
import { inLanguage, sayIn, type Text2 } from '../language.js';
import { desk } from './desk.js';

/** A part of a text that may not be said, or should be looked at. */
export interface Finding {
  severity: 'error' | 'warning';
  rule: string;
  /** Where, in UTF-16 code units of the text. */
  start: number;
  end: number;
  quote: string;
  why: Text2;
  suggestion: Text2 | null;
}

/** Letters of a quote that are shown. */
const LONGEST_QUOTE = 60;

const TEXTS = {
  error: ['Error', '错误'],
  warning: ['Warning', '提醒'],
  suggestion: ['Better: {what}', '建议：{what}'],
} as const;

/** A text area over a copy of its text in which what was found is underlined, and the list of what was found. */
export const findingStyles = css`
  .box {
    display: grid;
    border: 1px solid var(--sk-edge);
    border-radius: 10px;
    background: var(--sk-surface);
  }
  .box:focus-within {
    outline: 2px solid var(--sk-accent);
    outline-offset: 1px;
  }
  .mirror,
  .box textarea {
    grid-area: 1 / 1;
    width: 100%;
    margin: 0;
    padding: 10px 12px;
    border: 0;
    background: none;
    font: inherit;
    line-height: 1.5;
    overflow-wrap: break-word;
    white-space: pre-wrap;
    overflow-y: auto;
  }
  .mirror {
    color: transparent;
    pointer-events: none;
    scrollbar-color: transparent transparent;
  }
  .box textarea:focus-visible {
    outline: none;
  }
  .box textarea {
    resize: none;
    field-sizing: content;
  }
  .found {
    text-decoration: underline wavy var(--sk-warning);
    text-decoration-thickness: 1.5px;
    text-underline-offset: 3px;
  }
  .found.error {
    background: var(--sk-danger-soft);
    text-decoration-color: var(--sk-danger);
  }
  .findings {
    display: grid;
    gap: 4px;
    list-style: none;
    overflow-y: auto;
  }
  .findings li {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
    padding: 5px 10px;
    border-inline-start: 3px solid var(--sk-warning);
    border-radius: 4px;
    background: var(--sk-sunken);
    font-size: 14px;
  }
  .findings li.error {
    border-color: var(--sk-danger);
    background: var(--sk-danger-soft);
  }
  .severity {
    color: var(--sk-warning);
  }
  .error .severity {
    color: var(--sk-danger);
  }
  .quote {
    padding: 0;
    border: 0;
    background: none;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 3px;
    overflow-wrap: anywhere;
  }
  .suggestion {
    flex-basis: 100%;
  }
`;

/** Findings of a text where they are in it after an edit; those whose words are gone are left out. */
export function moved<F extends Finding>(findings: readonly F[], text: string): F[] {
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

/** The beginning of a quote, where it is a whole text. */
function cut(quote: string): string {
  return quote.length > LONGEST_QUOTE ? `${quote.slice(0, LONGEST_QUOTE - 1)}…` : quote;
}

/** What was found, the errors first; `select` goes to its place in the text. */
export function renderFindings<F extends Finding>(
  findings: readonly F[],
  select: ((finding: F) => void) | null,
): TemplateResult {
  const words = sayIn(TEXTS, desk.language);
  const ordered = [...findings].sort(
    (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error') || a.start - b.start,
  );
  return html`<ul class="findings" role="list">
    ${ordered.map((finding) => {
      const suggestion = inLanguage(finding.suggestion, desk.language);
      const quote = `“${cut(finding.quote)}”`;
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
