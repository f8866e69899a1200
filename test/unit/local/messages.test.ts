import { orderOf, readMessage } from '../../../local/messages';

describe('the key of a record', () => {
  it.each([
    ['its order', { order_id: 7 }, '7'],
    ['its order in a CloudEvent', { specversion: '1.0', id: 'e-1', data: { order_id: 'A-1' } }, 'A-1'],
    ['nothing where it has no order', { user_id: 1 }, null],
    ['nothing where its order is null', { order_id: null }, null],
    ['nothing where its order is empty', { order_id: '' }, null],
    ['nothing where its order is no id', { order_id: { id: 7 } }, null],
    ['nothing where it is no object', [1], null],
  ])('is %s', (_, message, key) => {
    expect(orderOf(JSON.stringify(message))).toBe(key);
  });

  it.each([null, 'no JSON', ''])('is nothing for %p', (message) => {
    expect(orderOf(message)).toBeNull();
  });
});

it('shows the beginning of a long message that is not JSON', () => {
  expect(() => readMessage(`{${'a'.repeat(100_000)}`, false)).toThrow(
    `Not JSON: {${'a'.repeat(199)}…. Quote the message for the shell`,
  );
});
