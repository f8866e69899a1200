import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { typesOf } from '../../../../build/templates/types';

const ROOT = join(__dirname, '../../../..');
let folder: string;
beforeAll(() => {
  mkdirSync(join(ROOT, '.build'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.build/typed-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What TypeScript says to a notification that supplies `supplied` to a template that needs `gift` and `shop`. */
function problems(supplied: string): string {
  const fields = new Map([
    ['order_id', { optional: false, href: false }],
    ['gift', { optional: false, href: false }],
    ['shop', { optional: true, href: true }],
  ]);
  writeFileSync(join(folder, 'mail.d.mjml.ts'), typesOf(fields, '../../lib'));
  writeFileSync(
    join(folder, 'notification.ts'),
    `import { render } from '../../lib/channels/email/template';
import mail from './mail.mjml';
export const made = (order_id: string, text: string) => render(mail, {}, () => (${supplied}));
`,
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{"extends":"../../tsconfig.json","include":["notification.ts"]}',
  );
  try {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

describe('the type check', () => {
  it('passes when a notification supplies what its template uses', () => {
    expect(problems("{ order_id, gift: text, shop: 'https://shop.example/' as const }")).toBe('');
    expect(problems('{ order_id, gift: text, shop: undefined }')).toBe('');
  });

  it.each([
    ['a field is missing', '{ order_id, shop: undefined }', "Property 'gift' is missing"],
    [
      'a field that may be absent is always shown',
      '{ order_id, gift: undefined, shop: undefined }',
      "'undefined' is not assignable",
    ],
    ['any text is to be a link', '{ order_id, gift: text, shop: text }', "'string' is not assignable"],
  ])('fails when %s', (_, supplied, problem) => {
    expect(problems(supplied)).toContain(problem);
  });
});
