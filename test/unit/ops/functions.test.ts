import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { notificationsByFunction } from '../../../ops/functions';

it('every function of serverless.yml is known by what it notifies about', async () => {
  const { functions } = parse(readFileSync(join(__dirname, '../../../serverless.yml'), 'utf8'));

  const known = await notificationsByFunction();

  expect([...known.keys()].sort()).toEqual(Object.keys(functions).sort());
  expect(known.get('paymentNotification')?.topic).toBe('payment_notification');
});
