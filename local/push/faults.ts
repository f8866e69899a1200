import { newCountdown } from '../taking';
import { apnsError, badRequest, FcmError, fcmError } from './protocol';

/** What the local FCM does to a push for a device with one of these names. */
export type Fault =
  /** The answer is this error; the push is not taken. */
  | { readonly kind: 'error'; readonly error: FcmError }
  /** As if the token of access had been taken back. */
  | { readonly kind: 'stale' }
  /** The push is taken, the answer comes late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The push is taken, the connection ends before the answer. */
  | { readonly kind: 'lost' }
  /** The push is taken, the answer never comes. */
  | { readonly kind: 'silent' };

const error = (error: FcmError): Fault => ({ kind: 'error', error });

const FAULTS: Readonly<Record<string, Fault>> = {
  gone: error(fcmError(404, 'NOT_FOUND', 'UNREGISTERED')),
  invalid: error(fcmError(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT')),
  malformed: error(
    fcmError(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', {
      details: [badRequest('message.token', 'Invalid registration token')],
    }),
  ),
  badpayload: error(
    fcmError(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', {
      details: [badRequest('message.android.ttl', 'Bad')],
    }),
  ),
  apns: error(
    fcmError(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', { details: [apnsError(400, 'BadDeviceToken')] }),
  ),
  toolarge: error(new FcmError(400, 'INVALID_ARGUMENT')),
  mismatch: error(fcmError(403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH')),
  forbidden: error(new FcmError(403, 'PERMISSION_DENIED')),
  noproject: error(new FcmError(404, 'NOT_FOUND')),
  thirdparty: error(fcmError(401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR')),
  unauthenticated: error(new FcmError(401, 'UNAUTHENTICATED')),
  stale: { kind: 'stale' },
  quota: error(fcmError(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED')),
  quotaafter: error(fcmError(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', { retryAfter: '1' })),
  error500: error(fcmError(500, 'INTERNAL', 'INTERNAL')),
  unavailable: error(fcmError(503, 'UNAVAILABLE', 'UNAVAILABLE', { retryAfter: '1' })),
  slow: { kind: 'slow', delayMs: 3_000 },
  lost: { kind: 'lost' },
  silent: { kind: 'silent' },
};

/**
 * A device named `lost`: always. `lost+2`: for the first two calls, then the push goes through. `lost+2.ada`: the same, counted for
 * this device alone. `stale` is told apart by the token of access: it fails until there is another.
 */
const NAME = /^([a-z0-9]+)(?:\+(\d{1,4}))?(?:\.[a-z0-9.-]+)?$/i;

export function newFaults() {
  const countdown = newCountdown();
  return {
    of(device: string): Fault | undefined {
      const [, name, times] = NAME.exec(device) ?? [];
      const fault = name === undefined ? undefined : FAULTS[name.toLowerCase()];
      if (!fault || times === undefined) return fault;
      return countdown.isAmongFirst(Number(times), device) ? fault : undefined;
    },
    reset: countdown.reset,
  };
}
