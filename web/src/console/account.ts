import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { Problem, Unreachable } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import { desk } from '../shared/staff/desk.js';
import type { Key } from '../shared/staff/texts.js';
import { View } from '../shared/staff/view.js';

/** Characters of a password at least. */
const SHORTEST = 12;

/** One's own account: who one is, and the password. */
export class AccountPage extends View {
  static override styles = [
    ...View.styles,
    css`
      :host {
        display: grid;
        gap: 20px;
        max-width: 560px;
      }
      .said {
        color: var(--sk-accent);
      }
    `,
  ];

  @state() private busy = false;
  @state() private trouble: Key | null = null;
  @state() private changed = false;

  protected override render(): TemplateResult {
    const { person } = desk;
    if (!person) return html``;
    return html`<div>
        <h1 tabindex="-1">${this.words('hello', { name: person.called })}</h1>
        <p class="muted">${this.words('signedInAs', { name: person.name })} · ${this.words(person.role)}</p>
      </div>
      <section class="card" aria-labelledby="password">
        <h2 id="password">${this.words('changePassword')}</h2>
        <p class="muted" id="about">${this.words('changeAbout')}</p>
        <form @submit=${this.#change}>
          <input type="text" name="name" autocomplete="username" .value=${person.name} hidden readonly />
          ${this.#renderField('old', 'oldPassword', 'current-password')}
          ${this.#renderField('new', 'newPassword', 'new-password')}
          ${this.#renderField('again', 'againPassword', 'new-password')}
          <div class="failed" role="alert">${this.trouble ? this.words(this.trouble) : nothing}</div>
          <p class="said" role="status">${this.changed ? this.words('changed') : nothing}</p>
          <button class="button" ?disabled=${this.busy}>${this.words('changePassword')}</button>
        </form>
      </section>`;
  }

  #renderField(name: string, label: Key, autocomplete: 'current-password' | 'new-password'): TemplateResult {
    const another = autocomplete === 'new-password';
    return html`<label
      >${this.words(label)}
      <input
        name=${name}
        type="password"
        autocomplete=${autocomplete}
        required
        minlength=${another ? SHORTEST : nothing}
        maxlength=${another ? 128 : 512}
        aria-describedby=${another ? 'about' : nothing}
    /></label>`;
  }

  readonly #change = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const typed = new FormData(form);
    const [old, another] = [String(typed.get('old')), String(typed.get('new'))];
    this.changed = false;
    if (another !== typed.get('again')) {
      this.trouble = 'notTheSame';
      return;
    }
    this.busy = true;
    this.trouble = null;
    try {
      await desk.changePassword(old, another);
      form.reset();
      this.changed = true;
    } catch (error) {
      this.trouble = troubleOf(error);
    } finally {
      this.busy = false;
    }
  };
}

function troubleOf(error: unknown): Key {
  if (error instanceof Unreachable) return 'unreachable';
  if (!(error instanceof Problem)) return 'failed';
  if (error.status === 429) return 'locked';
  if (error.status !== 422) return 'failed';
  return error.message.includes('`old`') ? 'oldWrong' : 'notTaken';
}

define('sk-console-account', AccountPage);
