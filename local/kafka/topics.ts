import { samples } from '../samples';

/** The topics that have functions: those of the sample events. */
export const serviceTopics = (): string[] => [
  ...new Set(
    samples().flatMap(({ event }) =>
      Object.values(event.records ?? {}).flatMap((records) =>
        records.flatMap((record) => {
          const { topic } = record as { readonly topic?: unknown };
          return typeof topic === 'string' ? [topic] : [];
        }),
      ),
    ),
  ),
];
