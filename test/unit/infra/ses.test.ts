import { SOURCES } from '../../../tools/stacks/deployments';
import { resourcesOf, stack } from '../../support/computed-stack';

const MSK = SOURCES.msk;

describe('the sender’s domain', () => {
  it('is created only when asked, and says which records prove it', () => {
    expect(resourcesOf(MSK)).not.toHaveProperty('SenderIdentity');
    const { resources } = stack({ ...MSK, senderIdentity: 'shop.example', createSenderIdentity: 'true' });
    expect(resources.Resources).toHaveProperty('SenderIdentity.Properties', {
      EmailIdentity: 'shop.example',
      DkimAttributes: { SigningEnabled: true },
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
    });
    expect(Object.keys(resources.Outputs).filter((id) => id.startsWith('SenderIdentity'))).toHaveLength(3);
  });
});

describe('the mail log', () => {
  const rules = () =>
    ['MailBouncesRule', 'MailOtherEventsRule'].map(
      (id) =>
        (resourcesOf(MSK)[id]?.Properties ?? {}) as unknown as {
          EventPattern: object;
          Targets: [{ InputTransformer: { InputPathsMap: Record<string, string>; InputTemplate: string } }];
        },
    );

  it('takes the events of this configuration set alone', () => {
    for (const { EventPattern } of rules()) {
      expect(EventPattern).toMatchObject({
        source: ['aws.ses'],
        detail: { mail: { tags: { 'ses:configuration-set': ['notifications-test'] } } },
      });
    }
  });

  it('keeps neither address nor subject', () => {
    const paths = rules().flatMap(({ Targets: [target] }) =>
      Object.values(target.InputTransformer.InputPathsMap),
    );

    expect(paths).toEqual(expect.arrayContaining(['$.detail.mail.messageId', '$.detail.bounce.bounceType']));
    expect(paths.join()).not.toMatch(/destination|recipient|header|source/i);
  });

  it('gets lines of JSON', () => {
    for (const { Targets } of rules()) {
      const { InputPathsMap, InputTemplate } = Targets[0].InputTransformer;
      // As EventBridge fills it in: a lone variable with its quotes, one inside a string without.
      const filled = InputTemplate.replace('<timestamp>', '"2026-11-22T18:00:00Z"').replaceAll(
        /<\w+>/g,
        'value',
      );
      const { timestamp: _, ...fields } = InputPathsMap;

      expect(JSON.parse(JSON.parse(filled).message)).toEqual(
        Object.fromEntries(Object.keys(fields).map((name) => [name, 'value'])),
      );
    }
  });
});
