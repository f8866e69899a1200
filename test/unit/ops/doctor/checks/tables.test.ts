import { tables } from '../../../../../ops/doctor/checks/tables';
import { Refusal } from '../../../../support/aws-api';
import { doctorWith, environment, faults, refused } from '../../../../support/doctor';

const { look, tellsOf } = doctorWith(tables);

tellsOf([
  [
    'a table that is gone',
    { answers: { DescribeTable: refused('ResourceNotFoundException') } },
    /^✗ tables: there is no table log/,
  ],
  [
    'a table of another account that may not be looked at',
    {
      answers: {
        ...environment({ CONTACTS_TABLE: 'arn:aws:dynamodb:eu-central-1:210987654321:table/contacts' }),
        DescribeTable({ body }: { body: string }) {
          if (body.includes('210987654321')) throw new Refusal('AccessDeniedException');
          return { Table: { TableStatus: 'ACTIVE' } };
        },
      },
    },
    /^! tables: arn:.* is of another account/,
  ],
  [
    'a table that cannot be used',
    { answers: { DescribeTable: { Table: { TableStatus: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' } } } },
    /^✗ tables: log: INACCESSIBLE_ENCRYPTION_CREDENTIALS/,
  ],
  [
    'point-in-time recovery that is off',
    {
      answers: {
        DescribeContinuousBackups: {
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: 'ENABLED',
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
          },
        },
      },
    },
    /^! tables: contacts: point-in-time recovery is off.*--table-name contacts/,
  ],
  [
    'a log that never forgets',
    { answers: { DescribeTimeToLive: { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } } } },
    /^✗ tables: log: entries never expire: time to live is DISABLED/,
  ],
]);

it('says once that a table is gone', async () => {
  const lines = await look({
    answers: {
      DescribeTable: refused('ResourceNotFoundException'),
      DescribeContinuousBackups: refused('TableNotFoundException'),
      DescribeTimeToLive: refused('ResourceNotFoundException'),
    },
  });

  expect(lines).toEqual(faults(lines));
  expect(lines.map((line) => line.split(' → ')[0])).toEqual([
    '✗ tables: there is no table contacts',
    '✗ tables: there is no table recipients',
    '✗ tables: there is no table log',
  ]);
});
