import { html, nothing, type TemplateResult } from 'lit';
import { define } from '../shared/elements/define.js';
import { CHOOSERS, type Choice, type Chooser, variantsOf } from './campaigns.js';
import { words } from './copy-texts.js';
import { Part } from './part.js';
import { work } from './work.js';

/** The least share of each text, where nothing else is said. */
const EXPLORE = 0.1;

/** How a text is chosen for each member, where there are several. */
export class ChoosingPart extends Part {
  protected override render(): TemplateResult | typeof nothing {
    const { brief } = work;
    if (!brief || variantsOf(brief).length < 2) return nothing;
    const { choice = { by: 'even' } as Choice, metric } = brief;
    const learns = choice.by !== 'even';
    return html`<section class="card" aria-labelledby="choosing">
      <div>
        <h2 id="choosing">${words('choosing')}</h2>
        <p class="hint">${words('choosingAbout')}</p>
      </div>
      ${this.renderRadios<Chooser>(
        'chooser',
        words('chooser'),
        CHOOSERS.map((by) => [by, words(by), words(`${by}_about`)] as const),
        choice.by,
        (by) => this.#set({ by }),
      )}
      ${this.renderWrong('choice.by')}
      ${learns && metric.what === 'spent' ? html`<p class="warn">${words('learnsOrders')}</p>` : nothing}
      ${learns ? this.#renderLearning(choice) : nothing}
    </section>`;
  }

  #renderLearning({ explore = EXPLORE, hours }: Choice): TemplateResult {
    return html`<div class="row">
      ${this.renderNumber(words('explore'), explore, (least) => this.#set({ explore: least ?? EXPLORE }), {
        unit: '%',
        scale: 0.01,
        hint: words('exploreHint'),
        place: 'choice.explore',
      })}
      ${this.renderNumber(
        words('learnHours'),
        hours,
        (after) => this.#set({ hours: after === undefined ? undefined : Math.round(after) }),
        { unit: words('hours'), hint: words('learnHoursHint'), place: 'choice.hours' },
      )}
    </div>`;
  }

  /** Sets parts of how it is chosen; by lot is what stands nowhere. */
  #set(part: { [Field in keyof Choice]?: Choice[Field] | undefined }): void {
    work.change('choice', (brief) => {
      const now = { by: 'even', explore: EXPLORE, ...brief.choice, ...part } as Choice;
      if (now.by === 'even') delete brief.choice;
      else brief.choice = now;
    });
  }
}

define('sk-studio-choosing', ChoosingPart);
