import { LitElement } from 'lit';
import { basics, tokens } from '../styles.js';
import { desk } from './desk.js';
import { styles } from './styles.js';
import type { Words } from './texts.js';

/** A part of the console: drawn anew whenever language or session change. */
export abstract class View extends LitElement {
  static override styles = [tokens, basics, styles];

  readonly #changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    desk.addEventListener('change', this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    desk.removeEventListener('change', this.#changed);
  }

  protected get words(): Words {
    return desk.words;
  }
}
