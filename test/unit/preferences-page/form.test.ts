import fc from 'fast-check';
import { formOf, LONGEST_FORM } from '../../../lib/preferences-page/form';

const FORM = 'application/x-www-form-urlencoded';
const KNOWN = new Set(['email', 'order_notification email']);
const read = (body: string, type: string | undefined = FORM) => formOf(Buffer.from(body), type, KNOWN);
const changesOf = (body: string) => {
  const form = read(body);
  return form.kind === 'form' ? Object.fromEntries(form.changes) : form.kind;
};

describe('the form of the page', () => {
  it.each([
    ['was off and is checked', 'email=was-off&email=on', { email: true }],
    ['was on and is not checked', 'email=was-on', { email: false }],
    ['was on and is checked', 'email=was-on&email=on', {}],
    ['was off and is not checked', 'email=was-off', {}],
    ['is about a topic', 'order_notification+email=was-on', { 'order_notification email': false }],
    ['is not there', '', {}],
  ])('tells what was changed: a box that %s', (_, body, expected) => {
    expect(changesOf(body)).toEqual(expected);
  });

  it.each([
    ['another name', 'admin=was-on'],
    ['a channel that there is not', 'fax=was-on'],
    ['no word of what it was', 'email=on'],
    ['another value', 'email=was-on&email=off'],
    ['a value too many', 'email=was-on&email=on&email=on'],
    ['a name of every object', '__proto__=was-on'],
  ])('is refused with %s', (_, body) => {
    expect(changesOf(body)).toBe('unreadable');
  });

  it('is refused when it is written as JSON, or says nothing of how it is written', () => {
    expect(read('{"email":true}', 'application/json').kind).toBe('unreadable');
    expect(formOf(Buffer.from('email=was-on'), undefined, KNOWN).kind).toBe('unreadable');
  });

  it('is not read beyond its greatest length', () => {
    expect(read('email=was-on&'.padEnd(LONGEST_FORM, '&')).kind).toBe('form');
    expect(read('email=was-on&'.padEnd(LONGEST_FORM + 1, '&')).kind).toBe('too_long');
  });

  it('never makes a change of bytes that are no form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const form = formOf(bytes, FORM, KNOWN);
        expect(form.kind === 'form' ? form.changes.size : 0).toBe(0);
      }),
    );
  });
});
