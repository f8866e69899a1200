export interface Port {
  /** In words, for messages. */
  readonly what: string;
  /** The environment variable that moves it. */
  readonly variable: string;
  readonly number: number;
}

export const ports: { readonly ses: Port; readonly dynamodb: Port; readonly lambda: Port };

export function urlOf(port: Port): string;
