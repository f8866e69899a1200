import { call } from '../../../lib/aws/store';
import { nameOf, StoreUnavailableError } from '../../../lib/runtime/errors';
import { TIMING } from '../../../lib/runtime/timing';

const named = (name: string, message = 'user 42 <ada@example.com>') =>
  Object.assign(new Error(message), { name });
const failWith = (error: unknown) => call('contacts', TIMING, Promise.reject(error));

describe('the name of an error', () => {
  it('is its own when it is a plain word', () => {
    expect(nameOf(named('ThrottlingException'))).toBe('ThrottlingException');
  });

  it.each([
    ['a name with an address', named('ada@example.com')],
    ['an endless name', named('E'.repeat(65))],
    ['an empty name', named('')],
    ['a string', 'ThrottlingException'],
    ['nothing', undefined],
  ])('is "Error" for %s', (_, error) => {
    expect(nameOf(error)).toBe('Error');
  });
});

describe('a call to a table', () => {
  it('gives what DynamoDB answered', async () => {
    await expect(call('contacts', TIMING, Promise.resolve('answer'))).resolves.toBe('answer');
  });

  it('passes on a failed condition, which is an answer', async () => {
    const condition = named('ConditionalCheckFailedException');

    await expect(failWith(condition)).rejects.toBe(condition);
  });

  it.each([
    ['throttled', named('ProvisionedThroughputExceededException'), 'ProvisionedThroughputExceededException'],
    ['timed out', named('TimeoutError'), 'TimeoutError'],
    ['no error at all', 'socket hang up', 'Error'],
  ])('says which table failed and never what was asked: %s', async (_, error, name) => {
    const failing = failWith(error);

    await expect(failing).rejects.toEqual(new StoreUnavailableError(`contacts: DynamoDB failed (${name})`));
  });

  it('is waited for no longer than a call may take', async () => {
    const hanging = call('contacts', { ...TIMING, storeCall: 20 }, new Promise(() => {}));

    await expect(hanging).rejects.toEqual(
      new StoreUnavailableError('contacts: DynamoDB failed (TimeoutError)'),
    );
  });

  it('keeps what happened as its cause', async () => {
    const cause = named('TimeoutError');

    await expect(failWith(cause)).rejects.toHaveProperty('cause', cause);
  });
});
