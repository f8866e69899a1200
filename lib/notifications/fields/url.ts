import * as z from 'zod/mini';
import { refuse } from '../../runtime/validation';

const HTTPS_URL = 'an https URL of at most 2048 characters, without user name or password';

const link = ({ href }: URL) => href as `https://${string}`;

/** Not `URL.canParse`: in Node.js 20, once it is compiled, it refuses good URLs with letters beyond ASCII. */
function parse(raw: string): URL | undefined {
  try {
    return new URL(raw);
  } catch {
    return undefined;
  }
}

export const httpsUrl = z.pipe(
  z.string({ error: HTTPS_URL }).check(z.maxLength(2048, { error: HTTPS_URL })),
  z.transform((raw, context) => {
    const url = /[\s\p{C}]/u.test(raw) ? undefined : parse(raw);
    if (url?.protocol === 'https:' && url.username === '' && url.password === '') return link(url);
    return refuse(context, HTTPS_URL);
  }),
);
