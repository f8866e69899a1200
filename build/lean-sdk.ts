import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * What the AWS SDK brings along for other places than these functions, and what stands in its stead. Both are loaded
 * on demand there, for which esbuild would also keep all they use in modules of their own, started one by one.
 */
const REPLACED: Readonly<Record<string, string>> = {
  // Lambda hands a function its role's credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN (Lambda
  // developer guide, `configuration-envvars`; SnapStart, which does not, is for Java, Python and .NET: `snapstart`). The
  // SDK's chain looks there first as well, but has clients of STS, SSO and sign-in behind it. Like the chain, this asks
  // once: a client does it for every request, and the environment of a process does not change.
  '@aws-sdk/credential-provider-node': `
    import { fromEnv } from '@aws-sdk/credential-provider-env';
    export const defaultProvider = (options) => {
      const fromEnvironment = fromEnv(options);
      let credentials;
      return () => (credentials ??= fromEnvironment());
    };`,
  // No operation that is used here has an event stream.
  '@smithy/core/event-streams': "throw new Error('Event streams are left out: build/lean-sdk.ts');",
};

/**
 * For esbuild: leaves out of a bundle what a function never uses of the SDK. Each import above has to be met in every
 * build that has a client of the SDK: where the SDK has moved one, the build fails, and does not quietly bring it back.
 */
export const leanSdk = (): Plugin => ({
  name: 'lean-sdk',
  setup(build) {
    const met = new Set<string>();
    let hasClient = false;
    build.onStart(() => {
      met.clear();
      hasClient = false;
    });
    build.onResolve({ filter: /^@(?:aws-sdk|smithy)\// }, async ({ path, pluginData, ...from }) => {
      hasClient ||= path.startsWith('@aws-sdk/client-');
      if (!Object.hasOwn(REPLACED, path) || pluginData === REPLACED) return undefined;
      const found = await build.resolve(path, { ...from, pluginData: REPLACED });
      if (found.errors.length > 0) return { errors: found.errors };
      met.add(path);
      return { path: found.path, namespace: 'lean-sdk', pluginData: path, sideEffects: found.sideEffects };
    });
    build.onLoad({ filter: /./, namespace: 'lean-sdk' }, ({ path, pluginData }) => ({
      contents: REPLACED[pluginData] ?? '',
      resolveDir: dirname(path),
    }));
    build.onEnd(({ errors }) => {
      const gone = Object.keys(REPLACED).filter((path) => !met.has(path));
      if (!hasClient || errors.length > 0 || gone.length === 0) return undefined;
      const text = `Nothing imports ${gone.join(', ')} any more: build/lean-sdk.ts has to learn where it went`;
      return { errors: [{ text }] };
    });
  },
});
