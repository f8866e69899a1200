import { linkOf } from '../../lib/preferences-page/link';
import { type LocalSecretsManager, startSecretsManager } from '../../local/secrets-manager';
import { KEY, SECRET } from '../support/preferences';
import { instancesOn, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
let secrets: LocalSecretsManager;

beforeAll(async () => {
  process.env.PREFERENCES_PAGE = '1';
  secrets = await startSecretsManager({ [SECRET]: JSON.stringify({ current: KEY }) });
});
afterEach(() => {
  secrets.failing = undefined;
});
afterAll(async () => {
  delete process.env.PREFERENCES_PAGE;
  await secrets.close();
});

const PAGE = 'https://preferences.shop.example';
const instance = () =>
  instancesOn(stack)({
    secrets: secrets.url,
    environment: { PREFERENCES_URL: PAGE, PREFERENCES_SECRET: SECRET },
  });

/** The links to the page in the newest mail: of its HTML, and of its text. */
function linksOfMail(): Array<string | undefined> {
  const [{ html = '', text = '' } = {}] = stack.ses.messages;
  return [
    /href="(https:\/\/preferences[^"]*)"/.exec(html)?.[1],
    /^https:\/\/preferences.*$/m.exec(text)?.[0],
  ];
}

describe('a mail to the address of the customer', () => {
  it('leads to their own page, in HTML and in text', async () => {
    await instance().invoke(orders({ user_id: '1' }));

    const [inHtml, inText] = linksOfMail();
    expect(inHtml).toMatch(/^https:\/\/preferences\.shop\.example\/[\w.-]+$/);
    expect(inText).toBe(inHtml);
    const token = inHtml?.slice(PAGE.length + 1) ?? '';
    expect(linkOf(token, [KEY], Date.now())).toEqual({ kind: 'user', userId: '1' });
    expect(linkOf(token, [KEY], Date.now() + 89 * 86_400_000).kind).toBe('user');
  });

  it('does so too where the message brings that address', async () => {
    await instance().invoke(orders({ user_id: '1', email: 'Ada@example.com' }));

    expect(linksOfMail()).toEqual([expect.any(String), expect.any(String)]);
  });

  it('has the key read once in the life of an instance', async () => {
    const { invoke } = instance();
    const before = secrets.reads;
    await invoke(orders({ user_id: '1' }, { user_id: '2' }));
    await invoke(orders({ user_id: '1' }));

    expect(secrets.reads - before).toBe(1);
  });
});

describe('a mail has no link', () => {
  it.each([
    [
      'to an address that the message brought: its reader may be somebody else',
      { user_id: '1', email: 'gift@example.com' },
    ],
    [
      'to somebody without a contact: many guests may share a user',
      { user_id: 'guest', email: 'guest@example.com' },
    ],
  ])('%s', async (_, message) => {
    await instance().invoke(orders(message));

    expect(stack.ses.messages).toHaveLength(1);
    expect(linksOfMail()).toEqual([undefined, undefined]);
  });

  it('where the deployment has no page', async () => {
    await instancesOn(stack)().invoke(orders({ user_id: '1' }));

    expect(stack.ses.messages).toHaveLength(1);
    expect(linksOfMail()).toEqual([undefined, undefined]);
  });
});

describe('where Secrets Manager fails', () => {
  it('mails go without the link, one line per batch says so, and the next batch asks again', async () => {
    const { invoke, lines } = instance();
    secrets.failing = 400;
    const [first, second] = [newOrder(), newOrder()];
    const batch = orders({ user_id: '1', order_id: first }, { user_id: '2', order_id: second });

    expect(await invoke(batch)).toEqual({ batchItemFailures: [] });

    expect(stack.ses.messages).toHaveLength(2);
    expect(linksOfMail()).toEqual([undefined, undefined]);
    expect(lines.filter(({ level }) => level === 'ERROR').map(({ message }) => message)).toEqual([
      'mails of this batch go without their preference link: secret of the preference page: Secrets Manager failed (InternalServiceError)',
    ]);

    secrets.failing = undefined;
    await invoke(orders({ user_id: '1' }));
    expect(linksOfMail()).toEqual([expect.any(String), expect.any(String)]);
  });

  it.each([
    ['is no JSON', 'secret'],
    ['has too short a key', '{"current":"short"}'],
  ])('a secret that %s is never quoted', async (_, value) => {
    secrets.values.set(SECRET, value);
    const { invoke, lines } = instance();

    await invoke(orders({ user_id: '1' }));
    secrets.values.set(SECRET, JSON.stringify({ current: KEY }));

    expect(stack.ses.messages).toHaveLength(1);
    const [error] = lines.filter(({ level }) => level === 'ERROR');
    expect(error?.message).toMatch(
      /expected \{"current": "…", "previous": "…"\}, keys of at least 32 characters each$/,
    );
  });
});
