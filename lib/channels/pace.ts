/** The right to send one message now. */
export interface Turn {
  /** Whether it is a slot of the queue that all instances share, or this instance's static share of the rate. */
  readonly by: 'queue' | 'share';
  /** Gives back a turn that was not used: the next in line may go at once, unless another has had its turn since. */
  giveBack(): void;
  /** Halves the rate, because the provider throttled this message: once for all messages of one reservation. */
  slower(): void;
}

/** The rate of one channel, kept across batches. */
export interface Pace {
  /** Begins a batch of so many deliveries: slots can be reserved before the first turn is asked for. `until`: as for `turn`. */
  open(waiting: number, until: number): void;
  /**
   * Waits for the turn of this message, first come, first served. Returns nothing, at once, if no turn comes before `until`
   * (milliseconds of `clock.now`). `waiting`: how many deliveries of the batch have not ended, this one among them.
   */
  turn(until: number, waiting: number): Promise<Turn | undefined>;
  /** Goes a step back towards the full rate, because the provider accepted. */
  faster(): void;
  /**
   * Ends the batch: gives back what nobody uses. Never throws, and ends before `until`.
   *
   * @returns whether the clock of this machine was found wrong in this batch, and whether the queue could not be read
   */
  close(until: number): Promise<{ readonly wrongClock: boolean; readonly unreadable: boolean }>;
}
