/** Which records are meant; what is not given does not matter. */
export interface Filter {
  readonly topics?: readonly string[] | undefined;
  readonly orders?: readonly string[] | undefined;
  readonly reasons?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly since?: number | undefined;
}

export interface Candidate {
  readonly topic: string;
  readonly orderId?: string | undefined;
  readonly reason: string;
  /** When its document was written; milliseconds since the epoch. */
  readonly failedAt: number;
}

export function matches({ topics, orders, reasons, since }: Filter, candidate: Candidate): boolean {
  const reason = candidate.reason.toLowerCase();
  return (
    (!topics || topics.includes(candidate.topic)) &&
    (!orders || (candidate.orderId !== undefined && orders.includes(candidate.orderId))) &&
    (!reasons || reasons.some((text) => reason.includes(text.toLowerCase()))) &&
    (since === undefined || candidate.failedAt >= since)
  );
}
