import { isDeepStrictEqual } from 'node:util';
import { read } from '../../../lib/notifications/read';
import type { Documented } from '../notifications';
import { acceptedBy, type Case } from './accepted';
import { type Contract, elementsOf, type Fields, isValid, type Part } from './made';

function isRead(value: object, [name = '', part]: Case['path']): boolean {
  const found: unknown = Reflect.get(value, name);
  return part === undefined ? found !== undefined : Object(found).shown?.[0]?.[part] !== undefined;
}

/** What a reader refuses or leaves out of messages that the contract accepts, one line each, with the first such message. */
export function broken(contract: Contract, { notification }: Pick<Documented, 'notification'>): string[] {
  const lines = new Map<string, string>();
  for (const { value, path, isThere } of acceptedBy(contract)) {
    const parsed = read(notification.schema, value);
    const isLost = parsed.kind === 'read' && isThere && !isRead(parsed.value, path);
    const said =
      parsed.kind === 'invalid'
        ? [`refused: ${parsed.reason}`]
        : parsed.ignored.map(({ reason }) => `left out: ${reason}`);
    for (const line of said.length === 0 && isLost ? [`no longer read: ${path.join('.')}`] : said) {
      if (!lines.has(line)) lines.set(line, `${line}, of ${JSON.stringify(value).slice(0, 300)}`);
    }
  }
  return [...lines.values()];
}

const isWords = ({ enum: before }: Part, { enum: after }: Part): boolean =>
  before?.every((word) => after?.includes(word)) === true;

/** What a new contract no longer has of the one before. What cannot be proven to be wider counts as narrower: another pattern stands beside the old one. */
const gone = (before: Fields, after: Fields): string[] =>
  Object.entries(before.properties).flatMap(([name, field]) => {
    const now = after.properties[name];
    if (now === undefined) return [`${name}: the field is gone`];
    const [old, elements] = [elementsOf(field), elementsOf(now)];
    if (old && elements) return gone(old, elements).map((line) => `${name}.${line}`);
    // What decorates may be anything; a wrong value of other fields is refused.
    if (field['x-rule'] === 'decorates' && now['x-rule'] !== 'decorates')
      return [`${name}: no longer decorates`];
    return field.anyOf
      .filter((part) => !now.anyOf.some((one) => isDeepStrictEqual(one, part) || isWords(part, one)))
      .map((part) => `${name}: no longer has ${JSON.stringify(part)}`);
  });

/** Where a new contract may accept less than the one before, one line each. */
export function narrowed(before: Contract, after: Contract): string[] {
  const refused = new Set<string>();
  for (const { value, path } of acceptedBy(before)) {
    if (!isValid(after, value)) refused.add(`a change of ${path.join('.')} no longer validates`);
  }
  return [...gone(before, after), ...refused];
}
