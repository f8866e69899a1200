import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { deployedTemplate } from '../../../infra/deployed-template';

/** What CloudFormation answers, by its query protocol. */
let answer: { status: number; body: string };
let server: Server;
const requests: string[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    for await (const chunk of request) requests.push(String(chunk));
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

const failure = (code: string, message: string) => ({
  status: 400,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** Reads the stack of stage prod, as the framework would be signed in. */
const read = () =>
  deployedTemplate({
    classes: { Error },
    getProvider: () => ({
      naming: { getStackName: () => 'notification-service-prod' },
      getCloudFormationClient: async () =>
        new CloudFormationClient({
          endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          region: 'eu-central-1',
          credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        }),
    }),
  });

describe('the template of the stack that is deployed', () => {
  it('is read by one request', async () => {
    requests.length = 0;
    answer = {
      status: 200,
      body: '<GetTemplateResponse><GetTemplateResult><TemplateBody>{"Resources":{}}</TemplateBody></GetTemplateResult></GetTemplateResponse>',
    };

    expect(await read()).toEqual({ Resources: {} });
    expect(requests).toEqual([
      expect.stringContaining('Action=GetTemplate&Version=2010-05-15&StackName=notification-service-prod'),
    ]);
  });

  it('is none before the first deployment', async () => {
    answer = failure('ValidationError', 'Stack with id notification-service-prod does not exist');

    expect(await read()).toBeUndefined();
  });

  it('stops the deployment when it may not be read, with the permission that is missing', async () => {
    answer = failure('AccessDenied', 'not authorized');

    await expect(read()).rejects.toThrow(
      'The stack notification-service-prod could not be read, which a deployment does first (cloudformation:GetTemplate): not authorized',
    );
  });
});
