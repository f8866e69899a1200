import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { nameOf } from '../../../lib/runtime/errors';
import { plural } from '../../../tools/text';
import { whereOf } from '../../place';
import { BY_HAND, type Check, ok, warning, wrong } from '../check';

const DAY = 86_400_000;

/** The bucket keeps a document for fourteen days; the rest is for who sends it again. */
const LATE = 10;

export const failedRecords: Check = {
  name: 'failed records',
  looksFor:
    'how many documents lie in the on-failure bucket, and how old the oldest is: it is deleted after 14 days',
  needs: ['cloudformation:ListStackResources', 's3:ListBucket'],
  async run({ clients, abortSignal, now, place, resources }) {
    const bucket = (await resources('AWS::S3::Bucket')).find(({ id }) => id === 'OnFailureBucket');
    if (!bucket) return [wrong('the stack has no on-failure bucket: what is given up is lost', BY_HAND)];
    const Bucket = bucket.physicalId;
    let count = 0;
    let oldest = now;
    try {
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: clients.s3 },
        { Bucket },
        { abortSignal },
      )) {
        count += Contents.length;
        for (const { LastModified } of Contents) oldest = Math.min(oldest, LastModified?.getTime() ?? now);
      }
    } catch (error) {
      if (nameOf(error) !== 'NoSuchBucket') throw error;
      return [wrong(`there is no bucket ${Bucket}: what is given up is lost`, BY_HAND)];
    }
    if (count === 0) return [ok(`${Bucket} is empty`)];
    const days = Math.floor((now - oldest) / DAY);
    const text = `${plural(count, 'document')} in ${Bucket}, the oldest ${plural(days, 'day')} old`;
    const redrive = `npm run redrive -- ${whereOf(place)} --dry-run`;
    return [days >= LATE ? wrong(`${text}; after 14 days it is deleted`, redrive) : warning(text, redrive)];
  },
};
