import { desk } from '../shared/staff/desk.js';
import { type Campaign, type Listed, routeOf } from './campaigns.js';
import type { Outcome } from './outcome.js';

/** What is read of a campaign besides what the list has. */
export interface Details {
  campaign: Campaign;
  /** What it brought, where it was sent. */
  outcome: Outcome | null;
}

const RUN: readonly string[] = ['sending', 'paused', 'sent', 'stopped'];
const known = new Map<string, Promise<Details>>();

/** Reads all campaigns, the last changed first. */
export async function readAll(): Promise<Listed[]> {
  return (await desk.api.get<{ campaigns: Listed[] }>('/v1/campaigns')).campaigns;
}

/** Reads a campaign for the list; what did not change since is not read again. */
export function detailsOf({ name, version, state, changed }: Listed): Promise<Details> {
  const key = [desk.person?.name, name, version, state, changed].join('\n');
  let details = known.get(key);
  if (!details) {
    details = readDetails(name, RUN.includes(state));
    // What runs changes from look to look.
    if (state !== 'sending') known.set(key, details);
    details.catch(() => known.delete(key));
  }
  return details;
}

async function readDetails(name: string, run: boolean): Promise<Details> {
  const [campaign, outcome] = await Promise.all([
    desk.api.get<Campaign>(routeOf(name)),
    run ? desk.api.get<Outcome>(routeOf(name, '/results')).catch(() => null) : null,
  ]);
  return { campaign, outcome };
}
