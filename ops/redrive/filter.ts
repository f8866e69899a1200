/** Which records are meant; what is not given does not matter. */
export interface Filter {
  readonly topics?: readonly string[] | undefined;
  readonly orders?: readonly string[] | undefined;
  /** Their codes. */
  readonly reasons?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly since?: number | undefined;
}

export interface Candidate {
  readonly topic: string;
  readonly orderId?: string | undefined;
  readonly code: string;
  /** When its document was written; milliseconds since the epoch. */
  readonly failedAt: number;
}

export function matches({ topics, orders, reasons, since }: Filter, candidate: Candidate): boolean {
  return (
    (!topics || topics.includes(candidate.topic)) &&
    (!orders || (candidate.orderId !== undefined && orders.includes(candidate.orderId))) &&
    (!reasons || reasons.includes(candidate.code)) &&
    (since === undefined || candidate.failedAt >= since)
  );
}
