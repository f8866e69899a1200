import { ConditionalCheckFailedException, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Entry } from './entry';

/** What must hold for a write to be done. */
export type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

export const ABSENT: Condition = { ConditionExpression: 'attribute_not_exists(order_id)' };

/** Nothing has happened to the entry since it was seen. `status` is a reserved word in DynamoDB. */
export function unchanged({ status, updated_at, attempts, claimed_by }: Entry): Condition {
  const owned = claimed_by === undefined ? 'attribute_not_exists(claimed_by)' : 'claimed_by = :claimed_by';
  const values = { ':status': status, ':updated_at': updated_at, ':attempts': attempts };
  return {
    ConditionExpression: `#status = :status AND updated_at = :updated_at AND attempts = :attempts AND ${owned}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({ ...values, ...(claimed_by && { ':claimed_by': claimed_by }) }),
  };
}

/** A write whose condition did not hold, with the entry that stands there; none where it has gone meanwhile. */
export interface Refusal {
  readonly item: Record<string, unknown> | undefined;
}

/** Nothing where a write was done, the refusal where its condition did not hold. @throws what else went wrong */
export async function refusalOf(answer: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { item: error.Item && unmarshall(error.Item) };
  }
}
