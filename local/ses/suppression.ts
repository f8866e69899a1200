/** Why an address is on the list. */
export type Reason = 'BOUNCE' | 'COMPLAINT';

export interface Suppressed {
  /** As it was written. */
  readonly address: string;
  readonly reason: Reason;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the mail that bounced, or was called spam; none where somebody put the address onto the list. */
  readonly messageId?: string;
  readonly feedbackId?: string;
}

/** The suppression list of the account: SES takes mails to these addresses and does not send them. */
export interface SuppressionList {
  find(address: string): Suppressed | undefined;
  /** In the order of their coming. */
  all(): Suppressed[];
  put(suppressed: Suppressed): void;
  /** @returns whether it was there */
  remove(address: string): boolean;
  clear(): void;
}

/** Makes an empty list, in memory. Upper and lower case are the same here. */
export function newSuppressionList(): SuppressionList {
  const list = new Map<string, Suppressed>();
  return {
    find: (address) => list.get(address.toLowerCase()),
    all: () => [...list.values()],
    put: (suppressed) => void list.set(suppressed.address.toLowerCase(), suppressed),
    remove: (address) => list.delete(address.toLowerCase()),
    clear: () => list.clear(),
  };
}
