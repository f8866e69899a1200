import * as z from 'zod/mini';
import type { Problem } from '../../runtime/validation';
import { type ObjectSchema, type Report, read } from '../read';

/** A list in a message, of which at most so many elements were read. */
export interface List<T> extends Report {
  /** Those that can be shown. */
  readonly shown: readonly T[];
  /** How many there are beside those: unreadable ones, and those behind the last one that was read. */
  readonly more: number;
  /** Whether one was left out since it could not be read. */
  readonly isBroken: boolean;
}

/**
 * A list of objects; one that cannot be read costs no other its place. Those behind the first `most` are counted and not read, so that
 * a long list costs no more than a short one. An empty list is absent.
 *
 * @param name of the field. The problems of its elements are problems of `items`; their reasons say which: `items.3.name: expected …`.
 */
export const list = <T extends object>(name: string, element: ObjectSchema<T>, most: number) =>
  z.pipe(
    z.custom<readonly unknown[]>(Array.isArray, { error: `a list of ${name}` }),
    z.transform((written): List<T> | undefined => {
      const shown: T[] = [];
      const ignored: Problem[] = [];
      const normalised: string[] = [];
      let isBroken = false;
      for (const [index, one] of written.slice(0, most).entries()) {
        const at = `${name}.${index}`;
        const leaveOut = (reason: string) =>
          ignored.push({ field: name, reason: reason.startsWith(':') ? at + reason : `${at}.${reason}` });
        const result = read(element, one);
        if (result.kind === 'invalid') {
          isBroken = true;
          leaveOut(result.reason);
        } else {
          shown.push(result.value);
          for (const { reason } of result.ignored) leaveOut(reason);
          normalised.push(...result.normalised.map((field) => `${at}.${field}`));
        }
      }
      const isEmpty = written.length === 0;
      return isEmpty
        ? undefined
        : { shown, more: written.length - shown.length, isBroken, ignored, normalised };
    }),
  );
