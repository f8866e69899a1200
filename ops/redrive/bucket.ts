import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { DocumentStore } from './store';

/**
 * The whole bucket, which is the stack's own: AWS documents how it names objects for streams (`aws/lambda/<mapping>/…`)
 * but not for Kafka. In a bucket with versioning, what is removed or replaced stays as an older version.
 */
export function bucketStore(bucket: string, region: string): DocumentStore {
  const client = new S3Client({ region });
  const name = (Key: string) => ({ Bucket: bucket, Key });
  return {
    name: `s3://${bucket}`,
    async *list() {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
        for (const { Key, Size = 0 } of Contents) {
          // What the S3 console makes for a folder ends with a slash.
          if (Key !== undefined && !Key.endsWith('/')) yield { key: Key, size: Size };
        }
      }
    },
    async read(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand(name(key)));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async replace(key, text) {
      await client.send(new PutObjectCommand({ ...name(key), Body: text, ContentType: 'application/json' }));
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand(name(key)));
    },
  };
}
