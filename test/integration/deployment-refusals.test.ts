import { CHANNELS, SOURCES } from '../../tools/stacks/deployments';
import { packageHere } from '../support/compiled-stack';

describe('serverless package', () => {
  it('names every parameter that is missing', async () => {
    const { code, output } = await packageHere({});

    expect(code).not.toBe(0);
    expect(output).toContain('This cannot be deployed:');
    for (const name of ['source', 'mskClusterArn', 'senderEmail'])
      expect(output).toContain(`${name} is missing`);
    expect(output).toContain('--param mskClusterArn=…');
  });

  it('names what is wrong, and what there is no parameter for', async () => {
    const { code, output } = await packageHere({
      ...SOURCES.msk,
      batchSize: 'many',
      snederEmail: 'a@b.example',
    });

    expect(code).not.toBe(0);
    expect(output).toContain('batchSize: expected a whole number from 1 to 10000, found "many"');
    expect(output).toContain('snederEmail: there is no such parameter');
  });

  it('refuses a batch that cannot be sent in time, with the arithmetic', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, batchSize: '200' });

    expect(code).not.toBe(0);
    expect(output).toContain('4 × 5 × 1 = 20');
    expect(output).toContain('20 × 0.948 = 18.96 seconds until the first turn');
    expect(output).toContain('13 × (250 − 19 − 18.96) ÷ 18.96 = 145, batchSize is 200');
    expect(output).toContain('--param batchSize=145 or less, or --param timeout=330 or more');
  });

  it('refuses an environment that the functions would refuse', async () => {
    const { code, output } = await packageHere({
      ...SOURCES.msk,
      alarms: 'none',
      allowedRecipients: 'not an address',
    });

    expect(code).not.toBe(0);
    expect(output).toContain('The functions would not start:');
    expect(output).toContain('ALLOWED_RECIPIENTS: expected a comma-separated list of e-mail addresses');
  });

  it('refuses prod while nobody is told of its alarms', async () => {
    const { code, output } = await packageHere(SOURCES.msk);

    expect(code).not.toBe(0);
    expect(output).toContain('alarmEmail: nobody would be told of an alarm of stage prod');
    expect(output).toContain('If that is meant: --param alarms=none');
  });

  it('says loudly that nobody is told of the alarms of a stage', async () => {
    const { output } = await packageHere({ ...SOURCES.msk, allowedRecipients: 'not an address' }, 'dev');

    expect(output).toContain('NOBODY is told of the alarms of stage dev');
  });

  it('refuses channels without what they need', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, channels: 'email,sms,push' });

    expect(code).not.toBe(0);
    for (const name of ['smsPoolArn', 'fcmProject', 'fcmCredentialsFile or fcmSecretArn'])
      expect(output).toContain(`${name} is missing`);
  });

  it('refuses what belongs to a channel that the deployment has not', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, smsPoolArn: CHANNELS.smsPoolArn });

    expect(code).not.toBe(0);
    expect(output).toContain('smsPoolArn: belongs to sms, which is not among channels=email');
  });

  it('refuses a rate of texts at which a batch cannot be sent in time', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, ...CHANNELS, smsMaxSendRate: '3' });

    expect(code).not.toBe(0);
    expect(output).toContain('while all instances have texts');
    expect(output).toContain('100 texts at smsMaxSendRate 3 = 2');
  });
});
