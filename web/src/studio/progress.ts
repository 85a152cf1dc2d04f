/** How far a campaign has come, as `/v1/campaigns/{name}/progress` has it. */
export interface Progress {
  waiting: number;
  in_flight: number;
  sent: number;
  failed: number;
  held_out: number;
  skipped: Record<string, number>;
  doubted: number;
  /** Mails of which nobody knows whether they were taken, and the first of them. */
  uncertain: number;
  uncertain_messages?: UncertainMail[];
  /** Before it nothing can be decided about them. */
  decidable_from?: string | null;
  dropped: number;
  coupons: number;
  redeemed: number;
  /** Members who hold the points or the gift that it promises. */
  promised: number;
  /** Of those who wait, those whose hour has not come. */
  put_off?: number;
  waits_until?: string | null;
}

/** A mail of which nobody knows whether it was taken. */
export interface UncertainMail {
  member: string;
  message_id: string;
  since: string;
  reason: string;
}

/** Messages that there are in all, whatever became of them. */
export function messagesOf({ sent, waiting, in_flight, failed, uncertain, dropped }: Progress): number {
  return sent + waiting + in_flight + failed + uncertain + dropped;
}
