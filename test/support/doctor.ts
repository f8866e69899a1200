import type { Check } from '../../ops/doctor/check';
import { contextOf } from '../../ops/doctor/context';
import { runChecks } from '../../ops/doctor/run-checks';
import { type Answers, type AwsApi, awsClient, Refusal, startAwsApi } from './aws-api';
import { ENVIRONMENT, FUNCTION, HEALTHY, RECORDS } from './healthy-stage';
import { PLACE } from './place';

const NOW = Date.parse('2026-11-26T12:00:00Z');

/** What AWS, DNS and Google answer otherwise than about a healthy stage. */
export interface Fault {
  readonly answers?: Answers;
  readonly records?: Readonly<Record<string, readonly string[]>>;
  readonly token?: () => Promise<string>;
}

export const refused = (code: string, message?: string) => () => {
  throw new Refusal(code, message);
};

/** Functions with another environment. */
export const environment = (changes: Readonly<Record<string, string>>): Answers => ({
  GetFunctionConfiguration: { ...FUNCTION, Environment: { Variables: { ...ENVIRONMENT, ...changes } } },
});

/** Lambda, from which somebody deleted a function. */
export const without = (name: string): Answers => ({
  GetFunctionConfiguration({ path }: { path: string }) {
    if (path.includes(name)) throw new Refusal('ResourceNotFoundException');
    return FUNCTION;
  },
});

export const faults = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('✓'));

const dnsOf = (records: Readonly<Record<string, readonly string[]>>) => ({
  async resolveTxt(name: string) {
    const found = records[name];
    // The second half of a long record is a string of its own.
    if (found) return found.map((text) => [text.slice(0, 9), text.slice(9)]);
    throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
  },
});

const SIGN = { ok: '✓', warning: '!', wrong: '✗' };

/** Some checks, and a server that stands in for AWS while the tests of a file run. */
export function doctorWith(...checks: readonly Check[]) {
  let aws: AwsApi;
  beforeAll(async () => {
    aws = await startAwsApi();
  });
  afterAll(() => aws.close());

  /** Looks at a stage with a fault. @returns its lines: `✗ sending: SES is in the sandbox → https://…` */
  async function look(
    { answers, records = RECORDS, token = async () => 'token' }: Fault = {},
    timeoutMs = 60_000,
    onDone?: (running: readonly string[]) => void,
  ): Promise<string[]> {
    aws.answers = { ...HEALTHY, ...answers };
    const context = contextOf(PLACE, awsClient(aws), AbortSignal.timeout(timeoutMs), NOW, {
      dns: dnsOf(records),
      tokens: () => ({ get: token }),
    });
    const findings = await runChecks(checks, context, timeoutMs, onDone);
    return findings.flatMap(({ check, lines }) =>
      lines.map(({ mark, text, fix = '' }) => `${SIGN[mark]} ${check}: ${text} → ${fix}`),
    );
  }

  return {
    look,
    url: () => aws.url,
    /** A test per fault: one of the lines tells of it. */
    tellsOf: (rows: ReadonlyArray<readonly [fault: string, fault: Fault, line: RegExp]>) =>
      it.each(rows)('tells of %s', async (_, fault, line) => {
        expect(await look(fault)).toContainEqual(expect.stringMatching(line));
      }),
  };
}
