import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readLanguages } from '../../build/templates/languages';
import { mails as templates } from '../../build/templates/partials';
import { FUNCTIONS } from '../../infra/functions';

import { BUILT, buildHandlers } from '../support/built-function';

const ROOT = join(__dirname, '../..');
const languages = readLanguages();
const fileOf = (topic: string) => join(BUILT, `${topic}-notification.js`);

/** The notifications, and of each the templates that its mail imports. */
const NOTIFICATIONS = FUNCTIONS.map(({ file }) => {
  const topic = file.slice(0, -'-notification'.length);
  const source = readFileSync(join(ROOT, 'lib/channels/email', `${topic}.ts`), 'utf8');
  const imports = Array.from(source.matchAll(/templates\/([\w-]+)\.mjml'/g), ([, mail]) => mail ?? '');
  return [topic, imports] as const;
});

beforeAll(() => buildHandlers());

it('every mail is sent by one of them', () => {
  expect(NOTIFICATIONS.flatMap(([, mails]) => mails).sort()).toEqual([...templates()].sort());
});

describe.each(NOTIFICATIONS)('the bundle of %s', (topic, mails) => {
  const read = () => readFileSync(fileOf(topic), 'utf8');

  it('has its own mails, in every language, and no other', () => {
    const bundle = read();

    for (const words of Object.values(languages)) {
      for (const [section, texts] of Object.entries(words)) {
        if (!templates().includes(section)) continue;
        expect(bundle.includes(texts.headline ?? '')).toBe(mails.includes(section));
      }
    }
  });

  it('is no larger than 400 kB', () => {
    expect(statSync(fileOf(topic)).size).toBeLessThanOrEqual(400_000);
  });

  it('has a source map of little more than our own files', () => {
    const map = readFileSync(`${fileOf(topic)}.map`, 'utf8');

    expect(map.length).toBeLessThan(150_000);
    expect(JSON.parse(map).sources).toContainEqual(expect.stringMatching(/\blib\/consume\.ts$/));
  });

  it('has the clients of SES and DynamoDB, and no other', () => {
    const services = Array.from(read().matchAll(/serviceId\?\?"([^"]+)"/g), ([, name]) => name);

    expect(services.sort()).toEqual(['DynamoDB', 'SES']);
  });

  it('takes credentials from its environment, and has no other way to come by them', () => {
    expect(read().match(/AWS_SESSION_TOKEN/g)).not.toBeNull();
    expect(
      read().match(/AssumeRole|sso_session|credential_process|WEB_IDENTITY|CONTAINER_CREDENTIALS/g),
    ).toBeNull();
  });

  it('has no template compiler', () => {
    expect(read()).not.toMatch(/<mj-|mjml|handlebars|\{\{/i);
  });
});

it('every handler was built', () => {
  const handlers = readdirSync(join(ROOT, 'handlers')).map((file) => file.replace(/\.ts$/, '.js'));

  expect(readdirSync(BUILT).filter((file) => file.endsWith('.js'))).toEqual(handlers);
});
