import { push } from '../../../../../ops/doctor/checks/push';
import { doctorWith, environment, type Fault, refused } from '../../../../support/doctor';

const { look, url } = doctorWith(push);

const MESSAGES = 'POST /v1/projects/shop/messages:send';
const KEY = 'arn:aws:secretsmanager:x';

/** Looks at a stage with push, of which FCM says something. */
const lookAtFcm = (answer: unknown, fault: Omit<Fault, 'answers'> = {}) =>
  look({
    ...fault,
    answers: {
      ...environment({ FCM_PROJECT: 'shop', FCM_ENDPOINT: url(), FCM_CREDENTIALS: KEY }),
      [MESSAGES]: answer,
    },
  });

it('tells of a Firebase project that takes pushes', async () => {
  expect(await lookAtFcm({ name: 'projects/shop/messages/1' })).toEqual([
    '✓ push: FCM takes pushes for the project shop → ',
  ]);
});

it('tells of a Firebase project that refuses them', async () => {
  expect(await lookAtFcm(refused('X'))).toEqual([
    expect.stringMatching(
      /^✗ push: FCM takes no push for the project shop: FCM: something in the request was refused/,
    ),
  ]);
});

it('tells of a key that Google refuses', async () => {
  const token = async () => {
    throw new SyntaxError('no JSON');
  };

  expect(await lookAtFcm({}, { token })).toEqual([
    expect.stringMatching(/^✗ push: there is no token of access to FCM \(SyntaxError\)/),
  ]);
});

it('has nothing to say of a stage without push', async () => {
  expect(await look()).toEqual([]);
});
