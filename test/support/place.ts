/** Where the commands for the person on call look, in tests. */
export const PLACE = {
  kind: 'aws',
  stage: 'prod',
  region: 'eu-central-1',
  service: 'notification-service',
} as const;
