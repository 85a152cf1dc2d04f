import { css } from 'lit';
import { query } from 'lit/decorators.js';
import { View } from '../shared/staff/view.js';
import { dialogs } from '../shared/styles.js';
import { partStyles } from './styles.js';

/**
 * What is asked before something is done. It is open as long as it is there.
 *
 * @fires leave - nothing is to be done after all
 */
export abstract class Dialog extends View {
  static override styles = [
    ...View.styles,
    partStyles,
    dialogs,
    css`
      .tools {
        justify-content: flex-end;
      }
    `,
  ];

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected readonly leave = (event: Event): void => {
    event.preventDefault();
    // What had the focus before has it again.
    this.dialog.close();
    this.dispatchEvent(new Event('leave'));
  };
}
