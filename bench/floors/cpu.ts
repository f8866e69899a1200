import type { MSKEvent } from 'aws-lambda';

/** Decoding alone, base64 and JSON: what every consumer of such an event pays. */
export const handler = async (event: MSKEvent) => {
  let decoded = 0;
  for (const records of Object.values(event.records)) {
    for (const { value } of records) {
      if (JSON.parse(Buffer.from(value, 'base64').toString('utf8')).order_id !== undefined) decoded++;
    }
  }
  return { batchItemFailures: [], decoded };
};
