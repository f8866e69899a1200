import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { nameOf } from '../../../lib/runtime/errors';
import { awsCommand, type Check, type Line, ok, warning, wrong } from '../check';
import type { Context } from '../context';

const VARIABLES = ['CONTACTS_TABLE', 'RECIPIENTS_TABLE', 'NOTIFICATION_LOG_TABLE'] as const;

/** By which the log forgets. */
const EXPIRY = 'expires_at';

async function backupLine({ clients, abortSignal, place }: Context, TableName: string): Promise<Line> {
  const { ContinuousBackupsDescription } = await clients.dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName }),
    { abortSignal },
  );
  const { PointInTimeRecoveryStatus } = ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
  if (PointInTimeRecoveryStatus === 'ENABLED') return ok(`${TableName}: point-in-time recovery is on`);
  return warning(
    `${TableName}: point-in-time recovery is off: what is deleted by mistake is gone`,
    awsCommand(
      place.region,
      `dynamodb update-continuous-backups --table-name ${TableName} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    ),
  );
}

async function expiryLine({ clients, abortSignal, place }: Context, TableName: string): Promise<Line> {
  const { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } = {} } = await clients.dynamodb.send(
    new DescribeTimeToLiveCommand({ TableName }),
    { abortSignal },
  );
  if (AttributeName === EXPIRY && /^ENABL/.test(TimeToLiveStatus ?? ''))
    return ok(`${TableName}: old entries expire (${EXPIRY})`);
  return wrong(
    `${TableName}: entries never expire: time to live is ${TimeToLiveStatus ?? 'off'}${AttributeName ? ` on ${AttributeName}` : ''}`,
    awsCommand(
      place.region,
      `dynamodb update-time-to-live --table-name ${TableName} --time-to-live-specification Enabled=true,AttributeName=${EXPIRY}`,
    ),
  );
}

async function stateLine({ clients, abortSignal }: Context, TableName: string): Promise<Line> {
  const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName }), { abortSignal });
  const state = Table?.TableStatus ?? 'unknown';
  // A table that is being changed is used meanwhile.
  return ['ACTIVE', 'UPDATING'].includes(state)
    ? ok(`${TableName}: ${state}`)
    : wrong(`${TableName}: ${state}: it cannot be used`, 'docs/runbook.md#transientfailures');
}

/** What it means that a table could not be asked about. @throws what says nothing of the table */
function refusalLine(error: unknown, TableName: string): Line {
  if (TableName.startsWith('arn:') && nameOf(error) === 'AccessDeniedException')
    return warning(`${TableName} is of another account, which does not let you look at it`);
  // DescribeContinuousBackups has a name of its own for it. Source: DynamoDB API reference.
  if (!['ResourceNotFoundException', 'TableNotFoundException'].includes(nameOf(error))) throw error;
  return wrong(`there is no table ${TableName}`, 'docs/changes.md#removing-and-deploying-again');
}

const LOOKS = [stateLine, backupLine];

export const tables: Check = {
  name: 'tables',
  looksFor: 'whether they are there; point-in-time recovery, and time to live of the log',
  needs: [
    'dynamodb:DescribeTable',
    'dynamodb:DescribeContinuousBackups',
    'dynamodb:DescribeTimeToLive',
    'lambda:GetFunctionConfiguration',
  ],
  async run(context) {
    const environment = await context.environment();
    return VARIABLES.flatMap((variable) => {
      const name = environment[variable] ?? '';
      const looks = variable === 'NOTIFICATION_LOG_TABLE' ? [...LOOKS, expiryLine] : LOOKS;
      return looks.map((look) => look(context, name).catch((error) => refusalLine(error, name)));
    });
  },
};
