import { functions } from '../../../../../ops/doctor/checks/functions';
import { doctorWith, without } from '../../../../support/doctor';
import { FUNCTION } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(functions);

tellsOf([
  [
    'a function that somebody deleted',
    { answers: without('orderNotification') },
    /^✗ functions: notification-service-prod-orderNotification is gone.* → docs\/doctor\.md#changed-or-deleted-by-hand$/,
  ],
  [
    'a function that could not be updated',
    {
      answers: {
        GetFunctionConfiguration: {
          ...FUNCTION,
          LastUpdateStatus: 'Failed',
          LastUpdateStatusReason: 'no memory',
        },
      },
    },
    /^✗ functions: .* its last update failed: no memory/,
  ],
  [
    'a runtime that AWS no longer updates',
    { answers: { GetFunctionConfiguration: { ...FUNCTION, Runtime: 'nodejs20.x' } } },
    /^! functions: .* no longer updates nodejs20\.x/,
  ],
  [
    'invocations that failed',
    { answers: { GetMetricData: { MetricDataResults: [{ Id: 'f0', Values: [2, 1] }] } } },
    /^! functions: .*: 3 invocations failed in the last 24 hours/,
  ],
]);
