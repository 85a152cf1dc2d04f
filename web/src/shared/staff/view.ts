import { LitElement } from 'lit';
import { basics, tokens } from '../styles.js';
import { desk } from './desk.js';
import { styles } from './styles.js';
import type { Words } from './texts.js';

/** A part of the console: drawn anew whenever language or session change, or what else it is of. */
export abstract class View extends LitElement {
  static override styles = [tokens, basics, styles];

  /** What tells `change` when it is to be drawn anew. */
  protected readonly sources: readonly EventTarget[] = [desk];
  readonly #changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    for (const source of this.sources) source.addEventListener('change', this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const source of this.sources) source.removeEventListener('change', this.#changed);
  }

  protected get words(): Words {
    return desk.words;
  }
}
