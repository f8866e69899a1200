export interface CheckedBrand {
  readonly name: string;
  readonly colour: string;
  readonly colourOnDark: string;
  readonly supportEmail: string;
  readonly address: string;
  readonly timeZone: string;
}

export const FILE: string;
export const LEAST_CONTRAST: number;
export function parseBrand(value: unknown): CheckedBrand;
export function readBrand(file?: string): CheckedBrand;
