import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { partsOf } from '../../support/contract/patterns';
import { topicSchema } from '../../support/contract/schema';
import { VALUES as OF_KINDS } from '../../support/contract/values';
import { ROOT } from '../../support/docs';
import { NOTIFICATIONS } from '../../support/notifications';

/*
 * A producer's validator is seldom one of JavaScript. These are skipped where there is no Python 3, or no JDK; with REQUIRE_KAFKA=1, which
 * needs Java anyhow, that is a failure.
 */

/** The patterns of a text, and of what it must not have. */
const PATTERNS: ReadonlyArray<readonly [pattern: string, butNot: string | undefined]> = Object.values(
  Object.fromEntries(
    NOTIFICATIONS.flatMap((one) => partsOf(topicSchema(one)))
      .filter(({ type, pattern, not }) => type === 'string' && (pattern ?? not) !== undefined)
      .map((part) => [JSON.stringify(part), [String(part.pattern ?? ''), Object(part.not).pattern]]),
  ),
);

const WORDS = [
  ...'pending cancelled success failed refunded shipped delivered XXX cents 0 0.00 1e5'.split(' '),
  '',
];

/** What is read, and the same with something behind it that may count as an end. */
const VALUES = [...WORDS, ...Object.values(OF_KINDS).flatMap(({ accepted }) => accepted)]
  .filter((value) => typeof value === 'string')
  .flatMap((value) =>
    ['', '\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029', ' ', '['].map((end) => value + end),
  );

const hex = (text: string): string => Buffer.from(text).toString('hex');

/** Says of pairs of a pattern and a text whether the one is found in the other. */
type Find = (pairs: ReadonlyArray<readonly [pattern: string, text: string]>) => boolean[];

const foundHere: Find = (pairs) => pairs.map(([pattern, text]) => new RegExp(pattern, 'u').test(text));

const foundBy =
  ([command = '', ...args]: readonly string[]): Find =>
  (pairs) => {
    const input = pairs.map((pair) => `${pair.map(hex).join(' ')}\n`).join('');
    const { stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
    const lines = stdout.trim().split('\n');
    if (lines.length < pairs.length) throw new Error(stderr);
    return lines.map((line) => line === 'true');
  };

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
    const cases = PATTERNS.flatMap((patterns) => VALUES.map((value) => [...patterns, value] as const));
    const takenBy = (find: Find) => {
      const found = find(cases.map(([pattern, , value]) => [pattern, value]));
      const refused = find(cases.map(([, butNot, value]) => [butNot ?? '^(?:x)$x', value]));
      return cases.filter((_, at) => found[at] && !refused[at]);
    };

    expect(takenBy(foundBy(engine))).toEqual(takenBy(foundHere));
  });
});
