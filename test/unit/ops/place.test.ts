import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notificationsIn } from '../../../ops/place';

it('every function that a topic feeds is known by what it notifies about', async () => {
  const source = readFileSync(join(__dirname, '../../../serverless.yml'), 'utf8');
  const [, block = ''] = /^functions:\n((?: .*\n)+)/m.exec(source) ?? [];
  const functions = [...block.matchAll(/^ {2}- (\w+Notification):$/gm)].map(([, name]) => `shop-dev-${name}`);

  const known = await notificationsIn({ kind: 'local', stage: 'dev', service: 'shop' });

  expect(functions).toContain('shop-dev-orderNotification');
  expect([...known.keys()].sort()).toEqual(functions.sort());
  expect(known.get('shop-dev-paymentNotification')?.topic).toBe('payment_notification');
});
