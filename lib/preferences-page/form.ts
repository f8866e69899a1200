import type { Cell } from '../recipients/choices';
import type { Controls } from './controls';

/** Bytes. The page's own form has less than one thousand. */
export const LONGEST_FORM = 10_000;

export const WAS = { on: 'was-on', off: 'was-off' } as const;
export const CHECKED = 'on';

export type Form =
  | { readonly kind: 'form'; readonly changes: Controls }
  | { readonly kind: 'too_long' | 'unreadable' };

const UNREADABLE: Form = { kind: 'unreadable' };

/** What one check box sent: what it showed, and `on` if it is checked now. A browser sends nothing of one that is not. */
function changeOf([was, now, ...surplus]: readonly string[]): { changed: boolean; on: boolean } | undefined {
  if (surplus.length > 0 || (was !== WAS.on && was !== WAS.off)) return undefined;
  if (now !== undefined && now !== CHECKED) return undefined;
  const on = now === CHECKED;
  return { changed: on !== (was === WAS.on), on };
}

/**
 * Reads what the form of the page sent: the controls that the customer changed. What a check box showed is sent with it, so that a page that
 * was open for long takes nothing back that was chosen on another since.
 *
 * @param known all cells that there are; any other is refused
 */
export function formOf(
  body: Uint8Array,
  contentType: string | undefined,
  known: ReadonlySet<Cell | string>,
): Form {
  if (body.byteLength > LONGEST_FORM) return { kind: 'too_long' };
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) return UNREADABLE;
  const sent = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const changes = new Map<Cell, boolean>();
  for (const name of new Set(sent.keys())) {
    const change = known.has(name) && changeOf(sent.getAll(name));
    if (!change) return UNREADABLE;
    if (change.changed) changes.set(name as Cell, change.on);
  }
  return { kind: 'form', changes };
}
