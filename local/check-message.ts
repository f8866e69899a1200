import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { readLanguages } from '../build/templates/languages';
import { statusProblems } from '../infra/parameters/ignored-statuses';
import { languageFor } from '../lib/channels/language';
import { isObject } from '../lib/kafka/event';
import { EXIT, messageOf, Problem, parseCommandLine, run, UsageError } from '../tools/command';
import { printable } from '../tools/text';
import { loadChecker } from './check-message/load';
import { isGood, reportOf } from './check-message/report';
import { headersOf } from './event';
import { readHeaders } from './messages';

const HELP = `Says what the service would make of messages, and what the customer would read. It sends nothing and needs no stack.

  npm run check-message -- <topic> <file> [<file> …] [options]
  npm run check-message -- <topic> [options] < messages.jsonl

A file holds one message; one whose name ends with .jsonl, and the standard input, hold one message per line.

  --whole              count a message of which a field is left out as a failure
  --header <n=v>       header of every record, such as content-type=application/cloudevents+json; may be repeated
  --ignored <statuses> statuses that the deployment tells nobody of, comma-separated, as in ignoredStatuses or without the topic
  --locale <tag>       language and region of the customer, such as de or en-GB (default: the usual language)
  -q, --quiet          print the verdicts without what the customer would read
  -h, --help           print this text

accepted: the customer gets the mail; lines below it name the fields that are left out. skipped: there is nothing to send. refused: the record
would fail, and its producer must mend the message. Whether the customer exists and wants the mail is not asked.

Exit code: 0 no message is refused; 1 one is, or has a field left out (--whole), or something went wrong; 2 wrong options.

Example:
  npm run check-message -- payment_notification message.json
`;

interface Named {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The lines that say something, as the bytes that they are: a message may be no text at all. */
const linesOf = (name: string, bytes: Buffer): Named[] =>
  bytes
    .toString('latin1')
    .split(/\r?\n/)
    .map((line, index) => ({ name: `${name} ${index + 1}`, bytes: Buffer.from(line, 'latin1') }))
    .filter((line) => line.bytes.length > 0);

function messagesIn(file: string): Named[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Problem(`${file} cannot be read: ${messageOf(error)}`);
  }
  return file.toLowerCase().endsWith('.jsonl')
    ? linesOf(`${basename(file)}, line`, bytes)
    : [{ name: basename(file), bytes }];
}

/** Whether somebody gave a message that is printed on several lines. */
function isOneMessage(lines: readonly Named[]): boolean {
  try {
    return (
      lines.length > 1 && isObject(JSON.parse(Buffer.concat(lines.map(({ bytes }) => bytes)).toString()))
    );
  } catch {
    return false;
  }
}

/** Statuses are given alone, or like those of the parameter ignoredStatuses. @throws UsageError for one that no deployment may ignore */
function ignoredOf(statuses: string | undefined, topic: string | undefined): Set<string> {
  const written =
    statuses
      ?.toLowerCase()
      .split(',')
      .map((status) => status.trim())
      .filter(Boolean) ?? [];
  const ignored = written.map((status) => (status.includes(':') ? status : `${topic}:${status}`));
  for (const problem of statusProblems({ ignoredStatuses: ignored })) {
    throw new UsageError(problem.replace('ignoredStatuses', '--ignored'));
  }
  return new Set(ignored);
}

/** Tells of a language that no mail is written in: the mail is then in the usual one. */
function noteOf(locale: string | undefined): string | undefined {
  if (locale === undefined) return undefined;
  const languages = readLanguages();
  const { tag } = languageFor(locale, languages);
  if (locale.trim().toLowerCase().startsWith(tag)) return undefined;
  return `--locale ${printable(locale)}: no mail is written in this language (${Object.keys(languages).join(', ')}); shown is ${tag}.\n`;
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: {
      whole: { type: 'boolean' },
      locale: { type: 'string' },
      ignored: { type: 'string' },
      header: { type: 'string', multiple: true },
      quiet: { type: 'boolean', short: 'q' },
    },
  });
  const [topic, ...files] = positionals;
  const headers = headersOf(readHeaders(values.header));
  const check = await loadChecker(topic);
  const messages =
    files.length > 0 ? files.flatMap(messagesIn) : linesOf('line', await buffer(process.stdin));
  if (messages.length === 0) {
    const where = files.length > 0 ? files.join(', ') : 'the standard input';
    throw new Problem(`There is no message: ${where} is empty.`);
  }
  const note = noteOf(values.locale);
  if (note) process.stderr.write(note);
  const ignored = ignoredOf(values.ignored, topic);
  let isAllGood = true;
  for (const { name, bytes } of messages) {
    const checked = check({ value: bytes.toString('base64'), headers }, values.locale, ignored);
    process.stdout.write(reportOf(name, checked, values.quiet ?? false));
    isAllGood &&= isGood(checked, values.whole ?? false);
  }
  if (files.length === 0 && isOneMessage(messages)) {
    process.stderr.write('The lines together are one message: write it on one line, or name its file.\n');
  }
  return isAllGood ? EXIT.ended : EXIT.left;
}

run('check-message', main, HELP);
