import { html, nothing, type TemplateResult } from 'lit';
import type { Choices } from '../shared/api.js';
import type { Language } from '../shared/language.js';
import type { Words } from './texts.js';

/** What the settings show and change. */
export interface SettingsScene {
  words: Words;
  /** The language chosen here; `null`: the page's. */
  language: Language | null;
  chooseLanguage(language: Language | null): void;
  /** The member's choices; `null` for nobody who is signed in. */
  choices: Choices | null;
  choose(choices: Partial<Choices>): void;
  /** Whether somebody is signed in. */
  signedIn: boolean;
  /** Whether the last choice could not be kept. */
  unsaved: boolean;
  sharesPage: boolean;
  sharePage(shares: boolean): void;
  /** Whether there is a conversation to save or delete. */
  talked: boolean;
  asksToForget: boolean;
  askToForget(asks: boolean): void;
  forget(): void;
  save(): void;
  person(): void;
}

/** The settings, in the panel's place. */
export function renderSettings(scene: SettingsScene): TemplateResult {
  const { words } = scene;
  return html`<div class="settings">
    <p class="muted">${words('about')}</p>
    <button class="button" @click=${scene.person}>${words('person')}</button>
    <h3 id="language">${words('language')}</h3>
    <div class="choices" role="group" aria-labelledby="language">
      ${renderLanguage(null, words('followPage'), scene)} ${renderLanguage('en', 'English', scene)}
      ${renderLanguage('zh', '中文', scene)}
    </div>
    <h3>${words('privacy')}</h3>
    ${
      scene.choices
        ? html`${renderSwitch(
            'personal',
            words('personal'),
            words('personalAbout'),
            scene.choices.personal,
            (on) => scene.choose({ personal: on }),
          )}
          ${renderSwitch(
            'remember',
            words('remember'),
            words('rememberAbout'),
            scene.choices.remember,
            (on) => scene.choose({ remember: on }),
          )}`
        : scene.signedIn
          ? nothing
          : html`<p class="muted">${words('anonymous')}</p>`
    }
    ${renderSwitch('page', words('sharePage'), words('sharePageAbout'), scene.sharesPage, scene.sharePage)}
    <p role="status">${scene.unsaved ? html`<span class="trouble">${words('notSaved')}</span>` : nothing}</p>
    ${scene.talked ? renderConversation(scene) : nothing}
    <p class="muted">${words('keptFor')}</p>
  </div>`;
}

function renderLanguage(language: Language | null, label: string, scene: SettingsScene): TemplateResult {
  const chosen = scene.language === language;
  return html`<button
    class="button ${chosen ? 'primary' : ''}"
    aria-pressed=${chosen}
    @click=${() => scene.chooseLanguage(language)}
  >
    ${label}
  </button>`;
}

function renderSwitch(
  name: string,
  label: string,
  about: string,
  on: boolean,
  change: (on: boolean) => void,
): TemplateResult {
  return html`<div class="switch">
    <span>
      <label for=${name}>${label}</label>
      <small id="${name}-about" class="muted">${about}</small>
    </span>
    <input
      id=${name}
      type="checkbox"
      role="switch"
      .checked=${on}
      aria-describedby="${name}-about"
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
  </div>`;
}

function renderConversation(scene: SettingsScene): TemplateResult {
  const { words } = scene;
  return html`<div class="choices">
    <button class="button" @click=${scene.save}>${words('save')}</button>
    ${
      scene.asksToForget
        ? html`<span>${words('forgetSure')}</span>
            <button class="button danger" @click=${scene.forget}>${words('forgetYes')}</button>
            <button class="button" @click=${() => scene.askToForget(false)}>${words('forgetNo')}</button>`
        : html`<button class="button danger" @click=${() => scene.askToForget(true)}>${words('forget')}</button>`
    }
  </div>`;
}
