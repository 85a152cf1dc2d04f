import { keep, kept } from '../../shared/keeping.js';
import { desk } from '../desk.js';
import type { Draft } from './cases.js';

/** What somebody has typed for a case and not sent, and the draft it came of. */
export interface Unsent {
  text: string;
  draft: Draft | null;
}

const NAME = 'storekeeper-console:unsent';

function all(): Record<string, Unsent> {
  try {
    return JSON.parse(kept('sessionStorage', NAME) || '{}') as Record<string, Unsent>;
  } catch {
    return {};
  }
}

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

// Whoever signs in next sees nothing of it.
desk.addEventListener('change', () => {
  if (desk.person === null) keep('sessionStorage', NAME, '');
});
