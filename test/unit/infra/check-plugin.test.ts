import type { Serverless } from '../../../infra/framework';
import { SOURCES } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';

// Without the ending it would be the file that loads this one for the framework.
const CheckPlugin: typeof import('../../../infra/check-plugin') = require('../../../infra/check-plugin.ts');

const ENVIRONMENT = {
  SENDER_EMAIL: 'shop@shop.example',
  SES_MAX_SEND_RATE: '14',
  ALLOWED_RECIPIENTS: '*',
  CONTACTS_TABLE: 'contacts',
  RECIPIENTS_TABLE: 'recipients',
  NOTIFICATION_LOG_TABLE: 'log',
};

interface Given {
  readonly commands?: readonly string[];
  /** Of the credentials. */
  readonly account?: string;
  readonly environment?: Serverless['service']['provider']['environment'];
}

/** Runs what the plugin does before anything is packaged. */
function check({
  commands = ['package'],
  account = '123456789012',
  environment = {},
}: Given): Promise<unknown> {
  const serverless: Serverless = {
    service: {
      custom: { stack: stack(SOURCES.msk) },
      provider: {
        environment: { ...ENVIRONMENT, ...environment },
        compiledCloudFormationTemplate: { Resources: {} },
      },
      functions: { orderNotification: { name: 'order' } },
    },
    processedInput: { commands },
    pluginManager: { plugins: [], spawn: async () => {} },
    classes: { Error },
    getProvider: () => ({ naming: { getLambdaLogicalId: String }, getAccountId: async () => account }),
  };
  return Promise.resolve(new CheckPlugin(serverless).hooks['before:package:cleanup']?.());
}

describe('what is checked before a package', () => {
  it('is an environment that the functions would refuse', async () => {
    await expect(check({ environment: { SES_MAX_SEND_RATE: 'fast' } })).rejects.toThrow(
      /^The functions would not start:\norderNotification: .*\n *SES_MAX_SEND_RATE: expected/,
    );
  });

  it('is what CloudFormation chooses between, by its last text', async () => {
    const choice = (no: string) => ({ CONTACTS_TABLE: { 'Fn::If': ['Elsewhere', 'arn:aws:dynamodb', no] } });

    await expect(check({ environment: choice('contacts') })).resolves.toBeUndefined();
    await expect(check({ environment: choice('con tacts') })).rejects.toThrow('CONTACTS_TABLE');
  });

  it('is the account of the cluster, where a deployment has credentials', async () => {
    const foreign = { account: '999999999999' };

    await expect(check({ ...foreign, commands: ['deploy'] })).rejects.toThrow(
      'mskClusterArn: the cluster is in account 123456789012, the stack in account 999999999999 (by your credentials)',
    );
    await expect(check({ ...foreign, commands: ['package'] })).resolves.toBeUndefined();
    await expect(check({ commands: ['deploy'] })).resolves.toBeUndefined();
  });
});
