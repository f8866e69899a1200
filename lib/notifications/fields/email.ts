import * as z from 'zod/mini';
import { refuse } from '../../runtime/validation';
import { parseAddress } from '../address';

/** An e-mail address, normalised by `parseAddress`. */
export const email = z.pipe(
  z.string({ error: 'an e-mail address' }),
  z.transform((raw, context) => {
    const parsed = parseAddress(raw);
    return parsed.kind === 'address' ? parsed.address : refuse(context, parsed.reason);
  }),
);
