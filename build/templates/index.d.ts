export interface Compiled {
  readonly mail: string;
  /** The body of a module. */
  readonly code: string;
  readonly fields: ReadonlyMap<string, { readonly optional: boolean; readonly href: boolean }>;
  readonly used: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

export class TemplateError extends Error {}
export const TEMPLATES: string;
export function mails(folder?: string): string[];
export function compile(
  mail: string,
  options?: { readonly brand?: object; readonly languages?: object; readonly folder?: string },
): Promise<Compiled>;
export function typesOf(compiled: Pick<Compiled, 'fields'>, lib: string): string;
