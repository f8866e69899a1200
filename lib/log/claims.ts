import type { Entry } from './entry';
import type { When } from './table';

/** The right to make one delivery now. */
export interface Claim {
  readonly id: string;
  readonly entry: Entry;
  /** When it was asked for, by the clock that nobody sets and by the other one: milliseconds. */
  readonly askedAt: { readonly now: number; readonly wall: number };
  /** Earlier claims of others whose send may have been made: this one's may be a second message. */
  readonly earlier: number;
}

/** What one delivery has asked of the log in one invocation, and what may still become of it. */
export interface Claims {
  /** Any of these may be in the entry. */
  readonly ids: Set<string>;
  /** What a claim without an answer depends on: DynamoDB may still apply it while the entry is so, or is none. */
  readonly open: When[];
  /** The entry that the last granted claim made. */
  granted?: Entry | undefined;
}

export const noClaims = (): Claims => ({ ids: new Set(), open: [] });

/** What becomes of these claims is decided: they are not to be given up any more. */
export function forget(claims: Claims): void {
  claims.ids.clear();
  claims.open.length = 0;
  claims.granted = undefined;
}

/** A claim is granted: no earlier one is in the entry, and none can be applied any more. */
export function grant(claims: Claims, { id, entry }: Claim): void {
  forget(claims);
  claims.ids.add(id);
  claims.granted = entry;
}

/** The entries that these claims replace, or have made. */
export const entriesOf = ({ open, granted }: Claims): Entry[] => [
  ...open.flatMap(({ seen = [] }) => seen),
  ...(granted ? [granted] : []),
];
