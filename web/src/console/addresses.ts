/** The address of a member's page. */
export function placeOf(member: string): string {
  return `/console/members/${encodeURIComponent(member)}`;
}

/** The address of a case in the inbox. */
export function caseAt(id: string): string {
  return `/console/inbox/${encodeURIComponent(id)}`;
}
