import {
  GetEmailIdentityCommand,
  type GetEmailIdentityResponse,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { nameOf } from '../../lib/runtime/errors';

export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** A domain and those above it, without the last label. @example domainsUpFrom('a.shop.example') // ['a.shop.example', 'shop.example'] */
export function domainsUpFrom(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}

export interface Identity extends GetEmailIdentityResponse {
  /** An address or a domain. */
  readonly name: string;
}

/**
 * Finds what lets SES send as the sender: the address, its domain, or a domain above that, the first that there is.
 * Source: SES developer guide, `creating-identities`.
 */
export async function identityOf(
  client: SESv2Client,
  sender: string,
  abortSignal: AbortSignal,
): Promise<Identity | undefined> {
  for (const name of [sender, ...domainsUpFrom(domainOf(sender))]) {
    try {
      const request = new GetEmailIdentityCommand({ EmailIdentity: name });
      return { name, ...(await client.send(request, { abortSignal })) };
    } catch (error) {
      if (nameOf(error) !== 'NotFoundException') throw error;
    }
  }
  return undefined;
}
