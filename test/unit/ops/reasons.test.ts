import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODES, type ReasonCode } from '../../../lib/runtime/outcome';
import { failureOf, isReasonCode, REASONS } from '../../../ops/reasons';
import { labelOf, OWN_REASONS, REASON_WORDS } from '../../../ops/redrive/codes';
import { expectGenerated } from '../../support/docs';
import { ownReasonsTable, reasonsTable } from '../../support/reasons-table';

const DOCS = join(__dirname, '../../../docs');
const LIB = join(__dirname, '../../../lib');
const textOf = (document: string): string => readFileSync(join(DOCS, document), 'utf8');

/** The codes of failures that these files of `lib/` name. */
const codesIn = (...files: readonly string[]): ReasonCode[] =>
  Object.keys(CODES)
    .filter(isReasonCode)
    .filter((code) => failureOf(code) !== undefined)
    .filter((code) => files.some((file) => readFileSync(join(LIB, file), 'utf8').includes(`'${code}'`)));

describe('a reason code', () => {
  it.each(Object.entries(REASONS))(
    '%s is told in whole sentences, for terminal and table alike',
    (_, row) => {
      expect(row.means).toMatch(/^[A-Z][^`|\n]+\.$/);
      expect(row.next).toMatch(/^[A-Z`][^|\n]+[.`)]$/);
      expect(row.next.split('`').length % 2).toBe(1);
      expect(row.nextAlone ?? row.next).toMatch(/^[A-Z`][^|\n]+[.`)]$/);
      expect(row.next.replace(/\{(?:redrive|again|recipients)\}/g, '')).not.toMatch(/[{}]/);
    },
  );

  it('of a failure that another try can end has the command for it', () => {
    const hopeless = Object.entries(CODES).flatMap(([code, kind]) =>
      kind === 'sent' || kind === 'skipped' || kind === 'invalid' ? [code] : [],
    );

    const withCommand = Object.entries(REASONS).flatMap(([code, { next }]) =>
      /\{(?:redrive|again)\}/.test(next) ? [] : [code],
    );

    expect(withCommand).toEqual(hopeless);
  });

  it.each(codesIn('channels/sms/answers.ts', 'channels/push/answers.ts', 'channels/sms/reach.ts', 'lane.ts'))(
    '%s, which a text or a push may have beside a mail that went, does not say that a redrive finds it',
    (code) => {
      expect(REASONS[code].next).not.toMatch(/\{redrive\}`/);
    },
  );

  it('of a redrive’s own is none that the functions have', () => {
    expect(Object.keys(OWN_REASONS).filter((code) => code in CODES)).toEqual([]);
  });

  it.each([
    ['rejected', 'permanent: rejected'],
    ['opted_out', 'opted_out'],
    ['defect', 'defect'],
    ['not_in_log', 'not_in_log'],
    ['of_a_version_to_come', 'of_a_version_to_come'],
  ])('%s is shown as %s', (code, label) => {
    expect(labelOf(code)).toBe(label);
  });
});

describe('the runbook', () => {
  it('has the table of all reason codes that the commands speak from', () => {
    expectGenerated('docs/runbook.md', 'reasons', reasonsTable());
  });
});

describe('docs/redrive.md', () => {
  it('has the table of a redrive’s own codes', () => {
    expect(textOf('redrive.md')).toContain(`by a test -->\n${ownReasonsTable()}\n<!-- /own reasons -->`);
  });
});

it.each(readdirSync(DOCS).filter((file) => file.endsWith('.md')))(
  'docs/%s chooses by reasons that exist',
  (file) => {
    const words = Array.from(textOf(file).matchAll(/--reason ([\w,]+)/g), ([, given = '']) =>
      given.split(','),
    ).flat();

    expect(words.filter((word) => !REASON_WORDS.has(word))).toEqual([]);
  },
);
