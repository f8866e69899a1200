import {
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
  type SESv2ClientConfig,
} from '@aws-sdk/client-sesv2';
import type { Deployment } from './deployment';
import { hasMapping, isEnabled } from './event-source-mappings';
import { FUNCTIONS } from './functions';
import { senderIdentityOf } from './ses';

/** An identity that the stack creates, and whether its mappings poll at once: until SES has verified it, each record would fail. */
export interface NewSender {
  readonly identity: string;
  readonly polls: boolean;
}

export const newSenderOf = (deployment: Deployment): NewSender | undefined =>
  deployment.parameters.createSenderIdentity
    ? {
        identity: senderIdentityOf(deployment.parameters),
        polls: FUNCTIONS.some((fn) => hasMapping(deployment, fn) && isEnabled(deployment, fn)),
      }
    : undefined;

/** What SES says of an identity: whether it knows it, if it says so, and why mails cannot go out yet, undefined when they can. */
interface Answer {
  readonly isKnown?: boolean;
  readonly reason?: string;
}

async function ask(identity: string, config: SESv2ClientConfig): Promise<Answer> {
  try {
    const { VerifiedForSendingStatus: verified } = await new SESv2Client(config).send(
      new GetEmailIdentityCommand({ EmailIdentity: identity }),
    );
    return { isKnown: true, ...(!verified && { reason: `SES has not verified ${identity} yet` }) };
  } catch (error) {
    if (error instanceof NotFoundException)
      return { isKnown: false, reason: `SES does not know ${identity} yet` };
    return {
      reason: `SES did not say whether ${identity} is verified (${(error as Error).name}; it takes the permission ses:GetEmailIdentity)`,
    };
  }
}

/**
 * Asks SES whether the stack can create its identity, and whether mails may go out from it before the mappings poll.
 * @param isOfStack whether the deployed stack has created it @returns one line that says what to do, or nothing
 */
export async function newSenderProblems(
  { identity, polls }: NewSender,
  isOfStack: boolean,
  config: SESv2ClientConfig,
): Promise<string[]> {
  if (isOfStack && !polls) return [];
  const { isKnown, reason } = await ask(identity, config);
  if (isKnown && !isOfStack) {
    return [
      `createSenderIdentity: SES knows ${identity} already, and CloudFormation creates nothing that exists. ` +
        'Leave createSenderIdentity out: the stack sends with the identity that is there',
    ];
  }
  if (!polls || reason === undefined) return [];
  return [
    `createSenderIdentity: ${reason}, and every record would fail. Deploy with --param enabled=false first, ` +
      'publish the DNS records in the outputs of the stack (SenderIdentityDkimRecord1 to 3), ' +
      'and deploy with enabled=true when SES has found them',
  ];
}
