import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, textOf } from '../support/docs';
import { freeStackPorts } from '../support/ports';
import { copyRepository, followSteps, runIn } from '../support/steps';

/*
 * A newcomer adds a topic, a language and a status, and does no more than the pages say. It takes minutes, so `npm test` leaves it
 * out: `npm run test:slow`.
 */

// One of them runs all unit tests: on a machine with much else to do, that took five minutes.
jest.setTimeout(900_000);

const describeSlow = process.env.REQUIRE_SLOW === '1' ? describe : describe.skip;

const PAGE = textOf('docs/add-a-topic.md');
const STATUS_PAGE = textOf('docs/add-a-status.md');
const MSK = [
  '--param source=msk',
  '--param mskClusterArn=arn:aws:kafka:eu-central-1:123456789012:cluster/shop/1',
  '--param senderEmail=orders@shop.example',
  '--param alarms=none',
].join(' ');

/** The commands of the section with this heading. */
const commandsOf = (heading: string, page = PAGE): string =>
  blocksOf('sh', page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').join('\n');

/** As docs/templates.md says: all texts of `en.json`, and `language`, which it shows. */
function addLanguage(folder: string): void {
  const [shown = ''] = blocksOf('json', textOf('docs/templates.md').split('\n## Add a language\n')[1] ?? '');
  const english = JSON.parse(readFileSync(join(folder, 'templates/languages/en.json'), 'utf8'));
  const french = { ...english, ...JSON.parse(`{${shown}}`) };
  writeFileSync(join(folder, 'templates/languages/fr.json'), `${JSON.stringify(french, null, 2)}\n`);
}

describeSlow('a topic and a language that are added by the documented steps', () => {
  let copy: string;
  beforeAll(async () => {
    copy = copyRepository();
    followSteps(PAGE, copy);
    addLanguage(copy);
    await runIn(copy, commandsOf('4. Samples'));
    await runIn(
      copy,
      'npm run format && UPDATE_DOCS=1 npx jest test/unit/docs && UPDATE_DOCS=1 npx jest test/unit/contract',
    );
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('pass linter, type check and the checks of the docs', async () => {
    await runIn(copy, 'npm run lint && npm run typecheck && npx jest test/unit/docs test/unit/contract');
  });

  it('pass the unit tests, but for the models and those that list the functions of the stack', async () => {
    await runIn(
      copy,
      'npx jest test/unit --testPathIgnorePatterns /node_modules/ unit/infra unit/bench/rate model',
    );
  });

  it('are in the local stack: its sample ends as sent', async () => {
    const said = await runIn(copy, 'npm run demo', await freeStackPorts());

    expect(said).toMatch(/refund-notification\s+1\s+1\s+0\s+0/);
  });

  it('are in the package: a bundle, and a mapping of its topic', async () => {
    await runIn(copy, `npx serverless package --stage prod ${MSK}`);

    const template = readFileSync(
      join(copy, '.serverless/cloudformation-template-update-stack.json'),
      'utf8',
    );
    const mappings = Object.values<{ Type: string; Properties: { Topics?: string[] } }>(
      JSON.parse(template).Resources,
    ).filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');

    expect(existsSync(join(copy, '.serverless/refundNotification.zip'))).toBe(true);
    expect(mappings.flatMap(({ Properties }) => Properties.Topics)).toContain('refund_notification');
  });

  it('are in the gallery: the mail in every language, and every mail in French', async () => {
    await runIn(copy, 'npm run gallery -- --out .local/gallery');

    const page = readFileSync(join(copy, '.local/gallery/index.html'), 'utf8');
    expect(page).toContain('Ihre Erstattung ist unterwegs');
    expect(page).toMatch(/lang=\\?(?:"|&quot;|\\")fr/);
  });
});

describeSlow('a status that is added by the documented steps', () => {
  let copy: string;
  beforeAll(async () => {
    copy = copyRepository();
    followSteps(STATUS_PAGE, copy);
    await runIn(copy, commandsOf('3. Samples', STATUS_PAGE));
    await runIn(
      copy,
      'npm run format && UPDATE_DOCS=1 npx jest test/unit/docs && UPDATE_DOCS=1 npx jest test/unit/contract',
    );
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('passes linter, type check and the checks of the docs', async () => {
    await runIn(copy, 'npm run lint && npm run typecheck && npx jest test/unit/docs test/unit/contract');
  });

  it('passes the tests of mails, text messages, pushes and messages, but for the list of its statuses', async () => {
    await runIn(
      copy,
      'npx jest test/unit/templates unit/channels/email unit/channels/sms unit/channels/push test/unit/notifications --testPathIgnorePatterns /node_modules/ notifications/shipment fields/optional',
    );
  });

  it('is in the functions: its sample ends as sent, with a key of its own', async () => {
    const said = await runIn(
      copy,
      "npx jest test/integration/built-handlers -t 'shipment-notification-delayed'",
    );

    expect(said).toMatch(/✓ end shipment-notification-delayed as its name says/);
  });

  it('is in the gallery: the mail in every language', async () => {
    await runIn(copy, 'npm run gallery -- --out .local/gallery');

    const page = readFileSync(join(copy, '.local/gallery/index.html'), 'utf8');
    expect(page).toContain('Ihr Paket verspätet sich');
  });
});
