import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig } from '../../../../lib/config';
import { connect } from '../../../../lib/dependencies';
import { LEAST_ENVIRONMENT } from '../../../support/environment';

/** Sends one mail. @returns the Region that the request is signed for: `Credential=<key>/<day>/<Region>/ses/aws4_request`. */
async function signedFor(environment: Record<string, string>): Promise<string | undefined> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const asked = once(server, 'request');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const { channels } = connect(readConfig({ ...LEAST_ENVIRONMENT, ...environment }), {
      ses: { endpoint, credentials },
      only: ['email'],
    });
    const reference = {
      key: { orderId: '1', notification: '["order_notification","pending"]' },
      userId: '1',
    };
    const mail = { subject: 's', html: 'h', text: 't' };
    const answer = channels[0]?.prepare(mail, 'a@shop.example', reference)();
    const [request, response] = (await asked) as [IncomingMessage, ServerResponse];
    response.end(
      '<SendEmailResponse><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>',
    );
    await answer;
    return request.headers.authorization?.split('/')[2];
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a mail', () => {
  const { AWS_REGION } = process.env;
  beforeAll(() => {
    process.env.AWS_REGION = 'eu-central-1';
  });
  afterAll(() => {
    if (AWS_REGION === undefined) delete process.env.AWS_REGION;
    else process.env.AWS_REGION = AWS_REGION;
  });

  it.each([
    ['that of the function', {}, 'eu-central-1'],
    ['another, where SES is', { SES_REGION: 'eu-west-1' }, 'eu-west-1'],
  ])('is sent from the Region of SES: %s', async (_, environment, region) => {
    expect(await signedFor(environment)).toBe(region);
  });
});
