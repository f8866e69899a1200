import * as z from 'zod/mini';
import { refuse } from '../../runtime/validation';

const HTTPS_URL = 'an https URL of at most 2048 characters, without user name or password';

const link = ({ href }: URL) => href as `https://${string}`;

export const httpsUrl = z.pipe(
  z.string({ error: HTTPS_URL }).check(z.maxLength(2048, { error: HTTPS_URL })),
  z.transform((raw, context) => {
    const url = !/[\s\p{C}]/u.test(raw) && URL.canParse(raw) ? new URL(raw) : undefined;
    if (url?.protocol === 'https:' && url.username === '' && url.password === '') return link(url);
    return refuse(context, HTTPS_URL);
  }),
);
