import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { allMails } from '../../local/gallery/mails';

/** The languages there are, but for the one that nobody has to translate. */
export const LANGUAGES = readdirSync(join(__dirname, '../../templates/languages')).map((file) =>
  basename(file, '.json'),
);

/** Every mail in every language, and with hostile fields; in the tests' brand. */
export const MAILS = allMails(LANGUAGES);
