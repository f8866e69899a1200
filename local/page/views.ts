import type { Chapter } from '../../ops/explain/timeline';
import type { BookedRecord } from '../kafka/record-book';
import type { TopicPosition } from '../kafka/topic-positions';
import type { ReceivedMail } from '../ses/inbox';

/** What the page gets; both ends read these types. */

/** A mail as the list has it. */
export type MailHead = Omit<ReceivedMail, 'html' | 'text' | 'raw'>;

export interface ShownRecord extends BookedRecord {
  readonly orderId: string | undefined;
  /** None while nobody knows yet. */
  readonly outcome: 'sent' | 'skipped' | 'failed' | undefined;
  readonly why: string | undefined;
}

export interface TopicsView {
  /** In words: real Kafka, or memory. */
  readonly from: string;
  readonly partitions: readonly TopicPosition[];
  /** The one that came last first. */
  readonly records: readonly ShownRecord[];
}

/** A message of a sample event. */
export interface SampleMessage {
  readonly topic: string;
  readonly name: string;
  /** Whether records of its event are meant to fail. */
  readonly broken: boolean;
  /** Null is a tombstone. */
  readonly value: string | null;
}

export interface OrdersView {
  /** The one that something happened to last first. */
  readonly recent: ReadonlyArray<{ readonly orderId: string; readonly at: string }>;
}

export interface OrderView {
  readonly orderId: string;
  readonly chapters: readonly Chapter[];
  /** Entries that cannot be read. */
  readonly broken: readonly string[];
  /** The same in a terminal. */
  readonly command: string;
}

export interface FailedRecord {
  readonly place: string;
  readonly orderId: string | undefined;
  /** None where the message cannot be read. */
  readonly userId: string | undefined;
  readonly label: string;
  readonly reason: string;
}

export interface FailedView {
  /** The newest first. */
  readonly documents: ReadonlyArray<{
    readonly key: string;
    /** ISO 8601. */
    readonly at: string;
    readonly records: readonly FailedRecord[];
  }>;
  readonly unreadable: ReadonlyArray<{ readonly key: string; readonly reason: string }>;
  readonly folder: string;
}

/** What a redrive would do, or has done, as the command prints it. */
export interface RedriveView {
  readonly report: string;
  /** What is asked before anything is sent; none where there is nothing to send. */
  readonly question: string | undefined;
  /** The same in a terminal. */
  readonly command: string;
}
