import type { Message, Plugin } from 'esbuild';

const written = ({ text, location }: Message): string =>
  location && !text.startsWith('templates/')
    ? `${location.file}:${location.line}:${location.column + 1}: ${text}`
    : text;

/**
 * For esbuild: says why a function could not be bundled anew, which serverless-esbuild keeps to itself while it
 * watches. Several functions may share a mistake; it is told once, until it is mended.
 */
export function failedBuilds(say: (problem: string) => void): Plugin {
  const problems = new Map<string, readonly string[]>();
  return {
    name: 'failed-builds',
    setup(build) {
      build.onEnd(({ errors }) => {
        const known = new Set([...problems.values()].flat());
        const found = errors.map(written);
        problems.set(JSON.stringify(build.initialOptions.entryPoints), found);
        for (const problem of found) if (!known.has(problem)) say(problem);
      });
    },
  };
}
