import { largestBatch, roundOf, shareOf } from '../../infra/send-rates';
import { SOURCES } from '../../tools/stacks/deployments';
import { stack } from './computed-stack';

/** SES rates and pollers, with what a deployment may set at them. The last column is advice. */
const ROWS: ReadonlyArray<readonly [rate: number, what: string, pollers: number, advice: string]> = [
  [1, ' (sandbox)', 1, '`batchSize=5`'],
  [14, ' (first production limit)', 1, 'the defaults: 100'],
  [50, '', 1, '`batchSize=250`'],
  [200, '', 1, '`batchSize=1000`'],
  [200, '', 2, '`batchSize=600`'],
  [500, '', 2, '`batchSize=1500`'],
  [1_000, '', 2, '`batchSize=3000`'],
];

const HEADS = [
  'SES rate, mails a second',
  '`maximumPollers`',
  'static share',
  'round, s',
  'largest `batchSize` at `timeout` 240',
  'at 840',
  'batch of three seconds',
  'sensible',
];

const count = (value: number) => value.toLocaleString('en');

/** The table of rates, made from what a deployment is checked with. */
export function ratesTable(): string {
  const rows = ROWS.map(([rate, what, pollers, advice]) => {
    const parametersAt = (timeout: number) =>
      stack({
        ...SOURCES.msk,
        sesMaxSendRate: String(rate),
        maximumPollers: String(pollers),
        timeout: String(timeout),
        batchSize: '10000',
      }).parameters;
    const cells = [
      `${count(rate)}${what}`,
      String(pollers),
      String(shareOf(parametersAt(240))),
      roundOf(parametersAt(240)).toFixed(1),
      ...[240, 840].map((timeout) => count(largestBatch(parametersAt(timeout)))),
      count(3 * rate),
      advice,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [`| ${HEADS.join(' | ')} |`, '|---:|---:|---:|---:|---:|---:|---:|---|', ...rows].join('\n');
}
