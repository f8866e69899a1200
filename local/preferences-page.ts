import { ports, urlOf } from '../tools/ports';
import { type HttpApi, startHttpApi } from './http-api';
import type { lambdaAt } from './kafka/lambda';

/** What `infra/preferences-page.ts` tells the functions of a deployment. */
export const LOCAL_PAGE = { url: urlOf(ports.preferences), secret: 'preferences' } as const;

/** Signs the links of this machine alone, and is no secret. */
const LOCAL_KEY = 'a key for this laptop, known to everybody';

export const LOCAL_SECRETS = { [LOCAL_PAGE.secret]: JSON.stringify({ current: LOCAL_KEY }) };

/** Serves the preference page, by its function. Listens on loopback only. */
export const startPreferences = (
  invoke: ReturnType<typeof lambdaAt>,
  functionName: string,
): Promise<HttpApi> =>
  startHttpApi(async (event) => {
    const { status, functionError, payload } = await invoke(functionName, event);
    if (status !== 200 || functionError !== undefined)
      throw new Error(`the function failed: ${status} ${functionError}`);
    return JSON.parse(payload);
  }, ports.preferences.number);
