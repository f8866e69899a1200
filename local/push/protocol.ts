/** How FCM refuses. Source: Firebase reference, `ErrorCode`; Google API design guide, errors. */
export class FcmError extends Error {
  constructor(
    readonly httpStatus: number,
    readonly status: string,
    readonly details: readonly object[] = [],
    readonly retryAfter?: string | undefined,
  ) {
    super('The local FCM refuses this.');
  }

  get body(): object {
    const { httpStatus: code, message, status, details } = this;
    return { error: { code, message, status, ...(details.length > 0 && { details }) } };
  }
}

/** A detail that names a field of the request. */
export const badRequest = (field: string, description: string): object => ({
  '@type': 'type.googleapis.com/google.rpc.BadRequest',
  fieldViolations: [{ field, description }],
});

/** A detail that says what APNs answered. Source: Firebase reference, `ApnsError`. */
export const apnsError = (statusCode: number, reason: string): object => ({
  '@type': 'type.googleapis.com/google.firebase.fcm.v1.ApnsError',
  statusCode,
  reason,
});

/** An error with a code of FCM's own. */
export const fcmError = (
  httpStatus: number,
  status: string,
  errorCode: string,
  { details = [], retryAfter }: { details?: readonly object[]; retryAfter?: string } = {},
): FcmError =>
  new FcmError(
    httpStatus,
    status,
    [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }, ...details],
    retryAfter,
  );
