import { type Entry, judge, REDRIVE } from '../../lib/log/entry';

/** What an entry means in words, and what there is to do about it. */
export interface Meaning {
  readonly state: string;
  readonly means: string;
  readonly next: string;
}

const NOTHING = 'Nothing.';
const resend = (redrive: string) =>
  `Ask the customer. If nothing arrived: ${redrive} --resend-unknown (it may be a second mail).`;

const SKIPPED: Readonly<Record<string, string>> = {
  'opted out': 'The customer does not want this mail.',
  'too old': 'The record was older than allowed when its turn came.',
  'recipient not allowed': 'On this stage only ALLOWED_RECIPIENTS get mail.',
};

/** `redrive` is the command that sends what failed of this order. */
export function meaningOf(entry: Entry, now: number, redrive: string): Meaning {
  switch (judge(entry, '', now, REDRIVE)) {
    case 'sent':
      return {
        state: 'sent',
        means:
          entry.attempts > 1
            ? 'SES accepted the mail. An earlier send was never answered, or never recorded: the customer may have got it twice.'
            : 'SES accepted the mail.',
        next: 'Nothing. If it did not arrive, look for its message id among the bounces and complaints of SES.',
      };
    case 'held':
    case 'mine':
      return {
        state: 'being sent',
        means:
          'A function has claimed it and is sending it now, or died over it within the last half minute.',
        next: 'Look again in a minute.',
      };
    case 'spent':
      return judge(entry, '', now) === 'free'
        ? {
            state: 'may have been sent',
            means: 'SES never answered, or its answer was never recorded.',
            next: `The event source mapping sends it once more if it delivers the record again. If it does not: ${resend(redrive)}`,
          }
        : {
            state: 'may have been sent',
            means:
              'More than one send was never answered, or the answers were never recorded. It is not tried again.',
            next: resend(redrive),
          };
    case 'free':
      return entry.status === 'skipped'
        ? {
            state: 'skipped',
            means: SKIPPED[entry.reason ?? ''] ?? 'It was not to be mailed.',
            next: `${NOTHING} Another delivery of the record decides anew.`,
          }
        : {
            state: 'failed',
            means: 'The last try sent nothing.',
            next: `Mend what caused it, then: ${redrive}`,
          };
  }
}
