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
  /** Of a mail to this address, whatever its capitals. */
  find(address: string): Suppressed | undefined;
  /** As it was written. */
  get(address: string): Suppressed | undefined;
  /** In the order of their coming. */
  all(): Suppressed[];
  put(suppressed: Suppressed): void;
  /** Removes it as it was written. @returns whether it was there */
  remove(address: string): boolean;
  clear(): void;
}

/**
 * Makes an empty list, in memory. As at SES, a mail is held back whatever the capitals of its address, while who manages the list names an
 * address exactly as it was written.
 */
export function newSuppressionList(): SuppressionList {
  const list = new Map<string, Suppressed>();
  return {
    find: (address) => [...list.values()].find((one) => one.address.toLowerCase() === address.toLowerCase()),
    get: (address) => list.get(address),
    all: () => [...list.values()],
    put: (suppressed) => void list.set(suppressed.address, suppressed),
    remove: (address) => list.delete(address),
    clear: () => list.clear(),
  };
}
