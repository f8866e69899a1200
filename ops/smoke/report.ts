import { plural, printable } from '../../tools/text';
import { nameOfPlace } from '../place';
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

/** What became of all. */
export function reportOf(
  steps: readonly Step[],
  orderId: string,
  { place, to }: Pick<Arguments, 'place' | 'to'>,
): string {
  const delivered = steps.filter((step) => step.delivered !== undefined).length;
  const width = Math.max(...steps.map(({ topic }) => topic.length));
  const lines = steps.map((step) => `  ${step.topic.padEnd(width)}  ${printable(textOf(step))}\n`);
  return `${nameOfPlace(place)}, order ${orderId} to ${printable(to)}\n${lines.join('')}${delivered} of ${plural(steps.length, 'notification')} delivered\n`;
}
