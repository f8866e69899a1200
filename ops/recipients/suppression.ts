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

/**
 * Takes an address off the suppression list of the account. Source: SES API v2 reference, `DeleteSuppressedDestination`:
 * NotFoundException where it is not on the list.
 */
export async function unsuppress(client: SESv2Client, address: string): Promise<Suppression> {
  try {
    await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address }));
    return { kind: 'removed' };
  } catch (error) {
    return error instanceof NotFoundException
      ? { kind: 'absent' }
      : { kind: 'refused', error: nameOf(error) };
  }
}
