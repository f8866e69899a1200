import type { Plugin, PluginBuild } from 'esbuild';
import { messageText } from '../build/templates/esbuild-message';

/** Each mistake begins a line; what says more about it is indented below. */
const mistakesOf = (text: string): string[] => text.split(/\n(?! )/);

const titleOf = (mistake: string): string => mistake.split('\n', 1)[0] ?? '';

/**
 * For esbuild: says why a function could not be bundled. Several functions and mails may share a mistake; it is told
 * once, until it is mended.
 */
export function failedBuilds(say: (mistake: string) => void): Plugin {
  /** The titles of the mistakes, by function. */
  const standing = new Map<string, readonly string[]>();
  /** The last build of each function: one that it has overtaken has nothing to say. */
  const builds = new Map<string, PluginBuild>();
  return {
    name: 'failed-builds',
    setup(build) {
      const entry = JSON.stringify(build.initialOptions.entryPoints);
      builds.set(entry, build);
      build.onEnd(({ errors }) => {
        if (builds.get(entry) !== build) return;
        const known = new Set([...standing.values()].flat());
        const found = errors.flatMap((error) => mistakesOf(messageText(error)));
        standing.set(entry, found.map(titleOf));
        for (const mistake of found) {
          if (!known.has(titleOf(mistake))) say(mistake);
          known.add(titleOf(mistake));
        }
      });
    },
  };
}
