import db from 'dynalite/db';
import deleteItem from 'dynalite/validations/deleteItem';
import putItem from 'dynalite/validations/putItem';
import updateItem from 'dynalite/validations/updateItem';

/**
 * Completes dynalite by `ReturnValuesOnConditionCheckFailure`: with ALL_OLD, the answer to a condition that does not hold
 * has the item that stands there, where there is one.
 * Source: DynamoDB API reference, `PutItem` and `ConditionalCheckFailedException`.
 */
const PARAMETER = { type: 'String', enum: ['ALL_OLD', 'NONE'] } as const;

for (const { types } of [putItem, updateItem, deleteItem]) {
  types.ReturnValuesOnConditionCheckFailure = PARAMETER;
}

const { checkConditional } = db;

db.checkConditional = (request, existing) => {
  const refusal = checkConditional(request, existing);
  if (refusal && existing && request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD') {
    refusal.body.Item = existing;
  }
  return refusal;
};
