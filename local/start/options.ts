import { messageOf, parseCommandLine, UsageError } from '../../tools/command';
import { numberOption, partsOf, wrongValue } from '../../tools/options';
import { ports } from '../../tools/ports';
import { ALL_CHANNELS } from '../channels';
import { EVENTS_HELP, type EventSettings, readEvents } from '../eventbridge/settings';
import { brokersOf } from '../kafka/kafka-client';
import { FAULTS_HELP, RETRIES_HELP, readFaults, readRetries } from '../kafka/settings';
import type { SesOptions } from '../ses/server';

const PORTS = Object.values(ports).map(
  ({ variable, what, number }) => `  ${variable.padEnd(19)}${what} (${number})`,
);

export const HELP = `Starts the local stack: the functions, SES with an inbox, SMS, FCM and DynamoDB. Sends every sample event once.

  npm start [-- options]     then polls the topics until Ctrl-C
  npm run demo [-- options]  then ends

  --no-samples         send no sample event
  --json               print the log lines of the functions as they are, not as text for people;
                       also the default where the output is not a terminal
  --channels <…>       what the functions send by, email among them (default: CHANNELS; else email,sms,push)
  --max-send-rate <n>  mails per second that SES grants: it throttles what is above, and the functions share the rate as
                       they do where sesMaxSendRate is deployed (default: SES has no limit, the functions share 200);
                       with SES_MAX_SEND_RATE=<n> the functions share another rate than SES grants
  --latency-ms <n>     time that SES takes to answer a send, in milliseconds (default: 0)
  --fail-rate <0-1>    share of sends that SES answers with an error and does not take (default: 0)
  --seed <n>           of --fail-rate: the same seed fails the same sends (default: 1)
  --kafka <host:port>  the broker whose topics are polled (default: KAFKA_BROKERS; else topics in memory)
  --retries <…>        what AWS leaves open about retries: ${RETRIES_HELP}
  --faults <…>         what happens to invocations: ${FAULTS_HELP}
  --events <…>         what happens to the events of mails: ${EVENTS_HELP}
  -h, --help           print this text

Variables that move a port:
${PORTS.join('\n')}

Exit codes: 0 when a signal such as Ctrl-C ended npm start, and when every sample event of npm run demo ended as its
name says; 1 when one did not, or something stands in the way; 2 for a wrong option; 130 when a signal ended npm run demo.
After Ctrl-C npm itself ends with 130.
`;

export interface StartOptions {
  readonly ses: SesOptions;
  /** By which the functions send; read by build/bundling.ts. */
  readonly channels: string;
  /** What happens to the events of mails on their way to the function. */
  readonly events: EventSettings;
  /** The account's sending rate, for the functions; lib/config.ts checks it. Empty: what the plugin gives them. */
  readonly rate: Readonly<Record<'SES_MAX_SEND_RATE', string>>;
  /** Handed to the mappings by their environment, where `serverless offline` without this command takes them from. */
  readonly mappings: Readonly<Record<'KAFKA_BROKERS' | 'MAPPING_RETRIES' | 'MAPPING_FAULTS', string>>;
  /** Sends the samples and ends. */
  readonly once: boolean;
  readonly samples: boolean;
  readonly json: boolean;
}

/** @throws UsageError with what a reader of settings throws */
function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function checkMappings(mappings: StartOptions['mappings']): void {
  readRetries(mappings.MAPPING_RETRIES);
  readFaults(mappings.MAPPING_FAULTS);
  if (mappings.KAFKA_BROKERS) brokersOf(mappings.KAFKA_BROKERS, '--kafka or KAFKA_BROKERS');
}

/** @throws UsageError */
function readChannels(given: string): string {
  const channels = partsOf(given);
  const known: readonly string[] = ALL_CHANNELS;
  if (channels.includes('email') && channels.every((channel) => known.includes(channel)))
    return channels.join();
  throw wrongValue('--channels', 'email, sms and push, email among them', given);
}

/** Reads the command line. @throws UsageError */
export function readOptions(args: string[]): StartOptions {
  const { values } = parseCommandLine({
    args,
    options: {
      once: { type: 'boolean', default: false },
      'no-samples': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      channels: { type: 'string', default: process.env.CHANNELS || ALL_CHANNELS.join() },
      'max-send-rate': { type: 'string' },
      'latency-ms': { type: 'string' },
      'fail-rate': { type: 'string' },
      seed: { type: 'string' },
      kafka: { type: 'string', default: process.env.KAFKA_BROKERS ?? '' },
      retries: { type: 'string', default: process.env.MAPPING_RETRIES ?? '' },
      faults: { type: 'string', default: process.env.MAPPING_FAULTS ?? '' },
      events: { type: 'string' },
    },
  });
  const mappings = {
    KAFKA_BROKERS: values.kafka,
    MAPPING_RETRIES: values.retries,
    MAPPING_FAULTS: values.faults,
  };
  checked(() => checkMappings(mappings));
  const events = checked(() => readEvents(values.events));
  const maxSendRate = numberOption('max-send-rate', values['max-send-rate'], {
    least: 0,
    most: 10_000,
    fallback: 0,
  });
  return {
    rate: {
      SES_MAX_SEND_RATE: process.env.SES_MAX_SEND_RATE || (maxSendRate > 0 ? String(maxSendRate) : ''),
    },
    ses: {
      port: ports.ses.number,
      maxSendRate,
      latencyMs: numberOption('latency-ms', values['latency-ms'], { least: 0, fallback: 0 }),
      failRate: numberOption('fail-rate', values['fail-rate'], { least: 0, most: 1, fallback: 0 }),
      seed: numberOption('seed', values.seed, { least: 0, whole: true, fallback: 1 }),
      eventDelayMs: events.delay,
    },
    events,
    channels: readChannels(values.channels),
    mappings,
    once: values.once,
    samples: !values['no-samples'],
    json: values.json,
  };
}
