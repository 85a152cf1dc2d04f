import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { View } from '../shared/staff/view.js';
import type { Counted } from './campaigns.js';

/**
 * Conditions on members in words, as the server says them.
 *
 * @prop filter - the conditions
 */
export class Whom extends View {
  @property({ attribute: false }) filter: unknown = null;
  @state() private said = '…';
  #asked = '';

  protected override willUpdate(_: PropertyValues): void {
    const asked = `${desk.language}\n${JSON.stringify(this.filter)}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.#ask(asked);
  }

  async #ask(asked: string): Promise<void> {
    const { filter } = this;
    const brief = { objective: '–', audience: { filter }, medium: 'mail', languages: ['en'], holdout: 0 };
    const counted = await desk.api
      .post<Counted>(`/v1/campaigns/count?language=${desk.language}`, brief)
      .catch(() => null);
    // Conditions that cannot be asked any more stand as they are kept.
    if (asked === this.#asked) this.said = counted?.who ?? JSON.stringify(filter);
  }

  protected override render(): TemplateResult {
    return html`${this.said}`;
  }
}

define('sk-studio-whom', Whom);
