import { expectGenerated } from '../../support/docs';
import { parametersTable } from '../../support/parameters-table';
import { variablesTable } from '../../support/variables-table';

describe('docs/configuration.md', () => {
  it('has the table of parameters that a deployment is checked against', () => {
    expectGenerated('docs/configuration.md', 'parameters', parametersTable());
  });

  it('has the table of variables that the functions start with', () => {
    expectGenerated('docs/configuration.md', 'variables', variablesTable());
  });
});
