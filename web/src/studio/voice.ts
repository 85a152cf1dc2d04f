import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { inLanguage, type Text2 } from '../shared/language.js';
import { once } from '../shared/once.js';
import { desk } from '../shared/staff/desk.js';
import { View } from '../shared/staff/view.js';
import { words } from './brief-texts.js';
import { partStyles } from './styles.js';

/** The shop's voice, as `/v1/campaigns/voice` has it. */
interface Voice {
  names: string[];
  tone: Text2 | null;
  words: { avoid: string; instead: string | null }[];
}

/** The voice in force. */
const voice = once(() => desk.api.get<Voice | null>('/v1/campaigns/voice'));

/** The brand voice in force. */
export class VoiceNote extends View {
  static override styles = [...View.styles, partStyles];

  /** `undefined` until it is known. */
  @state() private voice: Voice | null | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    voice()
      .then((found) => {
        this.voice = found;
      })
      // Without it, texts are checked against it all the same.
      .catch(() => {});
  }

  protected override render(): TemplateResult | typeof nothing {
    const { voice: found } = this;
    if (found === undefined) return nothing;
    if (found === null) return html`<p class="hint">${words('voiceNone')}</p>`;
    const avoided = found.words.map(({ avoid, instead }) => (instead ? `${avoid} → ${instead}` : avoid));
    return html`<div class="note">
      <strong>${words('voice')}</strong>
      ${found.tone ? html`<p>${inLanguage(found.tone, desk.language)}</p>` : nothing}
      ${found.names.length ? html`<p>${words('voiceNames', { names: found.names.join(', ') })}</p>` : nothing}
      ${avoided.length ? html`<p>${words('voiceWords', { words: avoided.join(', ') })}</p>` : nothing}
    </div>`;
  }
}

define('sk-studio-voice', VoiceNote);
