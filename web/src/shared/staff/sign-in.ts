import { css, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { Problem, Unreachable } from '../api.js';
import { define } from '../elements/define.js';
import { desk } from './desk.js';
import type { Key } from './texts.js';
import { View } from './view.js';

/** The form that one signs in with. */
export class SignIn extends View {
  static override styles = [
    ...View.styles,
    css`
      .card {
        width: min(400px, 100%);
        margin: 8vh auto 0;
      }
      form > .button {
        justify-self: stretch;
      }
      [role='timer'] {
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @state() private busy = false;
  @state() private trouble: Key | null = null;
  /** Until when no password is taken, in milliseconds. */
  @state() private lockedUntil = 0;
  @state() private now = Date.now();
  @query('input[name=name]') private readonly name!: HTMLInputElement;
  @query('input[name=password]') private readonly password!: HTMLInputElement;
  #clock: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  protected override render(): TemplateResult {
    const left = Math.max(0, Math.ceil((this.lockedUntil - this.now) / 1_000));
    return html`<section class="card">
      <div>
        <h1 tabindex="-1">${this.words('signIn')}</h1>
        <p class="muted">${this.words('signInAbout')}</p>
      </div>
      <p class="said" role="status">${desk.why && !this.trouble ? this.words(desk.why) : nothing}</p>
      <form @submit=${this.#send}>
        <label
          >${this.words('name')}
          <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64"
        /></label>
        <label
          >${this.words('password')}
          <input name="password" type="password" autocomplete="current-password" required maxlength="512"
        /></label>
        <div class="failed" role="alert">${this.trouble ? this.#renderTrouble(this.trouble) : nothing}</div>
        ${
          left > 0
            ? html`<p class="help">
                ${this.words('lockedHelp')} <strong role="timer">${minutes(left)}</strong>
              </p>`
            : nothing
        }
        <button class="button primary" ?disabled=${this.busy || left > 0}>
          ${this.words(this.busy ? 'signingIn' : 'signIn')}
        </button>
      </form>
    </section>`;
  }

  #renderTrouble(trouble: Key): TemplateResult {
    return html`<strong>${this.words(trouble)}</strong>
      ${trouble === 'wrong' ? html`<span class="help">${this.words('wrongHelp')}</span>` : nothing}`;
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    this.trouble = null;
    try {
      await desk.signIn(this.name.value, this.password.value);
    } catch (error) {
      this.#explain(error);
      this.password.select();
    } finally {
      this.busy = false;
    }
  };

  #explain(error: unknown): void {
    if (error instanceof Problem && error.retryAfter) {
      this.#lock(error.retryAfter);
    } else if (error instanceof Problem && error.status === 401) {
      this.trouble = 'wrong';
    } else {
      this.trouble = error instanceof Unreachable ? 'unreachable' : 'failed';
    }
  }

  /** Shows how long nothing is taken, and says when it is over. */
  #lock(seconds: number): void {
    this.trouble = 'locked';
    this.now = Date.now();
    this.lockedUntil = this.now + seconds * 1_000;
    clearInterval(this.#clock);
    this.#clock = setInterval(() => {
      this.now = Date.now();
      if (this.now < this.lockedUntil) return;
      clearInterval(this.#clock);
      this.trouble = 'unlocked';
    }, 250);
  }
}

/** Seconds as minutes and seconds, `1:05`. */
function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

define('sk-console-sign-in', SignIn);
