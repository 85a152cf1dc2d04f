import { desk } from '../shared/staff/desk.js';
import { type Brief, type Campaign, type Listed, routeOf } from './campaigns.js';
import type { Outcome } from './outcome.js';

/** What the list tells of a brief. */
export type About = Pick<Brief, 'objective' | 'audience' | 'medium' | 'send'>;

/** What the list tells of what a campaign brought. */
export type Glance = Pick<Outcome, 'campaign' | 'metric' | 'currency' | 'all' | 'verdict'>;

/** What is read of a campaign besides what the list has. */
export interface Details {
  about: About;
  /** What it brought, where it was sent. */
  outcome: Glance | null;
}

const RUN: readonly string[] = ['sending', 'paused', 'sent', 'stopped'];
/** Campaigns whose results one request asks for at most. */
const AT_ONCE = 50;
const known = new Map<string, Details>();

/** Reads all campaigns, the last changed first. */
export async function readAll(): Promise<Listed[]> {
  return (await desk.api.get<{ campaigns: Listed[] }>('/v1/campaigns')).campaigns;
}

/** Reads campaigns for the list; what did not change since is not read again, and what cannot be read is left out. */
export async function detailsOf(some: readonly Listed[]): Promise<Map<string, Details>> {
  const unknown = some.filter((listed) => !known.has(keyOf(listed)));
  const outcomes = await outcomesOf(unknown.filter(({ state }) => RUN.includes(state)));
  const abouts = await Promise.all(unknown.map((listed) => aboutOf(listed).catch(() => null)));
  const details = new Map<string, Details>();
  unknown.forEach((listed, place) => {
    const about = abouts[place];
    if (!about) return;
    const read = { about, outcome: outcomes.get(listed.name) ?? null };
    details.set(listed.name, read);
    // What runs changes from look to look.
    if (listed.state !== 'sending') known.set(keyOf(listed), read);
  });
  for (const listed of some) {
    const before = known.get(keyOf(listed));
    if (before) details.set(listed.name, before);
  }
  return details;
}

function keyOf({ name, version, state, changed }: Listed): string {
  return [desk.person?.name, name, version, state, changed].join('\n');
}

async function aboutOf({ name, about }: Listed): Promise<About> {
  if (about === null) throw new Error(`the brief of ${name} cannot be read`);
  return about ?? (await desk.api.get<Campaign>(routeOf(name))).brief;
}

/** What campaigns brought, by their names; a request for many where the server answers for many. */
async function outcomesOf(run: readonly Listed[]): Promise<Map<string, Glance>> {
  const found = new Map<string, Glance>();
  const keep = (glances: readonly (Glance | null)[]) => {
    for (const glance of glances) if (glance) found.set(glance.campaign, glance);
  };
  const many = run.filter(({ about }) => about !== undefined);
  for (let at = 0; at < many.length; at += AT_ONCE) {
    const names = many.slice(at, at + AT_ONCE).map(({ name }) => name);
    const asked = new URLSearchParams({ names: names.join(',') });
    const told = await desk.api
      .get<{ results: Glance[] }>(`/v1/campaigns/results?${asked}`)
      .catch(() => ({ results: [] }));
    keep(told.results);
  }
  const single = run.filter(({ about }) => about === undefined);
  keep(
    await Promise.all(
      single.map(({ name }) => desk.api.get<Glance>(routeOf(name, '/results')).catch(() => null)),
    ),
  );
  return found;
}
