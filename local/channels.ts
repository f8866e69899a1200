import { ports, urlOf } from '../tools/ports';

/** What the local stack has, unless `npm start -- --channels` or CHANNELS say otherwise. */
export const ALL_CHANNELS = ['email', 'sms', 'push'] as const;

type Channel = (typeof ALL_CHANNELS)[number];

/**
 * Makes what Google gives out for a role of AWS; it names no secret.
 *
 * @param fcm where the local FCM is, which gives out tokens too
 */
export const credentialsAt = (fcm: string): string =>
  JSON.stringify({
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/aws/providers/aws',
    subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
    token_url: `${fcm}/v1/token`,
    service_account_impersonation_url: `${fcm}/v1/projects/-/serviceAccounts/push@local-shop.iam.gserviceaccount.com:generateAccessToken`,
    credential_source: {
      environment_id: 'aws1',
      regional_cred_verification_url:
        'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15',
    },
  });

/** Gives the functions what the channels beside e-mail need here. */
export const CHANNEL_ENVIRONMENT = {
  SMS_POOL: 'pool-local',
  SMS_MAX_SEND_RATE: '100',
  FCM_PROJECT: 'local-shop',
  FCM_CREDENTIALS: credentialsAt(urlOf(ports.push)),
  FCM_ENDPOINT: urlOf(ports.push),
  PUSH_MAX_SEND_RATE: '200',
} as const;

/** Tells whether the local stack has this channel. `channels`: as CHANNELS has them. */
export const hasChannel = (channel: Channel, channels: string): boolean =>
  channels.split(',').includes(channel);
