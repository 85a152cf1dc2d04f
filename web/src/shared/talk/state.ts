import type { AttendedState, Card, Difference, Kept, Past, Sent, Stop, Verdict } from './protocol.js';

/** A part of an answer. */
export type Item =
  | { kind: 'text'; text: string }
  | { kind: 'card'; card: Card }
  | { kind: 'confirm'; id: string; differences: Difference[]; decided: 'yes' | 'no' | 'passed' | null }
  | { kind: 'handoff'; summary: string[] }
  | { kind: 'person'; name: string; text: string }
  | { kind: 'attended'; state: AttendedState; name: string | null }
  | { kind: 'received' }
  | { kind: 'error'; message: string };

/** How far an answer is. */
export type Stage =
  /** The message is on its way. */
  | 'sending'
  /** The server works on it. */
  | 'thinking'
  /** Something of the answer is there, more comes. */
  | 'answering'
  /** The stream broke; it is being taken up again. */
  | 'reconnecting'
  /** It is over. */
  | 'done'
  /** The message did not arrive, or the answer was lost. */
  | 'failed';

export interface Rating {
  verdict: Verdict;
  reason: string | null;
}

/** A message and its answer. */
export interface Turn {
  /** Its number at the server, once that is known. */
  number: number | null;
  asked: string;
  /** When the answer was there, where it was read back. */
  at: string | null;
  items: Item[];
  stage: Stage;
  /** What is being done. */
  tool: string | null;
  /** How many others are served first. */
  ahead: number | null;
  stop: Stop | null;
  /** Why it failed, for people; `null` elsewhere. */
  trouble: Trouble | null;
  rating: Rating | null;
}

/** Why a message got no answer. */
export type Trouble =
  | { kind: 'offline' }
  | { kind: 'busy'; seconds: number }
  | { kind: 'signed_out' }
  | { kind: 'refused'; detail: string }
  | { kind: 'lost' };

/** A turn that begins. */
export function begun(asked: string): Turn {
  return {
    number: null,
    asked,
    at: null,
    items: [],
    stage: 'sending',
    tool: null,
    ahead: null,
    stop: null,
    trouble: null,
    rating: null,
  };
}

/** Whether an answer is still coming. */
export function isOpen(turn: Turn | undefined): boolean {
  return turn !== undefined && turn.stage !== 'done' && turn.stage !== 'failed';
}

/** The turn after an event. */
export function after(turn: Turn, sent: Sent): Turn {
  const shows = (item: Item): Turn => ({
    ...turn,
    stage: 'answering',
    ahead: null,
    items: [...turn.items, item],
  });
  switch (sent.event) {
    case 'thinking':
      return { ...turn, stage: turn.items.length ? 'answering' : 'thinking' };
    case 'queued':
      return { ...turn, stage: 'thinking', ahead: sent.ahead };
    case 'tool':
      return { ...turn, tool: sent.tool, ahead: null };
    case 'card': {
      const { event: _, ...card } = sent;
      return shows({ kind: 'card', card });
    }
    case 'text':
      return shows({ kind: 'text', text: sent.text });
    case 'confirm':
      return shows({ kind: 'confirm', id: sent.id, differences: sent.differences, decided: null });
    case 'handoff':
      return shows({ kind: 'handoff', summary: sent.summary });
    case 'error':
      return shows({ kind: 'error', message: sent.message });
    case 'received':
      return shows({ kind: 'received' });
    case 'person':
      return shows({ kind: 'person', name: sent.name, text: sent.text });
    case 'attended':
      return shows({ kind: 'attended', state: sent.state, name: sent.name });
    case 'typing':
    case 'forgotten':
      return turn;
    case 'done':
      return { ...turn, stage: 'done', stop: sent.stop, ahead: null };
  }
}

/** All turns after an event of the last one. */
export function afterLast(turns: readonly Turn[], sent: Sent): readonly Turn[] {
  const last = turns.at(-1);
  if (!last) return turns;
  const earlier = sent.event === 'forgotten' ? [] : turns.slice(0, -1);
  return [...earlier, after(last, sent)];
}

/**
 * All turns after news of the shop's people: they stand after what was said last, and how far that is stays as it is.
 * Where a person has the conversation, nothing waits for a yes any more.
 */
export function withNews(turns: readonly Turn[], sent: Sent): readonly Turn[] {
  const taken = sent.event === 'attended' && sent.state === 'taken';
  const before = taken ? passed(turns) : turns;
  const last = before.at(-1) ?? { ...begun(''), stage: 'done' as const };
  const { stage, ahead } = last;
  return [...before.slice(0, -1), { ...after(last, sent), stage, ahead }];
}

/** What was put forward and waits no longer, because something else was said. */
export function passed(turns: readonly Turn[]): readonly Turn[] {
  return turns.map((turn) => ({
    ...turn,
    items: turn.items.map((item) =>
      item.kind === 'confirm' && item.decided === null ? { ...item, decided: 'passed' as const } : item,
    ),
  }));
}

/** What was put forward under the name `id`, decided. */
export function decided(turns: readonly Turn[], id: string, yes: boolean): readonly Turn[] {
  return turns.map((turn) => ({
    ...turn,
    items: turn.items.map((item) =>
      item.kind === 'confirm' && item.id === id
        ? { ...item, decided: yes ? ('yes' as const) : ('no' as const) }
        : item,
    ),
  }));
}

/** The turns of a conversation that was kept. The last proposal may still wait; those before do not. */
export function recalled(kept: Kept): readonly Turn[] {
  const turns = kept.exchanges.map(recalledTurn);
  const last = turns.at(-1);
  return last ? [...passed(turns.slice(0, -1)), last] : turns;
}

function recalledTurn(past: Past): Turn {
  const turn = past.answered.reduce(after, begun(past.asked));
  return { ...turn, number: past.turn, at: past.at, stage: 'done', rating: past.rating ?? null };
}
