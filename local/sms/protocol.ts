import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** AWS JSON 1.0, as AWS End User Messaging SMS speaks it. Source: Smithy, `aws-json-1_0-protocol`. */
export class SmsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly fields: Readonly<Record<string, unknown>> = {},
    readonly status = 400,
  ) {
    super(message);
  }
}

/** An action that the state of something does not allow. */
export const conflict = (Reason: string): SmsError =>
  new SmsError('ConflictException', 'Conflicting operation', { Reason });

/** A field that AWS does not take. */
export const invalid = (name: string, message: string): SmsError =>
  new SmsError('ValidationException', `${name}: ${message}`, {
    Reason: 'FIELD_VALIDATION_FAILED',
    Fields: [{ Name: name, Message: message }],
  });

export function answer(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() })
    .end(JSON.stringify(body));
}

export const answerError = (response: ServerResponse, { code, message, fields, status }: SmsError): void =>
  answer(response, status, {
    __type: `com.amazonaws.pinpointsmsvoicev2#${code}`,
    Message: message,
    ...fields,
  });
