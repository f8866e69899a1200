import { ok, unseen, warning, wrong } from '../../../../ops/doctor/check';
import { reportOf } from '../../../../ops/doctor/report';
import { textOf } from '../../../support/docs';
import { PLACE } from '../../../support/place';

it('the example of docs/doctor.md is what is printed', () => {
  const findings = [
    {
      check: 'mappings',
      lines: [
        ok('order_notification: Enabled, last result: OK'),
        wrong(
          'order_notification: MaximumRetryAttempts is 1, and 5 in the template: somebody changed it by hand',
          `aws lambda update-event-source-mapping --uuid 1234 --cli-input-json '{"MaximumRetryAttempts":5}' --region eu-central-1`,
        ),
      ],
    },
    {
      check: 'failed records',
      lines: [
        warning(
          '2 documents in notification-service-prod-onfailurebucket-1a2b, the oldest 2 days old',
          'npm run redrive -- --stage prod --region eu-central-1 --dry-run',
        ),
      ],
    },
  ];

  expect(textOf('docs/doctor.md')).toContain(`\`\`\`\n${reportOf(findings, PLACE)}\`\`\``);
});

it('says of nothing that it need not be mended where it could not look', () => {
  const findings = [{ check: 'tables', lines: [ok('log: ACTIVE'), unseen('no answer in 20 s')] }];

  expect(reportOf(findings, PLACE)).toMatch(/nothing to mend in what could be looked at\n$/);
});
