import { join } from 'node:path';
import * as z from 'zod/mini';
import { FUNCTIONS } from '../../infra/functions';
import type { Notification } from '../../lib/notifications/notification';
import { ROOT } from './docs';

/** A notification of the service, with the fields of its message. */
export interface Documented {
  readonly topic: string;
  readonly file: string;
  readonly notification: Notification;
  readonly fields: Readonly<Record<string, z.core.$ZodType>>;
}

/** All notifications, by the files of `handlers/`: a topic more is here without being named. */
export const NOTIFICATIONS: readonly Documented[] = FUNCTIONS.map(({ name, topic, subject }) => {
  const file = `lib/notifications/${subject}.ts`;
  const notification: Notification = require(join(ROOT, file))[name];
  const { schema } = notification;
  if (!(schema instanceof z.ZodMiniObject)) throw new Error(`${file}: its schema is no object`);
  return { topic, file, notification, fields: schema.shape };
});
