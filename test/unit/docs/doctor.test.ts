import { checksTable, doctorPolicy } from '../../support/checks-table';
import { expectGenerated } from '../../support/docs';

describe('docs/doctor.md', () => {
  it('has the table of what is looked at', () => {
    expectGenerated('docs/doctor.md', 'checks', checksTable());
  });

  it('has the policy that permits all of it', () => {
    expectGenerated('docs/doctor.md', 'policy', doctorPolicy());
  });
});
