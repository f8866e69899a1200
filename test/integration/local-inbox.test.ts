import { newKept } from '../../local/kept';
import type { ReceivedPush } from '../../local/push/message';
import { type LocalSes, startSes } from '../../local/ses/server';
import type { ReceivedText } from '../../local/sms/text';

const texts = newKept<ReceivedText>();
const pushes = newKept<ReceivedPush>();
let ses: LocalSes;
beforeAll(async () => {
  ses = await startSes({ texts, pushes });
});
beforeEach(() => {
  texts.clear();
  pushes.clear();
});
afterAll(() => ses.close());

const TEXT: ReceivedText = {
  id: 'text-1',
  to: '+4915112345678',
  text: 'Your order is on its way.',
  origination: 'pool-1',
  type: 'TRANSACTIONAL',
  configurationSet: null,
  maxPrice: null,
  timeToLive: null,
  context: {},
  receivedAt: '2026-11-26T12:00:00.000Z',
};

const messagesOn = async (channel: string): Promise<unknown> =>
  (await fetch(`${ses.url}/api/messages?channel=${channel}`)).json();

describe('the inbox of all channels', () => {
  it('gives what each channel took, apart from the others', async () => {
    texts.keep(TEXT);

    expect([await messagesOn('sms'), await messagesOn('push'), await messagesOn('email')]).toEqual([
      [TEXT],
      [],
      [],
    ]);
  });

  it('empties one channel and leaves the others', async () => {
    texts.keep(TEXT);

    await fetch(`${ses.url}/api/messages?channel=push`, { method: 'DELETE' });
    expect(texts.messages).toHaveLength(1);

    await fetch(`${ses.url}/api/messages?channel=sms`, { method: 'DELETE' });
    expect(texts.messages).toHaveLength(0);
  });

  it('tells of a text in the same stream as of a mail', async () => {
    const reader = (await fetch(`${ses.url}/api/changes`)).body?.getReader();
    await reader?.read();
    texts.keep(TEXT);

    const { value } = (await reader?.read()) ?? {};

    expect(Buffer.from(value ?? []).toString()).toBe('data: changed\n\n');
    await reader?.cancel();
  });

  it.each(['fax', 'toString', ''])('knows no channel named %j', async (channel) => {
    expect((await fetch(`${ses.url}/api/messages?channel=${channel}`)).status).toBe(404);
  });

  it('empties nothing for a page of another site, nor takes its mails', async () => {
    texts.keep(TEXT);
    const headers = { origin: 'https://evil.example' };

    const emptied = await fetch(`${ses.url}/api/messages?channel=sms`, { method: 'DELETE', headers });
    const sent = await fetch(ses.url, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ Action: 'GetSendQuota', Version: '2010-12-01' }),
    });

    expect([emptied.status, sent.status]).toEqual([403, 403]);
    expect(texts.messages).toHaveLength(1);
  });

  it('knows no mail that it has not kept', async () => {
    expect((await fetch(`${ses.url}/api/mails?id=other`)).status).toBe(404);
  });
});
