import { MAIL_EVENTS, PREFERENCES } from '../../../infra/functions';
import { readParameters } from '../../../infra/parameters/read';
import { ON_FAILURE_DAYS } from '../../../infra/storage';
import { contactSchema } from '../../../lib/recipients/contact';
import { recipientItem } from '../../../lib/recipients/recipient-item';
import { CHANNELS, SOURCES } from '../../../tools/stacks/deployments';
import { resourcesOf } from '../../support/computed-stack';
import { textOf } from '../../support/docs';

const page = textOf('docs/privacy.md');

/** The types of resources that hold something. */
const HOLD = ['DynamoDB::Table', 'S3::Bucket', 'SQS::Queue', 'SNS::Topic', 'SecretsManager::Secret'].map(
  (type) => `AWS::${type}`,
);
/** Those of a stack that hold nothing: code, rules and names. */
const HOLD_NOTHING =
  /^AWS::(?:ApiGatewayV2::.*|CloudWatch::.*|Events::Rule|IAM::Role|Lambda::Permission|Logs::QueryDefinition|SES::.*|S3::BucketPolicy|SNS::TopicPolicy|SQS::QueuePolicy)$/;

const resources = Object.entries(
  resourcesOf({
    ...SOURCES.msk,
    ...CHANNELS,
    preferencesPage: 'true',
    preferencesDomain: 'tell-me.shop.example',
    preferencesCertificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1234',
    senderIdentity: 'shop.example',
    createSenderIdentity: 'true',
  }),
);

describe('docs/privacy.md', () => {
  it.each(resources.filter(([, { Type }]) => HOLD.includes(Type)).map(([id, { Type }]) => [id, Type]))(
    'says what is in %s (%s)',
    (id) => {
      expect(page).toContain(`\`${id}\``);
    },
  );

  it('forgets no type of resource', () => {
    const types = resources.map(([, { Type }]) => Type);

    expect(types.filter((type) => !HOLD.includes(type) && !HOLD_NOTHING.test(type))).toEqual([]);
  });

  // One row for those of all topics: a topic more changes nothing here.
  it.each([{ name: '<function>' }, MAIL_EVENTS, PREFERENCES])('names the log group of $name', ({ name }) => {
    expect(page).toContain(`\`/aws/lambda/<stack>-${name}\``);
  });

  it.each([...Object.keys(contactSchema.shape), ...Object.keys(recipientItem.shape)])(
    'names what is known of a customer as %s',
    (attribute) => {
      expect(page).toContain(`\`${attribute}\``);
    },
  );

  it('forgets a customer before the contact is deleted, whose address it needs', () => {
    const steps = page.slice(page.indexOf('\n## Forget a customer'));

    expect(steps.indexOf('--forget')).toBeLessThan(steps.indexOf('delete the contact'));
  });

  it('says for which time to live ten weeks are enough', () => {
    const { notificationLogTtlDays } = readParameters(SOURCES.msk, 'eu-central-1').values;

    expect(page).toContain(
      `\`notificationLogTtlDays\` (${notificationLogTtlDays} days), nothing is left here after about ten weeks`,
    );
  });

  it('says how long failed records are kept', () => {
    expect(page).toContain(`| ${ON_FAILURE_DAYS} days; as an older version`);
  });
});
