import * as z from 'zod';
import { OF_A_FUNCTION, PARAMETERS, STAND_INS } from './parameters';

/** Defaults that follow from another parameter. */
const DERIVED: Readonly<Record<string, string>> = {
  authentication: 'MSK `iam`, self-managed `scram-512`',
  pollerGroup: 'service and stage',
  maxConcurrentSends: '`sesMaxSendRate`, within 8 and 100',
  senderIdentity: '`senderEmail`',
  sesRegion: 'that of the stack',
  rolePath: '`/`',
  replyTo: 'none: replies go to `senderEmail`',
  allowedRecipients: '`senderEmail`; on stage `prod` `*`',
  sandboxRecipients: 'none',
  tags: '`service` and `stage`',
  deletionProtection: 'as it is',
  confirm: 'none',
};

const OF_A_FUNCTION_DERIVED: Readonly<Record<string, string>> = {
  Mapping: '`true`',
  Topic: '`order_notification`, … as the function',
  ConsumerGroup: 'service, stage and `order_notification`, …',
};

function standardOf(name: string, field: z.ZodType): string {
  if (Object.hasOwn(STAND_INS, name)) return '**required**';
  const derived = DERIVED[name];
  if (derived) return derived;
  const standard = z.safeParse(field, undefined);
  return standard.data === undefined ? 'none' : `\`${standard.data}\``;
}

/** Describes every parameter, for the documents. */
export const describedParameters = () => [
  ...Object.entries(PARAMETERS.shape).map(([name, field]) => ({
    name,
    description: field.description,
    standard: standardOf(name, field),
  })),
  ...Object.entries(OF_A_FUNCTION.shape).map(([suffix, { description }]) => ({
    name: `<function>${suffix}`,
    description,
    standard: OF_A_FUNCTION_DERIVED[suffix] ?? 'as for all',
  })),
];
