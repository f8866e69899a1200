import { DeleteItemCommand, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** Removes everything of a marked order: its entries, what became of its mails, and what was learned of its address. */
export async function cleanUp(
  client: DynamoDBClient,
  { log, recipients }: { readonly log: string; readonly recipients: string },
  orderId: string,
): Promise<void> {
  const query = {
    TableName: log,
    KeyConditionExpression: 'order_id = :order',
    ExpressionAttributeValues: { ':order': { S: orderId } },
    ProjectionExpression: 'order_id, notification',
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client }, query))
    for (const Key of Items) await client.send(new DeleteItemCommand({ TableName: log, Key }));
  // The order has given its name to its customer too.
  await client.send(new DeleteItemCommand({ TableName: recipients, Key: marshall({ user_id: orderId }) }));
}
