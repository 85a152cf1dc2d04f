import { desk } from '../../shared/staff/desk.js';
import { View } from '../../shared/staff/view.js';
import { inbox } from './inbox.js';

/** A part of the inbox's page: drawn anew whenever the inbox changes. */
export abstract class Part extends View {
  protected override readonly sources: readonly EventTarget[] = [desk, inbox];
}
