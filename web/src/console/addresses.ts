/** The address of a member's page. */
export function placeOf(member: string): string {
  return `/console/members/${encodeURIComponent(member)}`;
}
