import { ConfigError, NotKafkaEventError, StoreUnavailableError } from '../../../lib/runtime/errors';

describe.each([
  ['ConfigError', ConfigError],
  ['NotKafkaEventError', NotKafkaEventError],
  ['StoreUnavailableError', StoreUnavailableError],
])('%s', (name, Type) => {
  it('carries its own name, which is what logs show', () => {
    expect(String(new Type('what happened'))).toBe(`${name}: what happened`);
  });

  it('keeps its cause', () => {
    const cause = new Error('why');

    expect(new Type('what happened', { cause }).cause).toBe(cause);
  });
});
