import { nameOf } from '../../lib/runtime/errors';
import { messageOf } from '../../tools/command';
import { plural, printable } from '../../tools/text';
import { nameOfPlace, recipientsCommand } from '../place';
import type { Arguments } from './arguments';
import type { Step } from './smoke';

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** What became of one message, for a person. */
export function textOf({ sent, delivered, problem }: Step): string {
  const was = sent === undefined ? [] : [`sent after ${seconds(sent)}`];
  if (delivered !== undefined) return [...was, `delivered after ${seconds(delivered)}`].join(', ');
  if (problem !== undefined) return [...was, problem].join(', ');
  return sent === undefined
    ? 'the log does not say sent'
    : [...was, 'SES has not told of a delivery yet'].join(', ');
}

/** What the order has left, and how it is removed. */
export const remainderText = (error: unknown, orderId: string, { place }: Pick<Arguments, 'place'>): string =>
  `What the order left was not removed: ${nameOf(error)}: ${messageOf(error)}
Entries of the log expire by themselves. If its address bounced, an item of the table of recipients stays; remove it with:
  ${recipientsCommand(orderId, place)} --forget
`;

/** What became of all. */
export function reportOf(
  steps: readonly Step[],
  orderId: string,
  { place, to }: Pick<Arguments, 'place' | 'to'>,
): string {
  const delivered = steps.filter((step) => step.delivered !== undefined).length;
  const width = Math.max(...steps.map(({ topic }) => topic.length));
  const lines = steps.map((step) => `  ${step.topic.padEnd(width)}  ${printable(textOf(step))}\n`);
  // A bounce that is told after the clean-up makes an item that nothing removes.
  const late =
    delivered === steps.length
      ? ''
      : `If SES tells of a bounce only now, the table of recipients keeps an item; remove it with:\n  ${recipientsCommand(orderId, place)} --forget\n`;
  return `${nameOfPlace(place)}, order ${orderId} to ${printable(to)}\n${lines.join('')}${delivered} of ${plural(steps.length, 'notification')} delivered\n${late}`;
}
