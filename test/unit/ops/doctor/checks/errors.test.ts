import { errors } from '../../../../../ops/doctor/checks/errors';
import { doctorWith, refused } from '../../../../support/doctor';

const { tellsOf } = doctorWith(errors);

tellsOf([
  [
    'errors in the log',
    {
      answers: {
        FilterLogEvents: {
          events: [{ message: '{"message":"first"}' }, { message: '{"message":"record failed: a defect"}' }],
        },
      },
    },
    /^! errors: .*: 2 errors in the last hour, the last: record failed: a defect → docs/,
  ],
  [
    'a log group that is gone',
    { answers: { FilterLogEvents: refused('ResourceNotFoundException') } },
    /^✗ errors: .* has no log group/,
  ],
]);
