import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { amount, currency } from '../../../lib/notifications/fields/amount';
import { moment } from '../../../lib/notifications/fields/date';
import { email } from '../../../lib/notifications/fields/email';
import { id, status } from '../../../lib/notifications/fields/id';
import { optional } from '../../../lib/notifications/fields/optional';
import { line, text } from '../../../lib/notifications/fields/text';
import { httpsUrl } from '../../../lib/notifications/fields/url';
import { reasonOf } from '../../../lib/runtime/validation';
import { INJECTIONS } from '../../support/injections';

describe('the reason of a refusal', () => {
  const schema = z.object({
    order_id: id,
    message: text(10),
    email: optional(email),
    name: optional(line(5)),
    amount: optional(amount),
    currency: optional(currency),
    tracking_url: optional(httpsUrl),
    delivered_at: optional(moment()),
    status: status('pending'),
  });
  const reasonFor = (input: unknown) => {
    const { error } = schema.safeParse(input);
    return error ? reasonOf(error, input) : undefined;
  };
  const valid = { order_id: 1, message: '', status: 'pending' };

  it('names the field, what was expected and what was found', () => {
    expect(reasonFor({ ...valid, message: 5 })).toBe(
      'message: expected a string, which is cut after 10 characters, found a number',
    );
  });

  it('names the way to a field inside a field', () => {
    const nested = z.object({ a: z.object({ b: z.array(currency) }) });
    const input = { a: { b: ['EUR', 5] } };

    const { error } = nested.safeParse(input);

    expect(error && reasonOf(error, input)).toMatch(/^a\.b\.1: expected a currency code .*, found a number$/);
  });

  it('names three fields and counts the rest', () => {
    expect(reasonFor({ email: 5, name: 5 })).toMatch(/^order_id: .*; message: .*; email: [^;]*; 2 more$/);
  });

  it('never holds the value that was refused', () => {
    const fields = Object.keys(schema.shape);

    const quoted = INJECTIONS.filter((value) => value.length > 2).flatMap((value) =>
      fields.filter((field) => reasonFor({ ...valid, [field]: value })?.includes(value)),
    );

    expect(quoted).toEqual([]);
  });

  it('is made of our own words, whatever is refused', () => {
    const input = fc.record(
      Object.fromEntries(Object.keys(schema.shape).map((field) => [field, fc.anything()])),
    );
    const ours = /^(?:(?:[a-z_]+: expected [^;]+, found (?:nothing|null|an? [a-z ]+)|\d more)(?:; |$))+$/;

    fc.assert(
      fc.property(input, (value) => {
        const reason = reasonFor(value);
        fc.pre(reason !== undefined);

        expect(reason).toMatch(ours);
        expect(reason).not.toMatch(/Invalid|received/);
      }),
    );
  });
});
