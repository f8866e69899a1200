/** The SES Query protocol (version 2010-12-01): form-encoded request, XML answer. */

export class SesError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

const escapeXml = (text: string): string =>
  text.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Nested results: objects are elements, arrays are lists of `member`. */
export type Result = string | number | boolean | readonly Result[] | { readonly [name: string]: Result };

function toXml(result: Result): string {
  if (Array.isArray(result)) return result.map((member) => `<member>${toXml(member)}</member>`).join('');
  if (typeof result !== 'object') return escapeXml(String(result));
  return Object.entries(result)
    .map(([name, value]) => `<${name}>${toXml(value)}</${name}>`)
    .join('');
}

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

export const answerXml = (action: string, result: Result, requestId: string): string =>
  `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${toXml(result)}</${action}Result>` +
  `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;

export const errorXml = ({ code, message, status }: SesError, requestId: string): string =>
  `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
  `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>` +
  `<RequestId>${requestId}</RequestId></ErrorResponse>`;

/** `Name.member.1`, `Name.member.2`, … in order. */
export function membersOf(form: URLSearchParams, name: string): string[] {
  const members: string[] = [];
  for (let index = 1; ; index++) {
    const member = form.get(`${name}.member.${index}`);
    if (member === null) return members;
    members.push(member);
  }
}
