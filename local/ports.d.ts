export interface Port {
  /** In words, for messages. */
  readonly what: string;
  /** The environment variable that moves it. */
  readonly variable: string;
  readonly number: number;
}

export const ports: {
  readonly ses: Port;
  readonly dynamodb: Port;
  readonly lambda: Port;
  readonly publish: Port;
};

/** What is wrong with the ports that the environment asks for; empty when nothing is. */
export function portProblems(): string[];

export function urlOf(port: Port): string;

/** Whether something listens there, on loopback. */
export function isOpen(port: number): Promise<boolean>;
