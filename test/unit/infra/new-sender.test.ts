import { FUNCTIONS } from '../../../infra/functions';
import { newSenderProblems } from '../../../infra/new-sender';
import { answerJson, type Handler, listen } from '../../../local/http';
import { SOURCES } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';

const NEW = { ...SOURCES.msk, senderIdentity: 'shop.example', createSenderIdentity: 'true' };

describe('a new sender', () => {
  it('is the identity that the stack creates, and says whether any mapping polls', () => {
    const identity = 'shop.example';

    expect(stack(NEW).newSender).toEqual({ identity, polls: true });
    expect(stack({ ...NEW, enabled: 'false' }).newSender).toEqual({ identity, polls: false });
    expect(stack({ ...NEW, enabled: 'false', orderNotificationEnabled: 'true' }).newSender).toEqual({
      identity,
      polls: true,
    });
  });

  it('waits for no mapping that the stack does not have', () => {
    const without = Object.fromEntries(FUNCTIONS.map(({ name }) => [`${name}Mapping`, 'false']));

    expect(stack({ ...NEW, ...without }).newSender?.polls).toBe(false);
  });

  it('is none where the stack creates no identity', () => {
    expect(stack(SOURCES.msk).newSender).toBeUndefined();
  });
});

/** Asks a server of SES that gives this answer. */
async function problemsWhere(
  answer: Handler,
  { polls = true, isOfStack = true } = {},
): Promise<{ problems: string[]; asked: string[] }> {
  const asked: string[] = [];
  const server = await listen(0, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  try {
    const problems = await newSenderProblems({ identity: 'shop.example', polls }, isOfStack, {
      region: 'eu-central-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
    return { problems, asked };
  } finally {
    await server.close();
  }
}

const says =
  (status: number, body: object, type?: string): Handler =>
  (_, response) =>
    answerJson(response, status, body, type === undefined ? {} : { 'x-amzn-errortype': type });

describe('mails may go out', () => {
  it('from an identity that SES has verified', async () => {
    expect(await problemsWhere(says(200, { VerifiedForSendingStatus: true }))).toEqual({
      problems: [],
      asked: ['GET /v2/email/identities/shop.example'],
    });
  });

  it.each<[string, Handler, string]>([
    ['it has not', says(200, { VerifiedForSendingStatus: false }), 'SES has not verified shop.example yet'],
    ['it does not know', says(404, {}, 'NotFoundException'), 'SES does not know shop.example yet'],
    [
      'it may not speak about',
      says(403, {}, 'AccessDeniedException'),
      'SES did not say whether shop.example is verified (AccessDeniedException; it takes the permission ses:GetEmailIdentity)',
    ],
  ])('not from one that %s', async (_, answer, reason) => {
    const { problems } = await problemsWhere(answer);

    expect(problems).toEqual([expect.stringContaining(`createSenderIdentity: ${reason}`)]);
    expect(problems).toEqual([expect.stringContaining('Deploy with --param enabled=false first')]);
  });
});

describe('an identity is created', () => {
  it.each([true, false])(
    'not where SES knows it and no stack of this name has created it (polls: %s)',
    async (polls) => {
      const { problems } = await problemsWhere(says(200, { VerifiedForSendingStatus: true }), {
        polls,
        isOfStack: false,
      });

      expect(problems).toEqual([
        expect.stringContaining(
          'SES knows shop.example already, and CloudFormation creates nothing that exists',
        ),
      ]);
    },
  );

  it('where SES does not know it, as long as nothing polls', async () => {
    const first = { polls: false, isOfStack: false };

    expect((await problemsWhere(says(404, {}, 'NotFoundException'), first)).problems).toEqual([]);
  });

  it('where SES may not say whether it knows it, as CloudFormation will', async () => {
    const first = { polls: false, isOfStack: false };

    expect((await problemsWhere(says(403, {}, 'AccessDeniedException'), first)).problems).toEqual([]);
  });
});
