/** The parts of a campaign's page, in the order in which one goes through them. */
export const PARTS = ['brief', 'texts', 'preview', 'approval', 'delivery', 'results'] as const;
export type PartName = (typeof PARTS)[number];

/** Where in the studio one is. */
export type Address =
  | { page: 'list' | 'calendar' | 'new' }
  | { page: 'campaign'; name: string; part: PartName };

/** The address of a part of a campaign. */
export function placeOf(name: string, part: PartName = 'brief'): string {
  return `/studio/campaigns/${encodeURIComponent(name)}${part === 'brief' ? '' : `/${part}`}`;
}

/** A part of an address as it is read; one that nobody can have made stands for itself. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What an address names. */
export function read(path: string): Address {
  const [, , page, name, part] = path.split('/');
  if (page === 'calendar' || page === 'new') return { page };
  if (page !== 'campaigns' || !name) return { page: 'list' };
  return {
    page: 'campaign',
    name: plain(name),
    part: PARTS.find((known) => known === part) ?? 'brief',
  };
}

/** Tells `change` when another place is gone to, without the page being loaded anew. */
export const way = new EventTarget();
addEventListener('popstate', () => way.dispatchEvent(new Event('change')));

/** Whether another page was gone to, whose heading is to take the focus as soon as it is there. */
let arriving = false;

/** Puts the focus on the heading of a page that was gone to, as soon as it is that page that is shown. */
export function arrive(root: ParentNode, page: Address['page']): void {
  const heading = arriving && read(location.pathname).page === page ? root.querySelector('h1') : null;
  if (!heading) return;
  arriving = false;
  heading.focus({ preventScroll: true });
}

/** Goes to an address of the studio. */
export function go(path: string): void {
  const [from, to] = [read(location.pathname), read(path)];
  const within = from.page === 'campaign' && to.page === 'campaign' && from.name === to.name;
  arriving = !within;
  history.pushState(null, '', path);
  scrollTo(0, 0);
  way.dispatchEvent(new Event('change'));
}

/** Follows a link within the page, where nothing else was asked of it, such as another window. */
export function follow(event: MouseEvent): void {
  const link = event.currentTarget as HTMLAnchorElement;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
