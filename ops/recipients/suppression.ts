import {
  DeleteSuppressedDestinationCommand,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { nameOf } from '../../lib/runtime/errors';

/** What became of an address on the account's suppression list. */
export type Suppression =
  | { readonly kind: 'removed' | 'absent' }
  /** It was not permitted, or SES did not answer. */
  | { readonly kind: 'refused'; readonly error: string };

async function remove(client: SESv2Client, spelling: string): Promise<Suppression> {
  try {
    await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: spelling }));
    return { kind: 'removed' };
  } catch (error) {
    return error instanceof NotFoundException
      ? { kind: 'absent' }
      : { kind: 'refused', error: nameOf(error) };
  }
}

/**
 * Takes an address off the suppression list of the account, as it is written and in lower case: the list has an address as a mail or
 * a person wrote it, and is asked for it exactly so, while a mail is held back whatever its capitals.
 * Source: SES API v2 reference, `DeleteSuppressedDestination`: NotFoundException where it is not on the list.
 */
export async function unsuppress(client: SESv2Client, address: string): Promise<Suppression> {
  let found: Suppression = { kind: 'absent' };
  for (const spelling of new Set([address, address.toLowerCase()])) {
    const done = await remove(client, spelling);
    if (done.kind === 'refused') return done;
    if (done.kind === 'removed') found = done;
  }
  return found;
}
