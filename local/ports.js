/** Where the parts of the local stack listen, all on loopback, and the variable that moves each of them. */
const DEFAULTS = {
  ses: { what: 'SES with its inbox', variable: 'SES_PORT', number: 8025 },
  dynamodb: { what: 'DynamoDB', variable: 'DYNAMODB_PORT', number: 8000 },
  lambda: { what: 'Lambda Invoke API', variable: 'LAMBDA_PORT', number: 3002 },
};

const portFrom = (entry) => ({ ...entry, number: Number(process.env[entry.variable] || entry.number) });

const ports = {
  ses: portFrom(DEFAULTS.ses),
  dynamodb: portFrom(DEFAULTS.dynamodb),
  lambda: portFrom(DEFAULTS.lambda),
};

const isPort = (number) => Number.isInteger(number) && number >= 1 && number <= 65_535;

/** What is wrong with the ports that the environment asks for; empty when nothing is. */
function portProblems() {
  const all = Object.values(ports);
  const wrong = all.filter(({ number }) => !isPort(number));
  const same = all.filter(({ number }, index) =>
    all.some((other, before) => before < index && other.number === number),
  );
  return [
    ...wrong.map(
      ({ variable }) =>
        `${variable}: expected a port from 1 to 65535, found ${JSON.stringify(process.env[variable])}`,
    ),
    ...same.map(
      ({ variable, number }) => `${variable}: port ${number} is taken by another part of the stack already`,
    ),
  ];
}

const urlOf = (port) => `http://127.0.0.1:${port.number}`;

module.exports = { ports, portProblems, urlOf };
