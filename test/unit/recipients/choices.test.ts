import { type Choices, preferencesOf } from '../../../lib/recipients/choices';
import { recipientOf } from '../../../lib/recipients/recipient-item';

const AT = Date.UTC(2026, 10, 26);
const choice = (wanted: boolean) => ({ wanted, at: AT });

describe('choices', () => {
  it('are preferences: of channels, and of topics on them', () => {
    const choices: Choices = {
      email: choice(true),
      'payment_notification email': choice(false),
      'payment_notification sms': choice(true),
    };

    expect(preferencesOf(choices)).toEqual({
      email: true,
      topics: { payment_notification: { email: false, sms: true } },
    });
  });

  it('of a customer who made none are no preferences', () => {
    expect(preferencesOf(undefined)).toBeUndefined();
  });

  it.each([
    ['no map', true, 'recipients: choices: expected a map, found a boolean'],
    ['no choice', { email: false }, 'recipients: choices.email: expected a map, found a boolean'],
    [
      'no word of when',
      { email: { wanted: false } },
      'recipients: choices.email.at: expected milliseconds since the epoch, found nothing',
    ],
    ['no such cell', { 'payment_notification fax': choice(true) }, 'recipients: choices.*: expected'],
  ])('that somebody has changed by hand are never guessed: %s', (_, choices, reason) => {
    const found = recipientOf({ user_id: '1', choices });

    expect(found.kind === 'unreadable' ? found.reason : found.kind).toContain(reason);
  });
});
