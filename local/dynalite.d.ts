declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options?: {
    readonly createTableMs?: number;
    readonly path?: string;
  }): Server;
}

declare module 'dynalite/db' {
  /** The answer to a condition that does not hold, or nothing where it does. */
  export let checkConditional: (
    request: { readonly ReturnValuesOnConditionCheckFailure?: string },
    existing: Readonly<Record<string, unknown>> | undefined,
  ) => { readonly body: Record<string, unknown> } | null | undefined;
}

declare module 'dynalite/validations/*' {
  /** The parameters of an operation; others are taken out of a request. */
  export const types: Record<string, { readonly type: string; readonly enum?: readonly string[] }>;
}
