import { GetAccountCommand } from '@aws-sdk/client-sesv2';
import { type AwsPlace, whereOf } from '../../place';
import { awsCommand, type Check, type Line, ok, warning, wrong } from '../check';

/** From this share of the daily quota on, somebody should ask for more. */
const NEARLY = 0.8;

const QUOTA_PAGE = 'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-request-increase.html';

function rateLine(own: number, granted: number): Line {
  if (own > granted)
    return wrong(
      `sesMaxSendRate is ${own} e-mails a second, and SES grants ${granted}: it throttles what is above`,
      `deploy with --param sesMaxSendRate=${granted}, or ask for more: ${QUOTA_PAGE}`,
    );
  return ok(`sesMaxSendRate ${own} of the ${granted} e-mails a second that SES grants`);
}

/** -1 is no limit. Source: SES API v2 reference, `SendQuota`. */
function quotaLine(sent: number, most: number, place: AwsPlace): Line {
  const text = `${sent} of ${most} mails in the last 24 hours`;
  if (most < 0) return ok(`${sent} mails in the last 24 hours, without a limit`);
  if (sent >= most)
    return wrong(
      `${text}: SES takes no more`,
      `npm run pause -- ${whereOf(place)}, and ask for more: ${QUOTA_PAGE}`,
    );
  return sent >= most * NEARLY ? warning(text, `ask for more in time: ${QUOTA_PAGE}`) : ok(text);
}

const STANDING: Readonly<Record<string, Line>> = {
  PROBATION: warning('SES has put the account under review', 'read what AWS wrote to the account'),
  SHUTDOWN: wrong('SES has stopped the account', 'read what AWS wrote to the account'),
};

export const sending: Check = {
  name: 'sending',
  looksFor:
    'whether the account is out of the sandbox and not paused; the rate and the daily quota that SES grants',
  needs: ['ses:GetAccount', 'lambda:GetFunctionConfiguration'],
  async run({ clients, abortSignal, environment, place }) {
    const [account, { SES_MAX_SEND_RATE }] = await Promise.all([
      clients.ses.send(new GetAccountCommand({}), { abortSignal }),
      environment(),
    ]);
    const { MaxSendRate = 0, Max24HourSend = 0, SentLast24Hours = 0 } = account.SendQuota ?? {};
    const standing = STANDING[account.EnforcementStatus ?? ''];
    return [
      account.ProductionAccessEnabled
        ? ok('SES is out of the sandbox')
        : wrong(
            'SES is in the sandbox: only verified addresses get mail',
            'https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html',
          ),
      account.SendingEnabled
        ? ok('sending is on for the account')
        : wrong(
            'sending is paused for the whole account',
            awsCommand(await clients.ses.config.region(), 'ses update-account-sending-enabled --enabled'),
          ),
      ...(standing ? [standing] : []),
      rateLine(Number(SES_MAX_SEND_RATE), MaxSendRate),
      quotaLine(SentLast24Hours, Max24HourSend, place),
    ];
  },
};
