import { css, html, nothing, type TemplateResult } from 'lit';
import { define } from '../shared/elements/define.js';
import type { Language } from '../shared/language.js';
import './audience.js';
import { words } from './brief-texts.js';
import { type Brief, MEDIA } from './campaigns.js';
import './measuring.js';
import './offer.js';
import { Part } from './part.js';
import './reach.js';
import './schedule.js';
import { words as studioWords } from './texts.js';
import './voice.js';
import { work } from './work.js';

/** The brief, in the order in which one thinks of it; beside it, who is reached. */
export class BriefPart extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 320px;
        gap: 20px;
        align-items: start;
      }
      .main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 20px;
      }
      aside {
        position: sticky;
        top: 16px;
      }
      @media (max-width: 960px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        aside {
          position: static;
          order: -1;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { brief } = work;
    if (!brief) return html``;
    return html`<div class="columns">
      <div class="main">
        ${this.#renderObjective(brief)}
        <sk-studio-audience></sk-studio-audience>
        <sk-studio-offer></sk-studio-offer>
        ${this.#renderMessage(brief)}
        <sk-studio-schedule></sk-studio-schedule>
        <sk-studio-measuring></sk-studio-measuring>
      </div>
      <aside><sk-studio-reach></sk-studio-reach></aside>
    </div>`;
  }

  #renderObjective({ objective }: Brief): TemplateResult {
    const wrong = work.wrong('objective');
    return html`<section class="card" aria-labelledby="objective">
      <h2 id="objective">${words('objective')}</h2>
      <label
        >${words('objectiveLabel')}
        <textarea
          rows="2"
          maxlength="500"
          ?disabled=${!work.editable}
          aria-invalid=${wrong ? 'true' : nothing}
          .value=${objective}
          @input=${(event: Event) => {
            const { value } = event.target as HTMLTextAreaElement;
            work.change('objective', (brief) => {
              brief.objective = value;
            });
          }}
        ></textarea>
        ${this.renderWrong('objective')}</label
      >
    </section>`;
  }

  #renderMessage({ medium, languages, tone }: Brief): TemplateResult {
    const turn = (language: Language, on: boolean) =>
      work.change('languages', (brief) => {
        const others = brief.languages.filter((each) => each !== language);
        brief.languages = on ? [...others, language] : others;
      });
    return html`<section class="card" aria-labelledby="message">
      <h2 id="message">${words('message')}</h2>
      <fieldset>
        <legend>${words('medium')}</legend>
        <div class="choices">
          ${MEDIA.map(
            (each) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="medium"
                  value=${each}
                  ?disabled=${!work.editable}
                  .checked=${each === medium}
                  @change=${() =>
                    work.change('medium', (brief) => {
                      brief.medium = each;
                    })}
                />${studioWords(each)}</label
              >`,
          )}
        </div>
      </fieldset>
      <fieldset>
        <legend>${words('languages')}</legend>
        <div class="choices">
          ${(['en', 'zh'] as const).map((each) =>
            this.renderCheck(
              studioWords(each) +
                (languages.length > 1 && languages[0] === each ? ` · ${words('first')}` : ''),
              languages.includes(each),
              (on) => turn(each, on),
            ),
          )}
        </div>
        <span class="hint">${words('languagesHint')}</span>
        ${this.renderWrong('languages')}
      </fieldset>
      ${this.renderField(
        words('tone'),
        tone,
        (typed) =>
          work.change('tone', (brief) => {
            brief.tone = typed;
          }),
        { hint: words('toneHint'), place: 'tone' },
      )}
      <sk-studio-voice></sk-studio-voice>
    </section>`;
  }
}

define('sk-studio-brief', BriefPart);
