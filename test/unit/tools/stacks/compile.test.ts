import { readParameters } from '../../../../infra/parameters/read';
import { withoutUnknown } from '../../../../tools/stacks/compile';
import { SOURCES } from '../../../../tools/stacks/deployments';

it('leaves out the parameters that a version refuses to know, and no others', () => {
  const parameters = { ...SOURCES.msk, batchSize: 'many', newOne: '1', newOther: '2' };
  const { problems } = readParameters(parameters, 'eu-central-1');

  const { known, unknown } = withoutUnknown({ stage: 'prod', parameters }, problems.join('\n'));

  expect(unknown).toEqual(['newOne', 'newOther']);
  expect(known).toEqual({ stage: 'prod', parameters: { ...SOURCES.msk, batchSize: 'many' } });
});
