import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define } from '../../shared/elements/define.js';
import { desk } from '../../shared/staff/desk.js';
import './about.js';
import { caseStyles } from './case-styles.js';
import type { Whole } from './cases.js';
import { type Composer, take } from './composer.js';
import './composer.js';
import { renderConversation } from './conversation.js';
import type { Choose } from './draft.js';
import './draft.js';
import { inbox, type Trouble } from './inbox.js';
import { calledOf, nameOf, renderPace } from './list.js';
import './ready.js';
import { words } from './texts.js';
import './undo.js';
import { Part } from './part.js';
import type { UndoNotice } from './undo.js';

/** So near the end, in pixels, a conversation follows what is said. */
const NEAR = 60;

/** The conversation of a case: what was said, who has it, and what can be done. One element is for one case. */
export class CaseView extends Part {
  static override styles = [...Part.styles, caseStyles];

  @property({ attribute: false }) whole!: Whole;
  /** Where "all cases" leads, on narrow pages. */
  @property() back = '/console/inbox';
  @state() private busy = false;
  /** Whether something was said that is below what is seen. */
  @state() private below = false;
  @query('.talk') private readonly talk!: HTMLElement;
  @query('sk-inbox-composer') private readonly composer!: Composer | null;
  @query('sk-inbox-undo') private readonly undo!: UndoNotice;
  #near = true;
  /** How high the place for the conversation is. */
  #height = 0;
  /** Who reads the end goes on reading it when the place for it becomes smaller. */
  readonly #sized = new ResizeObserver(() => {
    this.#height = this.talk.clientHeight;
    if (this.#near) this.#toEnd();
  });
  #exchanges: Whole['exchanges'] | null = null;

  /** The heading takes the focus, as one comes to the case. */
  override readonly focus = (): void => {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h2')?.focus());
  };

  protected override render(): TemplateResult {
    const who = nameOf(this.whole);
    return html`<div class="main">
        <header>
          <a class="back" href=${this.back} @click=${this.#leave}>← ${words('toList')}</a>
          <div class="who">
            <h2 tabindex="-1">${who}</h2>
            ${renderPace(this.whole)}
          </div>
          <div class="deeds">${this.#renderDeeds()}</div>
        </header>
        <div class="state ${this.whole.state === 'taken' && this.#mine ? 'mine' : ''}">
          <p>${this.#renderState()}</p>
          <sk-inbox-undo .case=${this.whole.id} @undone=${this.focus} @over=${this.focus}></sk-inbox-undo>
        </div>
        ${this.#renderTrouble()}
        <div class="talk" role="log" aria-label=${words('conversation')} tabindex="0" @scroll=${this.#scrolled}>
          ${renderConversation(this.whole.exchanges, who)}
        </div>
        <div class="foot">
          ${this.below ? html`<button class="button newest" @click=${this.#toNewest}>↓ ${words('toNewest')}</button>` : nothing}
          <p class="typing muted" role="status">${inbox.types ? words('typing', { name: who }) : nothing}</p>
          ${
            this.#writes
              ? html`<sk-inbox-composer .whole=${this.whole} @draft=${() => this.requestUpdate()}></sk-inbox-composer>`
              : nothing
          }
        </div>
      </div>
      <aside aria-label=${words('about')} tabindex="0">
        ${this.#renderDraft()}
        <sk-inbox-about .whole=${this.whole}></sk-inbox-about>
      </aside>`;
  }

  /** What a draft rests on, beside the text that came of it. */
  #renderDraft(): TemplateResult | typeof nothing {
    const { composer } = this;
    const draft = this.#writes ? composer?.draft : null;
    if (!composer || !draft) return nothing;
    const choose = (event: Event) => composer.show((event as Choose).text);
    return html`<section class="draft" aria-labelledby="draft">
      <h2 id="draft">${words('draftOf')}</h2>
      <p class="muted">${words(draft.by === 'model' ? 'byModel' : 'byTemplate')}</p>
      <sk-inbox-draft .draft=${draft} .text=${composer.text} @choose=${choose}></sk-inbox-draft>
      <button class="button" @click=${() => composer.drop()}>${words('dropDraft')}</button>
    </section>`;
  }

  get #mine(): boolean {
    return this.whole.agent === desk.person?.name;
  }

  /** Whether a reply can be written: by who has it, and by who can take it. */
  get #writes(): boolean {
    const { state: far, agent } = this.whole;
    return (far === 'taken' && this.#mine) || (far === 'waiting' && (agent === null || this.#mine));
  }

  #renderDeeds(): TemplateResult | typeof nothing {
    const { state: far, agent } = this.whole;
    if (far !== 'waiting' && far !== 'taken') return nothing;
    const leads = desk.person?.role === 'admin';
    const ends = this.#mine || leads;
    const deed = (what: string, label: 'handBack' | 'close') => html`<button
      class="button"
      title=${words(`${label}About`)}
      ?disabled=${this.busy}
      @click=${() => this.#end(what)}
    >
      ${words(label)}
    </button>`;
    if (far === 'taken') {
      return html`${
        leads && !this.#mine
          ? html`<button class="button" ?disabled=${this.busy} @click=${this.#toMe}>${words('toMe')}</button>`
          : nothing
      }
      ${ends ? html`${deed('hand-back', 'handBack')} ${deed('close', 'close')}` : nothing}`;
    }
    const free = agent === null || this.#mine;
    return html`${deed('close', 'close')}
    ${
      free
        ? html`<button class="button primary" ?disabled=${this.busy} @click=${this.#take}>
            ${words('take')}
          </button>`
        : html`<button class="button" ?disabled=${this.busy} @click=${this.#toMe}>${words('toMe')}</button>`
    }`;
  }

  /** Who has it, in a line that cannot be overlooked. */
  #renderState(): TemplateResult | string {
    const { state: far, agent, shown_as } = this.whole;
    const name = calledOf(agent);
    if (far === 'taken' && this.#mine) {
      return html`<strong>${words('youHaveIt')}</strong>
        ${shown_as ? words('readsYou', { name: shown_as }) : nothing}`;
    }
    if (far === 'taken') return words('otherHasIt', { name });
    if (far === 'returned') return words('wasReturned');
    if (far === 'closed') return words('wasClosed');
    if (agent === null) return words('assistantAnswers');
    return this.#mine ? words('forYou') : words('forOther', { name });
  }

  #renderTrouble(): TemplateResult | typeof nothing {
    const { trouble } = inbox;
    if (!trouble) return nothing;
    return html`<div class="trouble" role="alert">
      <p>${troubleInWords(trouble)}</p>
      <button class="button" @click=${this.#understood}>${words('understood')}</button>
    </div>`;
  }

  protected override firstUpdated(): void {
    this.#sized.observe(this.talk);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { exchanges } = this.whole;
    if (exchanges === this.#exchanges) return;
    const first = this.#exchanges === null;
    const more = !first && linesIn(exchanges) > linesIn(this.#exchanges ?? []);
    this.#exchanges = exchanges;
    if (first || (this.#near && more)) this.#toEnd();
    else if (more) this.below = true;
  }

  #toEnd(): void {
    this.talk.scrollTop = this.talk.scrollHeight;
    this.#near = true;
    this.below = false;
  }

  readonly #scrolled = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.talk;
    // Its size changed, and what was scrolled for is not what is seen.
    if (clientHeight !== this.#height) return;
    this.#near = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#near) this.below = false;
  };

  readonly #toNewest = (): void => {
    this.#toEnd();
    this.talk.focus();
  };

  readonly #leave = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.dispatchEvent(new Event('leave'));
  };

  readonly #understood = (): void => {
    inbox.understand();
    this.focus();
  };

  readonly #take = async (): Promise<void> => {
    if (await this.#does(() => take(this.whole))) this.composer?.focus();
    else this.focus();
  };

  readonly #toMe = async (): Promise<void> => {
    const { version } = this.whole;
    const done = await this.#does(() => inbox.act('assign', { to: desk.person?.name, version }));
    if (done) this.composer?.focus();
    else this.focus();
  };

  async #end(what: string): Promise<void> {
    const { version } = this.whole;
    const done = await this.#does(() => inbox.act(what, { version }));
    // Where it can be undone, that is where the focus goes.
    if (done && inbox.undoable) this.undo.focus();
    else this.focus();
  }

  async #does(deed: () => Promise<boolean>): Promise<boolean> {
    this.busy = true;
    const done = await deed();
    this.busy = false;
    await this.updateComplete;
    return done;
  }
}

function linesIn(exchanges: Whole['exchanges']): number {
  return exchanges.reduce((sum, { asked, answered }) => sum + answered.length + (asked ? 1 : 0), 0);
}

/** What went wrong, and what helps. */
export function troubleInWords(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'conflict': {
      const { now } = trouble;
      if (now?.state === 'taken' && now.agent !== desk.person?.name) {
        return words('conflictTaken', { name: calledOf(now.agent) });
      }
      return words(now?.ended_at ? 'conflictEnded' : 'conflictOther');
    }
    case 'busy':
      return words('busy', { n: trouble.seconds });
    case 'refused':
      return words('refused', { detail: trouble.detail });
    case 'settled':
      return words('settled');
    case 'gone':
      return words('goneAbout');
    case 'unreachable':
      return desk.words('unreachable');
    case 'failed':
      return desk.words('failed');
  }
}

define('sk-inbox-case', CaseView);
