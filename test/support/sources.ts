/** What a deployment must be told, for either source. */
export const CLUSTER =
  'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/11111111-2222-3333-4444-555555555555-1';
export const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:kafka-AbCdEf';

export const SOURCES = {
  msk: { source: 'msk', mskClusterArn: CLUSTER, senderEmail: 'shop@shop.example' },
  'self-managed': {
    source: 'self-managed',
    bootstrapServers: 'b1.shop.example:9096,b2.shop.example:9096',
    kafkaSecretArn: SECRET,
    senderEmail: 'shop@shop.example',
  },
} as const;
