import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { KINDS } from '../../support/contract/kinds';
import { partsOf } from '../../support/contract/patterns';
import { topicSchema } from '../../support/contract/schema';
import { ROOT } from '../../support/docs';
import { NOTIFICATIONS } from '../../support/notifications';

/*
 * A producer's validator is seldom one of JavaScript. These are skipped where there is no Python 3, or no JDK; with REQUIRE_KAFKA=1, which
 * needs Java anyhow, that is a failure.
 */

/** What a text may be, by a pattern and by one that it must not have. */
interface Text {
  readonly pattern: string;
  readonly butNot: string | undefined;
}

const TEXTS: readonly Text[] = [
  ...new Map(
    NOTIFICATIONS.flatMap((one) => partsOf(topicSchema(one)))
      .filter(({ type, pattern, not }) => type === 'string' && (pattern ?? not) !== undefined)
      .map(({ pattern, not }): Text => ({ pattern: String(pattern ?? ''), butNot: Object(not).pattern }))
      .map((text) => [JSON.stringify(text), text]),
  ).values(),
];

const WORDS = [
  ...'pending cancelled success failed refunded shipped delivered XXX cents 0 0.00 1e5'.split(' '),
  '',
];

/** What is read, and the same with something behind it that may count as an end. */
const VALUES = [...WORDS, ...Object.values(KINDS).flatMap(({ accepted }) => accepted)]
  .filter((value) => typeof value === 'string')
  .flatMap((value) =>
    ['', '\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029', ' ', '['].map((end) => value + end),
  );

const hex = (text: string): string => Buffer.from(text).toString('hex');

/** Which texts an engine finds patterns in. */
function foundBy(
  [command, ...args]: readonly string[],
  pairs: ReadonlyArray<readonly [string, string]>,
): boolean[] {
  const input = pairs.map(([pattern, value]) => `${hex(pattern)} ${hex(value)}\n`).join('');
  const { stdout, stderr, status } = spawnSync(command ?? '', args, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line === 'true');
}

const FOLDER = join(ROOT, 'test/support/contract');

describe.each([
  ['Python', 'python3', ['python3', join(FOLDER, 'engine.py')]],
  ['Java', 'javac', ['java', '-Dfile.encoding=UTF-8', join(FOLDER, 'Engine.java')]],
])('%s', (name, needed, engine) => {
  const isThere = spawnSync(needed, ['--version']).status === 0;
  if (!isThere)
    process.stderr.write(`The patterns of the contract are not tried in ${name}: no ${needed}.\n`);
  const itThere = isThere || process.env.REQUIRE_KAFKA === '1' ? it : it.skip;

  itThere('reads the patterns of the contract as JavaScript does', () => {
    const cases = TEXTS.flatMap((text) => VALUES.map((value) => ({ ...text, value })));
    const found = foundBy(
      engine,
      cases.map(({ pattern, value }) => [pattern, value]),
    );
    const refused = foundBy(
      engine,
      cases.map(({ butNot, value }) => [butNot ?? '', value]),
    );

    const differences = cases.filter(({ pattern, butNot, value }, at) => {
      const isTaken = found[at] && !(butNot !== undefined && refused[at]);
      const isTakenHere =
        new RegExp(pattern, 'u').test(value) &&
        !(butNot !== undefined && new RegExp(butNot, 'u').test(value));
      return isTaken !== isTakenHere;
    });

    expect(differences).toEqual([]);
  });
});
