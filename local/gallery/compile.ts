import { join } from 'node:path';
import { readLanguages } from '../../build/templates/languages';
import { templates } from '../../build/templates/plugin';
import { PSEUDO } from '../../build/templates/pseudo';
import { exportsOf } from '../bundled';
import type { allMails, ShownMail } from './mails';

/** The languages of the gallery: those of `templates/languages/`, English first, and the one that nobody has to translate. */
export function galleryLanguages(): string[] {
  const tags = Object.keys(readLanguages()).filter((tag) => tag !== 'en');
  return ['en', ...tags, PSEUDO];
}

/**
 * All mails as the functions would send them, from the files as they are now.
 *
 * @throws an error whose message says what is wrong in which template, language or the brand.
 */
export async function compileMails(): Promise<ShownMail[]> {
  const { allMails: all } = await exportsOf<{ allMails: typeof allMails }>({
    entryPoints: [join(__dirname, 'mails.ts')],
    plugins: [templates({ pseudo: true })],
  });
  return all?.(galleryLanguages()) ?? [];
}
