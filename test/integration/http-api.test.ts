import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpApi } from '../../local/http-api';

it('a laptop with two hundred requests at once invokes the function a few times at once, and answers all of them', async () => {
  let underWay = 0;
  let most = 0;
  const api = await startHttpApi(async () => {
    most = Math.max(most, ++underWay);
    await sleep(1);
    underWay--;
    return { statusCode: 200, body: 'page' };
  });

  const statuses = await Promise.all(Array.from({ length: 200 }, async () => (await fetch(api.url)).status));
  await api.close();

  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(most).toBe(4);
});
