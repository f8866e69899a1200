import { connect } from 'node:net';

/** A place where a part of the local stack listens, on loopback. */
export interface Port {
  /** In words, for messages. */
  readonly what: string;
  /** The environment variable that moves it. */
  readonly variable: string;
  readonly number: number;
}

const toNumber = (text: string) => (/^\d{1,5}$/.test(text) ? Number(text) : Number.NaN);

const port = (what: string, variable: string, standard: number): Port => ({
  what,
  variable,
  number: toNumber(process.env[variable] || String(standard)),
});

export const ports = {
  ses: port('SES with its inbox', 'SES_PORT', 8025),
  sms: port('SMS', 'SMS_PORT', 8027),
  push: port('FCM', 'PUSH_PORT', 8028),
  dynamodb: port('DynamoDB', 'DYNAMODB_PORT', 8000),
  lambda: port('Lambda Invoke API', 'LAMBDA_PORT', 3002),
  preferences: port('preference page', 'PREFERENCES_PORT', 8026),
  secrets: port('Secrets Manager', 'SECRETS_PORT', 3005),
  publish: port('way into the topics', 'PUBLISH_PORT', 3004),
} as const satisfies Record<string, Port>;

const isPort = (number: number) => Number.isInteger(number) && number >= 1 && number <= 65_535;

/** Says what is wrong with the ports that the environment asks for; empty when nothing is. */
export function portProblems(): string[] {
  const all = Object.values(ports);
  const wrong = all.filter(({ number }) => !isPort(number));
  const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
  const same = pairs.filter(([one, other]) => one.number === other.number);
  return [
    ...wrong.map(
      ({ variable }) =>
        `${variable}: expected a port from 1 to 65535, found ${JSON.stringify(process.env[variable])}`,
    ),
    ...same.map(
      ([one, other]) => `${one.variable} and ${other.variable}: both are ${one.number}, they must differ`,
    ),
  ];
}

export const urlOf = ({ number }: Port): string => `http://127.0.0.1:${number}`;

/** Says what to do where a part of the local stack should listen, and does not. */
export const nothingListens = ({ what, variable, number }: Port): string =>
  `Nothing listens on port ${number}, where the local ${what} should be. ` +
  `Run "npm start" in another terminal first (or set ${variable}).`;

/** Tries whether something listens there, on loopback. */
export function isOpen(number: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: number });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
