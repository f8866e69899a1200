import { inMemory } from '../../../support/mapping-bench';
import { specifyMapping } from '../../../support/mapping-specification';

describe('an event source mapping on the topic log in memory', () => {
  specifyMapping(() => inMemory);
});
