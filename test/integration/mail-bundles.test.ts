import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { mails as templates } from '../../templates/compiler/index.js';
import { readLanguages } from '../../templates/compiler/words.js';
import { buildHandlers } from '../support/built-function';

const BUILT = join(__dirname, '../../.build/handlers');
const ROOT = join(__dirname, '../..');
const languages = readLanguages();

/** The notifications, and of each the templates that it imports. */
const NOTIFICATIONS = readdirSync(join(ROOT, 'lib/notifications')).map((file) => {
  const source = readFileSync(join(ROOT, 'lib/notifications', file), 'utf8');
  const imports = Array.from(source.matchAll(/templates\/([\w-]+)\.mjml'/g), ([, mail]) => mail ?? '');
  return [basename(file, '.ts'), imports] as const;
});

beforeAll(buildHandlers);

it('every mail is sent by one of them', () => {
  expect(NOTIFICATIONS.flatMap(([, mails]) => mails).sort()).toEqual([...templates()].sort());
});

describe.each(NOTIFICATIONS)('the bundle of %s', (topic, mails) => {
  const read = () => readFileSync(join(BUILT, `${topic}-notification.js`), 'utf8');

  it('has its own mails, in every language, and no other', () => {
    const bundle = read();

    for (const words of Object.values(languages)) {
      for (const [section, texts] of Object.entries(words)) {
        if (!templates().includes(section)) continue;
        expect(bundle.includes(texts.headline ?? '')).toBe(mails.includes(section));
      }
    }
  });

  it('has no template compiler', () => {
    expect(read()).not.toMatch(/<mj-|mjml|handlebars|\{\{/i);
  });
});

it('every handler was built', () => {
  expect(readdirSync(BUILT).filter((file) => file.endsWith('.js'))).toHaveLength(NOTIFICATIONS.length);
});
