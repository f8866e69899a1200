import { failedRecords } from '../../../../../ops/doctor/checks/failed-records';
import { doctorWith } from '../../../../support/doctor';
import { listing } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(failedRecords);

tellsOf([
  [
    'records that failed',
    { answers: { ListObjectsV2: listing('2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z') } },
    /^! failed records: 2 documents in .*, the oldest 2 days old → npm run redrive/,
  ],
  [
    'records that are soon deleted',
    { answers: { ListObjectsV2: listing('2026-11-16T00:00:00Z') } },
    /^✗ failed records: 1 document in .*, the oldest 10 days old; after 14 days it is deleted/,
  ],
]);
