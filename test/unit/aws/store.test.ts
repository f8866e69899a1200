import { call } from '../../../lib/aws/store';
import { StoreUnavailableError } from '../../../lib/runtime/errors';
import { TIMING } from '../../../lib/runtime/timing';

const named = (name: string, message = 'user 42 <ada@example.com>') =>
  Object.assign(new Error(message), { name });
const failWith = (error: unknown) => call('contacts', TIMING, Promise.reject(error));

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

    await expect(failing).rejects.toThrow(StoreUnavailableError);
    await expect(failing).rejects.toMatchObject({
      code: 'contacts_unavailable',
      message: `contacts: DynamoDB failed (${name})`,
    });
  });

  it('is waited for no longer than a call may take', async () => {
    const hanging = call('contacts', { ...TIMING, storeCall: 20 }, new Promise(() => {}));

    await expect(hanging).rejects.toThrow(StoreUnavailableError);
    await expect(hanging).rejects.toMatchObject({ message: 'contacts: DynamoDB failed (TimeoutError)' });
  });

  it('says by its code which table failed', async () => {
    const failing = call('notification log', TIMING, Promise.reject(named('TimeoutError')));

    await expect(failing).rejects.toMatchObject({
      code: 'log_unavailable',
      message: 'notification log: DynamoDB failed (TimeoutError)',
    });
  });

  it('keeps what happened as its cause', async () => {
    const cause = named('TimeoutError');

    await expect(failWith(cause)).rejects.toHaveProperty('cause', cause);
  });
});
