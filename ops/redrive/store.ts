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
