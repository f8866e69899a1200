import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLanguages } from '../../templates/compiler/words.js';
import { buildHandlers } from '../support/built-function';

const BUILT = join(__dirname, '../../.build/handlers');
const languages = readLanguages();

beforeAll(buildHandlers);

describe.each([
  ['order', ['order']],
  ['payment', ['payment-success', 'payment-failed']],
  ['shipment', ['shipment']],
  ['delivery', ['delivery']],
])('the bundle of %s', (topic, mails) => {
  const read = () => readFileSync(join(BUILT, `${topic}-notification.js`), 'utf8');

  it('has its own mails, in every language, and no other', () => {
    const bundle = read();

    for (const words of Object.values(languages)) {
      for (const [section, texts] of Object.entries(words)) {
        if (section === 'language' || section === 'common') continue;
        expect(bundle.includes(texts.headline ?? '')).toBe(mails.includes(section));
      }
    }
  });

  it('has no template compiler', () => {
    expect(read()).not.toMatch(/<mj-|mjml|handlebars|\{\{/i);
  });
});

it('every handler was built', () => {
  expect(readdirSync(BUILT).filter((file) => file.endsWith('.js'))).toHaveLength(4);
});
