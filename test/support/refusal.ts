import * as z from 'zod/mini';
import { reasonOf } from '../../lib/runtime/validation';

/** Why a field is refused, or an error when it is not. */
export function refusal(schema: z.ZodMiniType, value: unknown): string {
  const input = { field: value };
  const { error } = z.object({ field: schema }).safeParse(input);
  if (!error) throw new Error('expected to be refused');
  return reasonOf(error, input);
}
