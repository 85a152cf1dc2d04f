import { View } from '../../shared/staff/view.js';
import { inbox } from './inbox.js';

/** A part of the inbox's page: drawn anew whenever the inbox changes. */
export abstract class Part extends View {
  readonly #changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    inbox.addEventListener('change', this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    inbox.removeEventListener('change', this.#changed);
  }
}
