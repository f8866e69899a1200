import { CODES } from '../../lib/runtime/outcome';
import { failureOf, isReasonCode, REASONS } from '../../ops/reasons';
import { OWN_REASONS } from '../../ops/redrive/codes';

const rowOf = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Which records to send again: by their code where the log has it, else those of the last hours; one order where a person was asked. */
function choiceOf(code: string, next: string): string {
  if (next.includes('--resend-unknown')) return '--order <order>';
  return isReasonCode(code) && ['permanent', 'defect'].includes(failureOf(code) ?? '')
    ? `--reason ${code}`
    : '--since 2h';
}

const PUBLISH = '[publish their records again](#publish-records-again)';

/** The runbook's table of reason codes, made from what the commands say. */
export function reasonsTable(): string {
  const rows = Object.entries(REASONS).map(([code, { means, next }]) => {
    const redrive = `npm run redrive -- --stage prod ${choiceOf(code, next)}`;
    const kind = isReasonCode(code) ? CODES[code] : '';
    const recipients = 'npm run recipients -- --stage prod --user <user>';
    const filled = next
      .replaceAll('{redrive}', redrive)
      .replaceAll('`{again}`', `\`${redrive}\`; for texts and pushes whose mails went: ${PUBLISH}`)
      .replaceAll('{recipients}', recipients);
    return rowOf(`\`${code}\``, kind, means, filled);
  });
  return [rowOf('code', 'kind', 'what it means', 'what to do'), '|---|---|---|---|', ...rows].join('\n');
}

/** The table of codes that only a redrive says. */
export function ownReasonsTable(): string {
  const rows = Object.entries(OWN_REASONS).map(([code, { reason, next }]) =>
    rowOf(`\`${code}\``, reason, next),
  );
  return [rowOf('code', 'in words', 'what to do'), '|---|---|---|', ...rows].join('\n');
}
