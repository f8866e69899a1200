import { compileStack } from '../support/compiled-stack';

// The CLI bundles and compiles, on machines that may be slow.
jest.setTimeout(180_000);

describe('stages/example.yml', () => {
  it('is a whole deployment, below the command line and with variables of the framework', async () => {
    const { resources, metadata } = await compileStack(
      { stage: 'example', parameters: { sesMaxSendRate: '28' } },
      { STAGES_FOLDER: '', ALARM_EMAIL: 'night@shop.example' },
    );

    expect(metadata).toMatchObject({
      Parameters: {
        source: 'msk',
        senderIdentity: 'shop.example',
        sesMaxSendRate: '28',
        alarmEmail: 'night@shop.example',
      },
    });
    expect(resources.OrderNotificationLambdaFunction?.Properties.Environment).toMatchObject({
      Variables: { SES_MAX_SEND_RATE: '28', ALLOWED_RECIPIENTS: '*@shop.example' },
    });
  });
});
