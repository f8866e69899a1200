import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { startCommand } from '../support/command';
import { useStack } from '../support/stack';

const stack = useStack();

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
