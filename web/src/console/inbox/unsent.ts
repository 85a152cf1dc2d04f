import { keep, keptJson } from '../../shared/keeping.js';
import { forgetAtSignOut } from '../../shared/staff/desk.js';
import type { Draft } from './cases.js';

/** What somebody has typed for a case and not sent, and the draft it came of. */
export interface Unsent {
  text: string;
  draft: Draft | null;
}

const NAME = 'storekeeper-console:unsent';

const all = () => keptJson<Record<string, Unsent>>('sessionStorage', NAME, {});

/** What is not sent yet in a case; kept in this tab alone. */
export function unsentOf(id: string): Unsent {
  return all()[id] ?? { text: '', draft: null };
}

/** Keeps what is not sent yet in a case. */
export function keepUnsent(id: string, unsent: Unsent): void {
  const { [id]: _, ...others } = all();
  const now = unsent.text.trim() ? { ...others, [id]: unsent } : others;
  keep('sessionStorage', NAME, JSON.stringify(now));
}

forgetAtSignOut(NAME);
