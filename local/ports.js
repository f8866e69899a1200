const { connect } = require('node:net');

/** Where the parts of the local stack listen, all on loopback, and the variable that moves each of them. */
const DEFAULTS = {
  ses: { what: 'SES with its inbox', variable: 'SES_PORT', number: 8025 },
  dynamodb: { what: 'DynamoDB', variable: 'DYNAMODB_PORT', number: 8000 },
  lambda: { what: 'Lambda Invoke API', variable: 'LAMBDA_PORT', number: 3002 },
  publish: { what: 'way into the topics', variable: 'PUBLISH_PORT', number: 3004 },
};

const toNumber = (text) => (/^\d{1,5}$/.test(text) ? Number(text) : Number.NaN);

const portFrom = (entry) => ({ ...entry, number: toNumber(process.env[entry.variable] || entry.number) });

const ports = {
  ses: portFrom(DEFAULTS.ses),
  dynamodb: portFrom(DEFAULTS.dynamodb),
  lambda: portFrom(DEFAULTS.lambda),
  publish: portFrom(DEFAULTS.publish),
};

const isPort = (number) => Number.isInteger(number) && number >= 1 && number <= 65_535;

/** What is wrong with the ports that the environment asks for; empty when nothing is. */
function portProblems() {
  const all = Object.values(ports);
  const wrong = all.filter(({ number }) => !isPort(number));
  const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other]));
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

const urlOf = (port) => `http://127.0.0.1:${port.number}`;

/** Whether something listens there, on loopback. */
function isOpen(number) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: number });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

module.exports = { isOpen, ports, portProblems, urlOf };
