import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { startCommand } from '../support/command';
import { useStack } from '../support/stack';

const stack = useStack();

it('tells what became of the messages where the clean-up fails, and how to remove what is left', async () => {
  stack.proxy.fault = ({ operation }) => (operation === 'DeleteItem' ? 'refuse' : undefined);

  const { code, err, out } = await startCommand('ops/smoke.ts', ['--local', '--wait', '1'], {
    LAMBDA_PORT: '1',
    DYNAMODB_PORT: new URL(stack.proxy.url).port,
    AWS_MAX_ATTEMPTS: '1',
  }).ended;

  expect(out).toContain('0 of 4 notifications delivered');
  expect(err).toMatch(
    /not removed: InternalServerError.*\n.*\n {2}npm run recipients -- --local --user 'smoke-\S+' --forget\n/,
  );
  expect(code).toBe(1);
});

it('Ctrl-C ends npm run smoke while a function does not answer, and what there is is removed', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { child, ended } = startCommand('ops/smoke.ts', ['--local'], {
    LAMBDA_PORT: String((silent.address() as AddressInfo).port),
    DYNAMODB_PORT: new URL(stack.proxy.url).port,
  });
  await once(silent, 'connection');
  child.kill('SIGINT');

  const { code, out } = await ended;

  expect(out).toContain('interrupted');
  expect(code).toBe(130);
  expect(stack.proxy.requests.map(({ operation }) => operation)).toContain('DeleteItem');
  silent.close();
});
