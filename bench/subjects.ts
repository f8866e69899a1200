/** What is measured: this service, its peers, and the floors that no such service can go below. */
export interface Subject {
  /** Exports `handler`. Relative to the project's root. */
  readonly entry: string;
  /** Whether each record becomes a mail. */
  readonly mails: boolean;
  /** Imports what only `bench/package.json` names. */
  readonly installed: boolean;
  /** One record after the other, so that a batch takes as long as the sum of its sends. */
  readonly sequential: boolean;
}

const subject = (entry: string, differs: Partial<Subject> = {}): Subject => ({
  entry,
  mails: true,
  installed: false,
  sequential: false,
  ...differs,
});

export const SUBJECTS = {
  service: subject('handlers/order-notification.ts'),
  naive: subject('bench/peers/naive/handler.ts', { sequential: true }),
  powertools: subject('bench/peers/powertools/handler.ts', { installed: true }),
  'kafka-consumer': subject('bench/peers/kafka-consumer/handler.ts', { installed: true, sequential: true }),
  'floor-send': subject('bench/floors/send.ts'),
  'floor-cpu': subject('bench/floors/cpu.ts', { mails: false }),
} as const satisfies Record<string, Subject>;

export type SubjectName = keyof typeof SUBJECTS;

export const SUBJECT_NAMES = Object.keys(SUBJECTS) as SubjectName[];
