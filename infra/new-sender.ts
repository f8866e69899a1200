import {
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
  type SESv2ClientConfig,
} from '@aws-sdk/client-sesv2';
import type { Deployment } from './deployment';
import { isEnabled } from './event-source-mappings';
import { FUNCTIONS } from './functions';
import { senderIdentityOf } from './ses';

/** Tells the identity that this stack creates, where its mappings poll at once: until SES has verified it, each record would fail. */
export const newSenderOf = (deployment: Deployment): string | undefined =>
  deployment.parameters.createSenderIdentity && FUNCTIONS.some((fn) => isEnabled(deployment, fn))
    ? senderIdentityOf(deployment.parameters)
    : undefined;

/** What SES says of an identity. @returns why mails cannot go out yet, undefined when they can */
async function unverified(identity: string, config: SESv2ClientConfig): Promise<string | undefined> {
  try {
    const { VerifiedForSendingStatus: verified } = await new SESv2Client(config).send(
      new GetEmailIdentityCommand({ EmailIdentity: identity }),
    );
    return verified ? undefined : `SES has not verified ${identity} yet`;
  } catch (error) {
    if (error instanceof NotFoundException) return `SES does not know ${identity} yet`;
    return `SES did not say whether ${identity} is verified (${(error as Error).name}; it takes the permission ses:GetEmailIdentity)`;
  }
}

/** Asks SES whether mails may go out from an identity, before the mappings poll. One line says what to do when they may not. */
export async function newSenderProblems(identity: string, config: SESv2ClientConfig): Promise<string[]> {
  const reason = await unverified(identity, config);
  if (reason === undefined) return [];
  return [
    `createSenderIdentity: ${reason}, and every record would fail. Deploy with --param enabled=false first, ` +
      'publish the DNS records in the outputs of the stack (SenderIdentityDkimRecord1 to 3), ' +
      'and deploy with enabled=true when SES has found them',
  ];
}
