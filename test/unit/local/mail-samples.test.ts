import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mailEventOf } from '../../../lib/mail-events/event';
import { ROOT } from '../../support/docs';

const FOLDER = join(ROOT, 'events/mail');

const read = (name: string) => mailEventOf(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')));

/** What each sample says: the state, and why its address gets no more mail. */
const SAMPLES: ReadonlyArray<readonly [name: string, state: string, why: string | undefined]> = [
  ['bounce-permanent', 'bounced', 'bounced'],
  ['bounce-transient', 'bounced', undefined],
  ['complaint', 'complained', 'complained'],
  ['delay', 'delayed', undefined],
  ['delivery', 'delivered', undefined],
  ['out-of-office', 'bounced', undefined],
  ['reject', 'rejected', undefined],
  ['suppressed-bounce', 'suppressed', 'bounced'],
  ['suppressed-complaint', 'suppressed', 'complained'],
];

describe('the sample events of mails', () => {
  it.each(SAMPLES)('%s says %s', (name, state, why) => {
    expect(read(name)).toMatchObject({
      kind: 'mail_event',
      topic: 'order_notification',
      reference: {
        key: {
          orderId: expect.stringMatching(/^10\d\d$/),
          notification: '["order_notification","pending"]',
        },
        userId: expect.any(String),
      },
      state,
      bad: why && { address: expect.stringMatching(/@example\.com$/), why },
    });
  });

  it('are all of these', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(SAMPLES.map(([name]) => `${name}.json`));
  });
});
