import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';

/** Where the on-failure documents are: an S3 bucket, or a folder that stands in for it. */
export interface DocumentStore {
  /** In messages. */
  readonly name: string;
  /** Every object there is; `size` in bytes. */
  list(): AsyncIterable<{ readonly key: string; readonly size: number }>;
  /** Undefined when it is gone. */
  read(key: string): Promise<string | undefined>;
  /** Atomically: whoever reads meanwhile gets the old or the new. */
  replace(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
}

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

/** Undefined when there is no such file or folder. */
async function ifThere<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return undefined;
    throw error;
  }
}

/** A folder that stands in for the bucket. Links and hidden files are no documents. */
export function folderStore(folder: string): DocumentStore {
  const fileOf = (key: string) => join(folder, ...key.split('/'));
  return {
    name: folder,
    async *list() {
      for (const entry of (await ifThere(readdir(folder, { withFileTypes: true, recursive: true }))) ?? []) {
        if (!entry.isFile() || entry.name.startsWith('.')) continue;
        const file = join(entry.parentPath, entry.name);
        const found = await ifThere(stat(file));
        if (found) yield { key: relative(folder, file).split(sep).join('/'), size: found.size };
      }
    },
    read: (key) => ifThere(readFile(fileOf(key), 'utf8')),
    async replace(key, text) {
      const file = fileOf(key);
      const draft = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
      await writeFile(draft, text);
      await rename(draft, file);
    },
    remove: (key) => rm(fileOf(key), { force: true }),
  };
}
