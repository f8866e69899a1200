import * as fc from 'fast-check';
import { isGsm, plainly } from '../../../../lib/channels/sms/gsm';

it.each([
  ['Ms O’Connor', "Ms O'Connor"],
  ['„A“ – B', '"A" - B'],
  ['149,90\u00a0€', '149,90 €'],
  ['Parcel…', 'Parcel..'],
  ['ab\u00adc', 'abc'],
])('writes %s plainly, in GSM-7', (text, plain) => {
  expect(plainly(text)).toBe(plain);
});

it.each(['Пр’ивет', '“مرحبا”', 'Ms O’Connor 😀'])('leaves %s as it is: it would not be GSM-7', (text) => {
  expect(plainly(text)).toBe(text);
});

it('changes nothing that is GSM-7 already, and makes nothing else of a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const plain = plainly(text);

      expect(plain === text || (isGsm(plain) && !isGsm(text))).toBe(true);
    }),
  );
});
