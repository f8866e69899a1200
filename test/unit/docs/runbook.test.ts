import { SOURCES } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';
import { textOf } from '../../support/docs';

describe('docs/runbook.md', () => {
  it('reserves what a mapping uses at most, and an invocation each for a redrive and smoke', () => {
    const { maximumPollers } = stack(SOURCES.msk).parameters;

    expect(textOf('docs/runbook.md')).toContain(`--reserved-concurrent-executions ${5 * maximumPollers + 2}`);
  });
});
