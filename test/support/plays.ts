const TIMES = Number(process.env.MODEL_PLAYS ?? 1);

/** How often a model is played: `MODEL_PLAYS=20` plays each of them twenty times as often as usual. */
export const playsOf = (usual: number): number => usual * TIMES;
