import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A function of the service, named by its file: `order-notification.ts` is `orderNotification`, fed by `order_notification`. */
export interface ServiceFunction {
  /** Its name in serverless.yml. */
  readonly name: string;
  readonly topic: string;
  /** What CloudFormation ids of it begin with. */
  readonly id: string;
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

export const FUNCTIONS: readonly ServiceFunction[] = readdirSync(join(__dirname, '../handlers'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const words = file.slice(0, -'.ts'.length).split('-');
    const id = words.map(capitalised).join('');
    return { id, name: id.charAt(0).toLowerCase() + id.slice(1), topic: words.join('_') };
  });
