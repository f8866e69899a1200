import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notificationsByFunction } from '../../../ops/functions';

it('every function of serverless.yml is known by what it notifies about', async () => {
  const source = readFileSync(join(__dirname, '../../../serverless.yml'), 'utf8');
  const [, block = ''] = /^functions:\n((?: .*\n)+)/m.exec(source) ?? [];
  const functions = [...block.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name);

  const known = await notificationsByFunction();

  expect(functions).toContain('orderNotification');
  expect([...known.keys()].sort()).toEqual(functions.sort());
  expect(known.get('paymentNotification')?.topic).toBe('payment_notification');
});
