import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { call } from '../aws/store';
import type { Timing } from '../runtime/timing';

/** A change inside a map of an item; `#map` is the map. */
export interface MapChange {
  readonly set: string;
  /** What must hold; by default that the map is there. */
  readonly when?: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a map was like that a change was refused for; empty where there was none. */
export type RefusedBy = Readonly<Record<string, unknown>>;

/**
 * Makes what changes one map of an item of the table of recipients, and leaves all else in it as it is.
 * Its result is undefined where the change was made. @throws StoreUnavailableError
 */
export function mapChanger(client: DynamoDBClient, table: string, timing: Timing) {
  const update = (userId: string, request: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>) =>
    call(
      'recipients',
      timing,
      client.send(
        new UpdateItemCommand({ TableName: table, Key: marshall({ user_id: userId }), ...request }),
      ),
    );

  /** @param tries left */
  return async function change(
    userId: string,
    map: string,
    wanted: MapChange,
    tries = 2,
  ): Promise<RefusedBy | undefined> {
    // A path into a map that is not there yet is an error.
    await update(userId, {
      UpdateExpression: 'SET #map = if_not_exists(#map, :none)',
      ExpressionAttributeNames: { '#map': map },
      ExpressionAttributeValues: marshall({ ':none': {} }),
    });
    try {
      await update(userId, {
        UpdateExpression: wanted.set,
        ConditionExpression: wanted.when ?? 'attribute_exists(#map)',
        // Where the map alone is asked for, a refusal says all: there is none. Then nothing is read, which a role may not allow.
        ...(wanted.when && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
        ExpressionAttributeNames: { '#map': map, ...wanted.names },
        ExpressionAttributeValues: marshall(wanted.values, { removeUndefinedValues: true }),
      });
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const met = error.Item && unmarshall(error.Item)[map];
      // Somebody has forgotten all of it between the two requests.
      if (met === undefined && tries > 1) return change(userId, map, wanted, tries - 1);
      return Object(met);
    }
  };
}
