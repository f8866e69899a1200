import { verdictOf } from '../../../lib/channels/push/answers';
import { nameOf } from '../../../lib/runtime/errors';
import { type Check, type Line, ok, unseen, wrong } from '../check';
import type { Context } from '../context';

const PAGE = 'docs/deploy.md#push';

/** A token of access, by the credentials of the functions; or why there is none. */
async function tokenOf({ place, tokens }: Context, credentials: string): Promise<string | Line> {
  // Google signs a request of the role; the library takes its Region from here.
  process.env.AWS_REGION ??= place.region;
  try {
    return await tokens(credentials).get();
  } catch (error) {
    const name = nameOf(error);
    if (/AccessDenied/.test(name)) throw error;
    if (!credentials.startsWith('arn:'))
      return unseen(
        `Google trusts the role of the functions, and gave your own credentials no token (${name})`,
        'send yourself a push, and see: npm run explain',
      );
    return wrong(
      `there is no token of access to FCM (${name}): the secret is not the key of a service account, or Google refuses it`,
      PAGE,
    );
  }
}

/** A dry run: FCM checks the message, and delivers nothing. Source: Firebase reference, `projects.messages.send`, `validate_only`. */
const DRY_RUN = JSON.stringify({
  validate_only: true,
  message: { topic: 'doctor', notification: { title: 'doctor', body: 'dry run' } },
});

export const push: Check = {
  name: 'push',
  looksFor: 'with `push`: whether Google gives a token, and FCM takes a message (dry run, `validate_only`)',
  needs: ['secretsmanager:GetSecretValue', 'lambda:GetFunctionConfiguration'],
  async run(context) {
    const {
      FCM_PROJECT,
      FCM_CREDENTIALS = '',
      FCM_ENDPOINT = 'https://fcm.googleapis.com',
    } = await context.environment();
    if (!FCM_PROJECT) return [];
    const token = await tokenOf(context, FCM_CREDENTIALS);
    if (typeof token !== 'string') return [token];
    const response = await fetch(`${FCM_ENDPOINT}/v1/projects/${FCM_PROJECT}/messages:send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: DRY_RUN,
      signal: context.abortSignal,
    });
    const { answer } = verdictOf(response.status, await response.text(), null, context.now);
    if (answer.kind === 'sent') return [ok(`FCM takes pushes for the project ${FCM_PROJECT}`)];
    return [wrong(`FCM takes no push for the project ${FCM_PROJECT}: ${answer.outcome.reason}`, PAGE)];
  },
};
