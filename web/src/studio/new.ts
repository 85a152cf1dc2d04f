import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import { FocusedView } from '../shared/staff/focus.js';
import { arrive, follow, go, placeOf } from './addresses.js';
import { type Campaign, MEDIA } from './campaigns.js';
import { partStyles } from './styles.js';
import { whyOf, words } from './texts.js';

/** The few things that a campaign begins with. */
export class NewCampaign extends FocusedView {
  static override styles = [
    ...FocusedView.styles,
    partStyles,
    css`
      :host {
        max-width: 640px;
        margin: 0 auto;
      }
      form {
        gap: 20px;
      }
    `,
  ];

  @state() private busy = false;
  @state() private trouble = '';

  protected override updated(): void {
    arrive(this.renderRoot, 'new');
  }

  protected override render(): TemplateResult {
    const { language } = desk;
    return html`<div>
        <h1 tabindex="-1">${words('newTitle')}</h1>
        <p class="muted">${words('newAbout')}</p>
      </div>
      <form class="card" @submit=${this.#send}>
        <label
          >${words('objective')}
          <textarea name="objective" rows="2" required maxlength="500" placeholder=${words('objectiveExample')}></textarea>
          <span class="hint">${words('objectiveHint')}</span></label
        >
        <label
          >${words('name')}
          <input name="name" required maxlength="60" autocomplete="off" />
          <span class="hint">${words('nameHint')}</span></label
        >
        <fieldset>
          <legend>${words('medium')}</legend>
          <div class="choices">
            ${MEDIA.map(
              (medium) =>
                html`<label class="choice"
                  ><input type="radio" name="medium" value=${medium} ?checked=${medium === 'mail'} />${words(medium)}</label
                >`,
            )}
          </div>
        </fieldset>
        <fieldset>
          <legend>${words('languages')}</legend>
          <div class="choices">
            ${(['en', 'zh'] as const).map(
              (each) =>
                html`<label class="choice"
                  ><input type="checkbox" name="language" value=${each} ?checked=${each === language} />${words(each)}</label
                >`,
            )}
          </div>
        </fieldset>
        <p class="problem" role="alert">${this.trouble || nothing}</p>
        <div class="tools">
          <button class="button primary" ?disabled=${this.busy}>${words(this.busy ? 'creating' : 'create')}</button>
          <a class="button" href="/studio" @click=${follow}>${words('cancel')}</a>
        </div>
      </form>`;
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const languages = typed.getAll('language');
    if (languages.length === 0) {
      this.trouble = words('needLanguage');
      return;
    }
    this.busy = true;
    this.trouble = '';
    const brief = {
      objective: String(typed.get('objective')).trim(),
      audience: { named: 'everybody' },
      medium: typed.get('medium'),
      languages,
      holdout: 0.1,
    };
    try {
      const name = String(typed.get('name')).trim();
      const made = await desk.api.post<Campaign>('/v1/campaigns', { name, brief });
      go(placeOf(made.name));
    } catch (error) {
      this.trouble = whyOf(error);
    } finally {
      this.busy = false;
    }
  };
}

define('sk-studio-new', NewCampaign);
