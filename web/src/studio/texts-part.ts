import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { Problem } from '../shared/api.js';
import { define } from '../shared/elements/define.js';
import '../shared/elements/notice.js';
import type { Language } from '../shared/language.js';
import { desk } from '../shared/staff/desk.js';
import { AXES, type Axis, type Brief, sendable, type Variant, variantsOf } from './campaigns.js';
import { checks } from './checking.js';
import './choosing.js';
import { words } from './copy-texts.js';
import { Part } from './part.js';
import './text.js';
import { whyOf } from './texts.js';
import { work } from './work.js';

/** Texts of a campaign at most, as the server has it. */
const MOST = 24;

/** A text that the model is to write. */
interface Job {
  variant: string;
  axis: Axis;
  language: Language;
}

/** The texts: by the model or by hand, in every language, checked as they are typed. */
export class TextsPart extends Part {
  static override styles = [
    ...Part.styles,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
      }
      .head label {
        display: flex;
        align-items: center;
        gap: 8px;
        font-weight: 400;
      }
      .head select {
        height: 36px;
      }
      .head .button {
        margin-inline-start: auto;
      }
      .languages {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr));
        gap: 20px 28px;
      }
      .blocked {
        color: var(--sk-danger);
        font-weight: 600;
      }
    `,
  ];

  @state() private axes: readonly Axis[] = ['benefit', 'warmth'];
  /** What the model is writing, and how much of it is done. */
  @state() private jobs: readonly Job[] = [];
  @state() private done = 0;
  @state() private said = '';
  @state() private trouble = '';
  #stop: AbortController | null = null;
  protected override readonly sources = [desk, work, checks];

  override connectedCallback(): void {
    super.connectedCallback();
    checks.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    checks.unwatch();
    this.#stop?.abort();
  }

  protected override render(): TemplateResult {
    const { brief } = work;
    if (!brief) return html``;
    const variants = variantsOf(brief);
    return html`${work.editable ? this.#renderWriting(brief) : nothing} ${this.#renderChecked(variants.length > 0)}
      ${
        variants.length
          ? repeat(
              variants,
              (variant) => variant,
              (variant) => this.#renderVariant(brief, variant),
            )
          : html`<sk-notice heading=${words('none')} action=${work.editable ? words('byHand') : ''} @action=${this.#byHand}
              >${words('noneAbout')}</sk-notice
            >`
      }
      ${
        variants.length && work.editable
          ? html`<div class="tools">
              <button class="button" ?disabled=${brief.copies.length >= MOST} @click=${this.#byHand}>${words('byHand')}</button>
            </div>`
          : nothing
      }
      <sk-studio-choosing></sk-studio-choosing>`;
  }

  #renderWriting(brief: Brief): TemplateResult {
    const n = this.axes.length * brief.languages.length;
    const writes = this.jobs.length > 0;
    const full = brief.copies.length + n > MOST;
    const turn = (axis: Axis, on: boolean) => {
      this.axes = AXES.filter((each) => (each === axis ? on : this.axes.includes(each)));
    };
    return html`<section class="card" aria-labelledby="write">
      <div>
        <h2 id="write">${words('write')}</h2>
        <p class="hint">${words('writeAbout')}</p>
      </div>
      <fieldset>
        <legend>${words('axes')}</legend>
        <div class="choices">
          ${AXES.map((axis) =>
            this.renderCheck(
              words(axis),
              this.axes.includes(axis),
              (on) => turn(axis, on),
              words(`${axis}_about`),
            ),
          )}
        </div>
      </fieldset>
      <div class="tools">
        ${
          writes
            ? html`<button type="button" class="button" @click=${() => this.#stop?.abort()}>${words('stop')}</button>`
            : html`<button type="button" class="button primary" ?disabled=${n === 0 || full} @click=${this.#write}>
                ${words(n === 1 ? 'writeOne' : 'writeThem', { n })}
              </button>`
        }
        <p role="status">${writes ? this.#renderProgress() : this.said}</p>
      </div>
      <p class="problem" role="alert">${this.trouble}</p>
    </section>`;
  }

  #renderProgress(): string {
    const job = this.jobs[this.done];
    if (!job) return '';
    const [axis, language] = [words(job.axis), words(job.language)];
    return words('writing', { at: this.done + 1, n: this.jobs.length, axis, language });
  }

  #renderChecked(some: boolean): TemplateResult | typeof nothing {
    if (!some) return nothing;
    if (checks.trouble) {
      const why = checks.trouble === 'unreachable' ? this.words('unreachable') : checks.trouble;
      return html`<p class="problem" role="alert">${words('checkFailed', { why })}</p>`;
    }
    const { errors } = checks;
    if (errors === 0) return nothing;
    return html`<p class="blocked" role="status">${words(errors === 1 ? 'oneError' : 'errors', { n: errors })}</p>`;
  }

  #renderVariant(brief: Brief, variant: string): TemplateResult {
    const axis = brief.copies.find((text) => text.variant === variant)?.axis;
    return html`<section class="card" aria-label=${words('variant', { name: variant })}>
      <div class="head">
        <h2>${words('variant', { name: variant })}</h2>
        <label
          >${words('axis')}
          <select
            ?disabled=${!work.editable}
            @change=${(event: Event) => this.#setAxis(variant, (event.target as HTMLSelectElement).value as Axis | '')}
          >
            <option value="" ?selected=${!axis}>${words('noAxis')}</option>
            ${AXES.map((each) => html`<option value=${each} ?selected=${each === axis}>${words(each)}</option>`)}
          </select></label
        >
        ${
          work.editable
            ? html`<button
                type="button"
                class="button"
                aria-label=${words('remove', { name: variant })}
                @click=${() =>
                  work.change('remove', (now) => {
                    now.copies = now.copies.filter((text) => text.variant !== variant);
                  })}
              >
                ${words('removeShort')}
              </button>`
            : nothing
        }
      </div>
      <div class="languages">
        ${brief.languages.map(
          (language) =>
            html`<sk-studio-text
              .variant=${variant}
              .language=${language}
              ?writes=${this.jobs.length > 0}
              @write=${() => this.#run([{ variant, axis: axis ?? 'benefit', language }])}
            ></sk-studio-text>`,
        )}
      </div>
    </section>`;
  }

  #setAxis(variant: string, axis: Axis | ''): void {
    work.change('axis', (brief) => {
      brief.copies = brief.copies.map((text) => {
        if (text.variant !== variant) return text;
        const { axis: _, ...others } = text;
        return axis ? { ...others, axis } : others;
      });
    });
  }

  readonly #byHand = async (): Promise<void> => {
    const { brief } = work;
    if (!brief) return;
    const [variant = 'a'] = freeNames(brief, 1);
    work.change('add', (now) => {
      now.copies.push(...now.languages.map((language) => ({ variant, language, body: '' })));
    });
    await this.updateComplete;
    const texts = this.renderRoot.querySelectorAll<Part>('sk-studio-text');
    const first = texts[texts.length - brief.languages.length];
    await first?.updateComplete;
    first?.renderRoot.querySelector('textarea')?.focus();
  };

  readonly #write = (): void => {
    const { brief } = work;
    if (!brief) return;
    const names = freeNames(brief, this.axes.length);
    const jobs = this.axes.flatMap((axis, at) =>
      brief.languages.map((language) => ({ variant: names[at] ?? axis, axis, language })),
    );
    void this.#run(jobs);
  };

  /** Has the model write texts, one after the other; each is there as soon as it is written. */
  async #run(jobs: readonly Job[]): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    this.jobs = jobs;
    this.done = 0;
    this.said = '';
    this.trouble = '';
    try {
      for (const job of jobs) {
        await this.#writeOne(job, stop.signal);
        this.done += 1;
      }
      this.said = words(jobs.length === 1 ? 'writtenOne' : 'written', { n: jobs.length });
    } catch (error) {
      if (stop.signal.aborted) this.said = words('stopped');
      else if (error instanceof Problem && error.status === 503) this.trouble = words('noModel');
      else this.trouble = whyOf(error);
    } finally {
      this.jobs = [];
    }
  }

  async #writeOne({ variant, axis, language }: Job, signal: AbortSignal): Promise<void> {
    const { brief } = work;
    if (!brief) return;
    // What is written already is no matter of the next text, and may not be whole.
    const asked = { brief: { ...sendable(brief), copies: [] }, variant, axis, language };
    const answer = await desk.api.send('POST', '/v1/campaigns/write', { json: asked, signal });
    const { copy } = (await answer.json()) as { copy: Variant };
    work.change(`write ${variant} ${language}`, (now) => {
      const at = now.copies.findIndex((text) => text.variant === variant && text.language === language);
      if (at < 0) now.copies.push(copy);
      else now.copies[at] = copy;
    });
  }
}

/** Names that no text has yet: `a`, `b`, `c`. */
function freeNames(brief: Brief, n: number): string[] {
  const taken = variantsOf(brief);
  const letters = [...'abcdefghijklmnopqrstuvwxyz'].filter((letter) => !taken.includes(letter));
  return letters.slice(0, n);
}

define('sk-studio-texts', TextsPart);
