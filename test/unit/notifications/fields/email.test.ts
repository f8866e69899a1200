import { email } from '../../../../lib/notifications/fields/email';
import { optional, tidy } from '../../../../lib/notifications/fields/optional';
import { refusal } from '../../../support/refusal';

describe('an e-mail address', () => {
  it('is normalised', () => {
    expect(email.parse('ada@MÜNCHEN.de')).toBe('ada@xn--mnchen-3ya.de');
  });

  it('says why it is refused', () => {
    expect(refusal(email, 'Ada <ada@example.com>')).toBe(
      'field: expected one e-mail address without display name, spaces, commas or quotes, found a string',
    );
  });

  it('is refused when it is no string', () => {
    expect(refusal(email, ['ada@example.com'])).toBe('field: expected an e-mail address, found an array');
  });
});

describe('the address of a message', () => {
  const address = optional(email, tidy);

  it.each([
    ['spaces', ' ada@example.com '],
    ['a line feed', 'ada@example.com\n'],
    ['a no-break space', '\u00a0ada@example.com'],
    ['a zero-width space', '\u200bada@example.com\u200b'],
    ['a byte order mark', '\ufeffada@example.com'],
    ['marks of direction', '\u202aada@example.com\u202c'],
  ])('loses %s around it', (_, value) => {
    expect(address.parse(value)).toBe('ada@example.com');
  });

  it.each([null, undefined, '', '  ', '\u200b'])('is absent when it is %p', (value) => {
    expect(address.parse(value)).toBeUndefined();
  });

  it.each([
    ['a quoted local part', '"ada lovelace"@example.com'],
    ['a dot at the end of the local part', 'ada.@example.com'],
    ['two dots in a row', 'a..da@example.com'],
    ['a zero-width space inside', 'a\u200bda@example.com'],
    ['words', 'none'],
    ['a number', 5],
  ])('is refused with %s, since nobody knows whom to write to', (_, value) => {
    expect(refusal(address, value)).toMatch(/^field: expected (?:an|one) e-mail address/);
  });
});
