import { build, type Plugin } from 'esbuild';
import { failedBuilds } from '../../../local/failed-builds';

/** Two functions that are bundled again and again, with what a plugin says of each. */
function functions() {
  const told: string[] = [];
  const failed = failedBuilds((mistake) => told.push(mistake));
  const bundle = async (name: string, ...texts: string[]) => {
    const mistakes: Plugin = {
      name: 'mistakes',
      setup: ({ onLoad }) => onLoad({ filter: /./ }, () => ({ errors: texts.map((text) => ({ text })) })),
    };
    await build({
      entryPoints: [`/${name}.ts`],
      plugins: [{ name: 'anywhere', setup: anywhere }, mistakes, failed],
      write: false,
      logLevel: 'silent',
    }).catch(() => {});
  };
  return { told, bundle };
}

const anywhere: Plugin['setup'] = ({ onResolve }) => onResolve({ filter: /./ }, ({ path }) => ({ path }));

it('tells a mistake that functions and mails share once, with the lines below that belong to it', async () => {
  const { told, bundle } = functions();

  await bundle('order', 'a.mjml:1:1: wrong\n  put in at b', 'a.mjml:1:1: wrong\n  put in at c');
  await bundle('payment', 'a.mjml:1:1: wrong\n  put in at d');

  expect(told).toEqual(['a.mjml:1:1: wrong\n  put in at b']);
});

it('tells each of several mistakes', async () => {
  const { told, bundle } = functions();

  await bundle('order', 'de.json: x is missing\nde.json: y is missing');

  expect(told).toEqual(['de.json: x is missing', 'de.json: y is missing']);
});

it('tells a mistake again when it was mended between', async () => {
  const { told, bundle } = functions();

  await bundle('order', 'wrong');
  await bundle('order', 'wrong');
  await bundle('order', 'another');
  await bundle('order', 'wrong');

  expect(told).toEqual(['wrong', 'another', 'wrong']);
});

it('tells nothing of a build that a later one has overtaken', async () => {
  const { told, bundle } = functions();

  await Promise.all([bundle('order', 'wrong'), bundle('order', 'another')]);

  expect(told).toEqual(['another']);
});

it('tells the place of what esbuild found itself', async () => {
  const told: string[] = [];

  await build({
    stdin: { contents: 'let x =', sourcefile: 'lib/x.ts' },
    plugins: [failedBuilds((mistake) => told.push(mistake))],
    logLevel: 'silent',
  }).catch(() => {});

  expect(told).toEqual(['lib/x.ts:1:8: Unexpected end of file']);
});
