import { html, nothing, type TemplateResult } from 'lit';
import { define } from '../shared/elements/define.js';
import { words } from './brief-texts.js';
import type { Brief, Schedule } from './campaigns.js';
import { Part } from './part.js';
import { isoDay } from './showing.js';
import { work } from './work.js';

type Way = 'atOnce' | 'atMoment' | 'onDay';

/** When it goes out, and how fast. */
export class SchedulePart extends Part {
  protected override render(): TemplateResult {
    const { brief } = work;
    if (!brief) return html``;
    const { send } = brief;
    const way: Way = send.at !== undefined ? 'atMoment' : send.day !== undefined ? 'onDay' : 'atOnce';
    return html`<section class="card" aria-labelledby="schedule">
      <h2 id="schedule">${words('schedule')}</h2>
      ${this.renderRadios<Way>(
        'when',
        words('when'),
        (['atOnce', 'atMoment', 'onDay'] as const).map((each) => [each, words(each)] as const),
        way,
        (chosen) => this.#choose(chosen),
      )}
      ${way === 'atMoment' ? this.#renderMoment(send) : nothing} ${way === 'onDay' ? this.#renderDay(send) : nothing}
      ${this.renderWrong('send')}
      <p class="hint">${words('quiet')}</p>
      ${this.#renderPace(brief)}
    </section>`;
  }

  #renderMoment({ at = '' }: Schedule): TemplateResult {
    const moment = new Date(at);
    const known = !Number.isNaN(moment.getTime());
    const shown = known ? `${isoDay(moment)}T${moment.toTimeString().slice(0, 5)}` : '';
    return html`<div class="row">
      ${this.renderField(
        words('moment'),
        shown,
        (typed) => {
          if (typed) this.#set({ at: withOffset(new Date(typed)) });
        },
        {
          type: 'datetime-local',
          hint: words('momentHint', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
          place: 'send.at',
        },
      )}
    </div>`;
  }

  #renderDay({ day = '', hour = 10 }: Schedule): TemplateResult {
    return html`<div class="row">
      ${this.renderField(words('day'), day, (typed) => this.#set({ day: typed, hour }), { type: 'date', place: 'send.day' })}
      <label class="short"
        >${words('hour')}
        <select
          ?disabled=${!work.editable}
          @change=${(event: Event) => this.#set({ day, hour: Number((event.target as HTMLSelectElement).value) })}
        >
          ${Array.from(
            { length: 24 },
            (_, each) => html`<option value=${each} ?selected=${each === hour}>${each}:00</option>`,
          )}
        </select>
        ${this.renderWrong('send.hour')}</label
      >
    </div>`;
  }

  #renderPace({ per_second }: Brief): TemplateResult {
    const set = (pace: number | undefined) =>
      work.change('per_second', (brief) => {
        if (pace === undefined) delete brief.per_second;
        else brief.per_second = Math.round(pace);
      });
    return html`<div class="row">
      ${this.renderNumber(words('perSecond'), per_second, set, { hint: words('perSecondHint'), place: 'per_second' })}
    </div>`;
  }

  #choose(way: Way): void {
    const tomorrow = new Date();
    tomorrow.setDate(tomorrow.getDate() + 1);
    tomorrow.setHours(10, 0, 0, 0);
    if (way === 'atOnce') this.#set({});
    else if (way === 'onDay') this.#set({ day: isoDay(tomorrow), hour: 10 });
    else this.#set({ at: withOffset(tomorrow) });
  }

  #set(send: Schedule): void {
    work.change('send', (brief) => {
      brief.send = send;
    });
  }
}

/** A moment with the offset of the clock that it was chosen by: `2026-12-01T10:00:00+08:00`. */
function withOffset(moment: Date): string {
  const ahead = -moment.getTimezoneOffset();
  const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, '0');
  const offset = `${ahead < 0 ? '-' : '+'}${two(ahead / 60)}:${two(ahead % 60)}`;
  return `${isoDay(moment)}T${moment.toTimeString().slice(0, 8)}${offset}`;
}

define('sk-studio-schedule', SchedulePart);
