import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { desk } from '../shared/staff/desk.js';
import { FocusedView } from '../shared/staff/focus.js';
import type { Brief } from './campaigns.js';
import { partStyles } from './styles.js';
import { work } from './work.js';

/** How a field is shown besides its label and its value. */
export interface Fielding {
  type?: 'text' | 'number' | 'date' | 'datetime-local';
  /** What is said below it. */
  hint?: string | typeof nothing;
  unit?: string;
  /** The part of the brief that it is, for what the server has against it. */
  place?: string;
  most?: number;
  list?: string;
}

/** A part of a campaign's page: drawn anew whenever the campaign changes. */
export abstract class Part extends FocusedView {
  static override styles = [...FocusedView.styles, partStyles];

  protected override readonly sources: readonly EventTarget[] = [desk, work];

  /** What the server has against a part of the brief. */
  protected renderWrong(place: string | undefined): TemplateResult | typeof nothing {
    const wrong = place ? work.wrong(place) : '';
    return wrong ? html`<span class="problem" id=${`wrong-${place}`}>${wrong}</span>` : nothing;
  }

  /** A field of one line. */
  protected renderField(
    label: string,
    value: string,
    set: (typed: string) => void,
    { type = 'text', hint = nothing, unit = '', place, most = 500, list }: Fielding = {},
  ): TemplateResult {
    const wrong = place !== undefined && work.wrong(place) !== '';
    const number = type === 'number';
    const typed = (event: Event) => set((event.target as HTMLInputElement).value);
    return html`<label class=${type === 'text' ? '' : `short ${type}`}
      >${label}
      <span class="with-unit"
        ><input
          type=${number ? 'text' : type}
          inputmode=${number ? 'decimal' : nothing}
          maxlength=${type === 'text' ? most : nothing}
          list=${list ?? nothing}
          autocomplete="off"
          ?disabled=${!work.editable}
          aria-invalid=${wrong ? 'true' : nothing}
          aria-describedby=${wrong ? `wrong-${place}` : nothing}
          .value=${live(value)}
          @input=${type === 'text' ? typed : nothing}
          @change=${typed}
        />${unit ? html`<span class="unit">${unit}</span>` : nothing}</span
      >
      ${hint === nothing ? nothing : html`<span class="hint">${hint}</span>`} ${this.renderWrong(place)}</label
    >`;
  }

  /** A field for a number; what is none is not taken. `scale` is what one of what is shown comes to: 0.01 for per cent. */
  protected renderNumber(
    label: string,
    value: number | undefined,
    set: (value: number | undefined) => void,
    fielding: Fielding & { scale?: number } = {},
  ): TemplateResult {
    const { scale = 1 } = fielding;
    const shown = value === undefined ? '' : String(Number((value / scale).toFixed(6)));
    const typed = (text: string) => {
      const number = Number(text.trim().replace(',', '.').replace('%', ''));
      if (text.trim() === '') set(undefined);
      else if (Number.isFinite(number)) set(Number((number * scale).toFixed(8)));
      this.requestUpdate();
    };
    return this.renderField(label, shown, typed, { ...fielding, type: 'number' });
  }

  /** A choice of one out of a few that are all seen. */
  protected renderRadios<T extends string>(
    name: string,
    label: string,
    options: readonly (readonly [value: T, label: string, about?: string])[],
    now: T | undefined,
    set: (value: T) => void,
  ): TemplateResult {
    return html`<fieldset class="radios">
      <legend>${label}</legend>
      ${options.map(
        ([value, called, about]) =>
          html`<label class="choice"
            ><input
              type="radio"
              name=${name}
              value=${value}
              ?disabled=${!work.editable}
              .checked=${live(value === now)}
              @change=${() => set(value)}
            /><span>${called}${about ? html`<span class="hint">${about}</span>` : nothing}</span></label
          >`,
      )}
    </fieldset>`;
  }

  protected renderCheck(label: string, now: boolean, set: (now: boolean) => void, hint = ''): TemplateResult {
    return html`<label class="choice"
      ><input
        type="checkbox"
        ?disabled=${!work.editable}
        .checked=${live(now)}
        @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
      /><span>${label}${hint ? html`<span class="hint">${hint}</span>` : nothing}</span></label
    >`;
  }

  /** Sets a field of a part of the brief; without a value it is taken out. */
  protected put<K extends 'offer' | 'send' | 'metric'>(
    part: K,
    field: keyof Brief[K] & string,
    value: unknown,
  ): void {
    work.change(`${part}.${field}`, (brief) => {
      const { [field]: _, ...others } = brief[part] as unknown as Record<string, unknown>;
      const now = value === undefined || value === '' ? others : { ...others, [field]: value };
      (brief as unknown as Record<string, unknown>)[part] = now;
    });
  }
}
