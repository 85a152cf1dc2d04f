import { desk } from '../shared/staff/desk.js';
import type { Brief, Listed } from './campaigns.js';
import type { Outcome } from './outcome.js';

/** What the list tells of a brief. */
export type About = Pick<Brief, 'objective' | 'audience' | 'medium' | 'send'>;

/** A campaign among all of them. */
export interface Overview extends Listed {
  /** What its last version is about; `null` where that cannot be read. */
  about: About | null;
}

/** What the list tells of what a campaign brought. */
export type Glance = Pick<Outcome, 'campaign' | 'metric' | 'currency' | 'all' | 'verdict'>;

const RUN: readonly string[] = ['sending', 'paused', 'sent', 'stopped'];
/** Campaigns whose results one request asks for at most. */
const AT_ONCE = 50;
const known = new Map<string, Glance>();

/** Reads all campaigns, the last changed first. */
export async function readAll(): Promise<Overview[]> {
  return (await desk.api.get<{ campaigns: Overview[] }>('/v1/campaigns')).campaigns;
}

/** Reads what campaigns brought; what did not change since is not read again, and what cannot be read is left out. */
export async function glancesOf(some: readonly Listed[]): Promise<Map<string, Glance>> {
  const run = some.filter(({ state }) => RUN.includes(state));
  const asked = run.filter((listed) => !known.has(keyOf(listed))).map(({ name }) => name);
  const told: Glance[] = [];
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    const query = new URLSearchParams({ names: asked.slice(at, at + AT_ONCE).join(',') });
    const { results } = await desk.api
      .get<{ results: Glance[] }>(`/v1/campaigns/results?${query}`)
      .catch(() => ({ results: [] }));
    told.push(...results);
  }
  const found = new Map(told.map((glance) => [glance.campaign, glance]));
  for (const listed of run) {
    const glance = found.get(listed.name) ?? known.get(keyOf(listed));
    if (!glance) continue;
    found.set(listed.name, glance);
    // What runs changes from look to look.
    if (listed.state !== 'sending') known.set(keyOf(listed), glance);
  }
  return found;
}

function keyOf({ name, version, state, changed }: Listed): string {
  return [desk.person?.name, name, version, state, changed].join('\n');
}
