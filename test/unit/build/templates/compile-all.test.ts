import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileAll } from '../../../../build/templates/compile-all';
import { readLanguages } from '../../../../build/templates/languages';
import { templatesFolder } from '../../../support/templates-folder';

const templates = templatesFolder();
afterAll(() => templates.remove());

const [out, types] = [join(templates.folder, 'out'), join(templates.folder, 'types')];

it('writes every mail, text message and push, and what it needs as types', async () => {
  await compileAll({ out, types });

  expect(readdirSync(out)).toContain('payment-failed.js');
  expect(readFileSync(join(types, 'shipment.d.mjml.ts'), 'utf8')).toContain('readonly tracking_url: Href');
  expect(readdirSync(out)).toContain('payment-failed.push.js');
  expect(readFileSync(join(types, 'shipment.d.sms.ts'), 'utf8')).toContain(
    'readonly carrier: string | undefined',
  );
});

it('refuses a text that no template uses', async () => {
  const { en, ...others } = readLanguages();
  const languages = { ...others, en: { ...en, order: { ...en?.order, unused: 'x' } } } as never;

  await expect(compileAll({ out, types, languages })).rejects.toThrow(
    'templates/languages/en.json: order.unused is not used by any template',
  );
});
