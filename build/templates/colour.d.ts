export const WHITE: string;
export const DARK_CARD: string;
export function contrast(one: string, other: string): number;
export function mix(one: string, other: string, share: number): string;
export function lighterUntil(colour: string, background: string, least: number): string;
