import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Message, Notification } from '../lib/notifications/notification';

const FOLDER = join(__dirname, '../lib/notifications');

const isNotification = (value: unknown): value is Notification<Message> =>
  typeof value === 'object' &&
  value !== null &&
  'topic' in value &&
  'schema' in value &&
  'discriminator' in value;

/** What each function notifies about, by the function's name in serverless.yml: that of the export it handles. */
export async function notificationsByFunction(): Promise<Map<string, Notification<Message>>> {
  const found = new Map<string, Notification<Message>>();
  for (const file of readdirSync(FOLDER)) {
    if (!file.endsWith('.ts')) continue;
    const exported: Record<string, unknown> = await import(join(FOLDER, file));
    for (const [name, value] of Object.entries(exported)) if (isNotification(value)) found.set(name, value);
  }
  return found;
}
