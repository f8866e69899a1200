import type { Place } from '../../../../ops/place';
import type { Knowledge } from '../../../../ops/recipients/knowledge';
import { forgottenReport, knowledgeDocument, knowledgeReport } from '../../../../ops/recipients/report';

const PROD: Place = { kind: 'aws', stage: 'prod', region: 'eu-central-1', service: 'shop' };
const LOCAL: Place = { kind: 'local', stage: 'dev', service: 'shop' };
const AT = Date.UTC(2026, 10, 24, 12);
const ADDRESS = 'ada.lovelace@example.com';
const FORGET = "npm run recipients -- --stage prod --region eu-central-1 --user '42' --forget --keep-choices";

const bounced = { why: 'bounced', at: AT, sub_type: 'General', message_id: 'm-1' } as const;
const current = { ...bounced, isContact: true };
const former = { ...bounced, isContact: false };
const known: Knowledge = {
  userId: '42',
  contact: { kind: 'address', address: ADDRESS },
  badAddresses: [current],
  goneDevices: 0,
  choices: [],
};

describe('what is shown of a customer', () => {
  it('is each bad address, when and why, and what to do about it', () => {
    expect(knowledgeReport(known, PROD)).toBe(`Customer 42
  contact     a…@example.com

1 bad address known:

2026-11-24 12:00:00 UTC  a…@example.com, the address of the contact: bounced
  means       A mail to it bounced for good, so later ones fail as address_bounced.
  to do       Let the customer correct the address. If it is right after all: ${FORGET}
  sub type    General
  message id  m-1
`);
  });

  it('asks for nothing where the address has been corrected', () => {
    const text = knowledgeReport({ ...known, badAddresses: [former, current] }, PROD);

    expect(text).toContain('2 bad addresses known');
    expect(text).toContain(`UTC  an address that is not the contact’s now: bounced
  means       A mail to it bounced for good, so later ones fail as address_bounced.
  to do       Nothing, unless a message brings this address, or the contact gets it again.
`);
  });

  it('does not guess whose address it is where the contact cannot be read', () => {
    const contact = { kind: 'unreadable', reason: 'contact: email: expected a string' } as const;
    const text = knowledgeReport(
      { ...known, contact, badAddresses: [{ ...current, isContact: undefined }] },
      PROD,
    );

    expect(text).toContain('  contact     cannot be read (contact: email: expected a string)\n');
    expect(text).toContain('UTC  an address, perhaps that of the contact: bounced\n');
    expect(text).toContain(FORGET);
  });

  it('is that no address is bad', () => {
    expect(knowledgeReport({ ...known, badAddresses: [] }, PROD)).toContain(
      'No address of this customer is known to be bad.',
    );
  });

  it('is why it cannot be read, what follows from that, and how to remove it', () => {
    const text = knowledgeReport({ ...known, badAddresses: [], unreadable: 'recipients: x' }, PROD);

    expect(text).toContain('cannot be read (recipients: x)');
    expect(text).toContain('fail as recipient_invalid');
    expect(text).toContain(FORGET.replace(' --keep-choices', ''));
  });

  it('is what the customer chose, and when', () => {
    const choices = [{ cell: 'delivery_notification email', wanted: false, at: AT }];

    expect(knowledgeReport({ ...known, choices }, PROD)).toContain(
      'The customer chose, on the preference page:\n\n2026-11-24 12:00:00 UTC  no to delivery_notification email\n',
    );
  });

  it('is from how many devices the app is gone', () => {
    expect(knowledgeReport({ ...known, goneDevices: 2 }, PROD)).toContain(
      '\nThe app is gone from 2 devices of this customer: no push goes there until it is seen again.\n',
    );
  });

  it('is never a whole address, for people and programs alike', () => {
    const suppression = { kind: 'refused', error: 'AccessDeniedException' } as const;
    const all = [
      knowledgeReport(known, PROD),
      JSON.stringify(knowledgeDocument(known, PROD)),
      forgottenReport(known, { badAddresses: 1, goneDevices: 0, choices: 0, suppression }, PROD),
    ];

    expect(all.join()).toContain('a…@example.com');
    expect(all.join()).not.toContain('lovelace');
  });

  it('lets nothing steer the terminal', () => {
    const steering = '\u001b[2J';
    const text = knowledgeReport(
      { ...known, userId: steering, badAddresses: [{ ...current, message_id: steering }] },
      PROD,
    );

    expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});

describe('what --forget says', () => {
  it('is what was done, and what can be sent again', () => {
    expect(
      forgottenReport(
        known,
        { badAddresses: 1, goneDevices: 0, choices: 0, suppression: { kind: 'removed' } },
        PROD,
      ),
    ).toBe(`Forgotten: 1 bad address of customer 42.
a…@example.com was on the suppression list of SES, and was taken off.
A function may count with what it has read before for one minute. Then send what failed: npm run redrive -- --stage prod --region eu-central-1 --reason address_bounced,recipient_invalid
`);
  });

  it.each<[string, Parameters<typeof forgottenReport>[1], string]>([
    [
      'nothing was known',
      { badAddresses: 0, goneDevices: 0, choices: 0, suppression: { kind: 'absent' } },
      'There was nothing to forget: no address of customer 42 was known to be bad.',
    ],
    [
      'the customer had chosen',
      { badAddresses: 1, goneDevices: 0, choices: 2, suppression: { kind: 'absent' } },
      'Forgotten: 1 bad address and 2 choices of customer 42.',
    ],
    [
      'there was some of everything',
      { badAddresses: 2, goneDevices: 1, choices: 1, suppression: { kind: 'absent' } },
      'Forgotten: 2 bad addresses, 1 device and 1 choice of customer 42.',
    ],
    [
      'it could not be read',
      { badAddresses: undefined, goneDevices: 0, choices: 0, suppression: { kind: 'absent' } },
      'Forgotten: what could not be read of customer 42.',
    ],
    [
      'SES does not suppress the address',
      { badAddresses: 1, goneDevices: 0, choices: 0, suppression: { kind: 'absent' } },
      'a…@example.com was not on the suppression list of SES, neither as the contact has it nor in lower case.',
    ],
    [
      'SES refused',
      {
        badAddresses: 1,
        goneDevices: 0,
        choices: 0,
        suppression: { kind: 'refused', error: 'AccessDeniedException' },
      },
      'which was not changed (AccessDeniedException). Until it is taken off, SES does not send to it: aws sesv2 delete-suppressed-destination --region eu-central-1 --email-address <address>',
    ],
    [
      'no address is known',
      { badAddresses: 1, goneDevices: 0, choices: 0, suppression: undefined },
      'The suppression list of SES was not changed: no address is known to ask about. To take one off: aws sesv2 delete-suppressed-destination',
    ],
  ])('where %s', (_, done, said) => {
    expect(forgottenReport(known, done, PROD)).toContain(said);
  });

  it('is how to take off an address of which only the hash is known', () => {
    const text = forgottenReport(
      { ...known, badAddresses: [former] },
      { badAddresses: 1, goneDevices: 0, choices: 0, suppression: { kind: 'absent' } },
      PROD,
    );

    expect(text).toContain('only hashes are known. To take one off the suppression list of SES: aws sesv2');
  });

  it('is that only what failed can be redriven, and not what was skipped', () => {
    const forgotten = (why: 'bounced' | 'complained') =>
      forgottenReport(
        { ...known, badAddresses: [{ ...current, why }] },
        { badAddresses: 1, goneDevices: 0, choices: 0, suppression: { kind: 'absent' } },
        PROD,
      );

    expect(forgotten('complained')).toMatch(/skipped as address_complained .* published again\.\n$/);
    expect(forgotten('bounced')).not.toContain('address_complained');
  });

  it('names the local SES on a laptop', () => {
    const text = forgottenReport(
      known,
      { badAddresses: 1, goneDevices: 0, choices: 0, suppression: undefined },
      LOCAL,
    );

    expect(text).toContain('curl -X DELETE http://127.0.0.1:8025/v2/email/suppression/addresses/<address>');
  });
});
