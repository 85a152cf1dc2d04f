import { html, nothing, type TemplateResult } from 'lit';
import type { Turn } from '../shared/talk/state.js';
import { icon } from './icons.js';
import type { Words } from './texts.js';

const REASONS = ['why_off', 'why_wrong', 'why_unclear'] as const;

/** What an answer's thumbs show and do. */
export interface RatingScene {
  words: Words;
  /** Whether the reason is being asked for. */
  asks: boolean;
  /** Whether the last try could not be sent. */
  failed: boolean;
  rate(verdict: 'up' | 'down' | null): void;
  /** Sends the reason of a thumb down. */
  tell(reason: string): void;
}

/** The thumbs under an answer, and the question why it was no good. */
export function renderRating(turn: Turn, scene: RatingScene): TemplateResult {
  const { words } = scene;
  const verdict = turn.rating?.verdict ?? null;
  const thumb = (kind: 'up' | 'down', label: string) =>
    html`<button
      class="icon small"
      aria-pressed=${verdict === kind}
      aria-label=${label}
      title=${label}
      @click=${() => scene.rate(verdict === kind ? null : kind)}
    >
      ${icon(kind, 16)}
    </button>`;
  return html`<div class="rating">
    ${thumb('up', words('good'))} ${thumb('down', words('bad'))}
    <span role="status" class="muted">
      ${scene.failed ? words('notRated') : verdict && !scene.asks ? words('thanks') : nothing}
    </span>
    ${scene.asks ? renderReasons(scene) : nothing}
  </div>`;
}

function renderReasons({ words, tell }: RatingScene): TemplateResult {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const answers = new FormData(event.target as HTMLFormElement);
    const said = [...answers.getAll('reason'), String(answers.get('more') ?? '').trim()];
    tell(said.filter(Boolean).join('; ').slice(0, 500));
  };
  return html`<form class="reasons" @submit=${send}>
    <fieldset>
      <legend>${words('why')}</legend>
      ${REASONS.map(
        (reason) =>
          html`<label><input type="checkbox" name="reason" value=${words(reason)} /> ${words(reason)}</label>`,
      )}
      <label class="wide">${words('why_other')} <input name="more" maxlength="300" autocomplete="off" /></label>
      <button class="button primary">${words('tell')}</button>
    </fieldset>
  </form>`;
}
