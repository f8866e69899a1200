/** Where the parts of the local stack listen, all on loopback, and the variable that moves each of them. */
const DEFAULTS = {
  ses: { what: 'SES with its inbox', variable: 'SES_PORT', number: 8025 },
  dynamodb: { what: 'DynamoDB', variable: 'DYNAMODB_PORT', number: 8000 },
  lambda: { what: 'Lambda Invoke API', variable: 'LAMBDA_PORT', number: 3002 },
};

function portFrom(entry) {
  const given = process.env[entry.variable];
  if (given === undefined || given === '') return entry;
  if (/^\d{1,5}$/.test(given) && Number(given) >= 1 && Number(given) <= 65_535)
    return { ...entry, number: Number(given) };
  throw new Error(`${entry.variable}: expected a port from 1 to 65535, found ${JSON.stringify(given)}`);
}

const ports = {
  ses: portFrom(DEFAULTS.ses),
  dynamodb: portFrom(DEFAULTS.dynamodb),
  lambda: portFrom(DEFAULTS.lambda),
};

const urlOf = (port) => `http://127.0.0.1:${port.number}`;

module.exports = { ports, urlOf };
