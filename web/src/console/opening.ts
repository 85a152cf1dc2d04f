import { keep, keptJson } from '../shared/keeping.js';
import { desk, forgetAtSignOut } from '../shared/staff/desk.js';

/** What a member may be opened for, as the server has it. */
export const PURPOSES = ['question', 'order', 'complaint', 'retention', 'data_request', 'other'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Why a member is opened, or how they are reached revealed. */
export interface Why {
  purpose: Purpose;
  text?: string;
}

/** That a member was opened: what the server gave for the purpose. */
export interface Opening {
  member: string;
  grant: string;
  until: string;
}

/** A member who was opened in this browser session. */
export interface Recent {
  key: string;
  name: string | null;
}

const RECENT = 'storekeeper-console:recent';
const OPENINGS = 'storekeeper-console:openings';
const MOST = 8;

/** The opening of a member that still holds; `null` where their purpose is to be asked for. */
export function openingOf(key: string): Opening | null {
  const opening = keptJson<Record<string, Opening>>('sessionStorage', OPENINGS, {})[key];
  return opening && Date.parse(opening.until) > Date.now() + 5_000 ? opening : null;
}

/** Forgets the opening of a member: the server does not take it. */
export function close(key: string): void {
  const { [key]: _, ...others } = keptJson<Record<string, Opening>>('sessionStorage', OPENINGS, {});
  keep('sessionStorage', OPENINGS, JSON.stringify(others));
}

/** Opens a member for a purpose; throws what the server has against it. */
export async function open(key: string, why: Why): Promise<Opening> {
  const answer = await desk.send('POST', `/v1/members/${encodeURIComponent(key)}/openings`, why);
  const opening = (await answer.json()) as Opening;
  const known = keptJson<Record<string, Opening>>('sessionStorage', OPENINGS, {});
  keep('sessionStorage', OPENINGS, JSON.stringify({ ...known, [key]: opening, [opening.member]: opening }));
  return opening;
}

/** Asks the server of a member who was opened. */
export function ask<T>(opening: Opening, rest: string): Promise<T> {
  const path = `/v1/members/${encodeURIComponent(opening.member)}/${rest}`;
  return desk.api.get<T>(path, { headers: { 'x-opening': opening.grant } });
}

/** The members who were opened in this browser session, the newest first. */
export function recent(): Recent[] {
  return keptJson<Recent[]>('sessionStorage', RECENT, []);
}

/** Remembers until the browser is closed, or somebody signs out, that a member was opened. */
export function remember(member: Recent): void {
  const others = recent().filter(({ key }) => key !== member.key);
  keep('sessionStorage', RECENT, JSON.stringify([member, ...others].slice(0, MOST)));
}

forgetAtSignOut(RECENT, OPENINGS);
