export const WHITE = '#ffffff';
/** The card of a mail on a dark screen; the same in templates/partials/dark.mjml. */
export const DARK_CARD = '#1c1f24';

/** Reads red, green or blue (0 to 2) of a colour such as `#0b6e5f`: 0 to 255. */
const channel = (hex: string, index: number): number =>
  Number.parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16);

/** How bright each channel looks. Source: WCAG 2.2, relative luminance. */
const WEIGHTS = [0.2126, 0.7152, 0.0722];

function luminance(hex: string): number {
  const parts = WEIGHTS.map((weight, index) => {
    const share = channel(hex, index) / 255;
    return weight * (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
  });
  return parts.reduce((sum, part) => sum + part);
}

/** Compares two colours: 1 to 21. Source: WCAG 2.2, contrast ratio. */
export function contrast(one: string, other: string): number {
  const [first, second] = [luminance(one), luminance(other)];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

/** Mixes `share` of `other` into `one`. */
export function mix(one: string, other: string, share: number): string {
  const mixed = [0, 1, 2].map((index) => {
    const start = channel(one, index);
    return Math.round(start + (channel(other, index) - start) * share);
  });
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Mixes just so much white into a colour that it can be read on `background`. */
export function lighterUntil(colour: string, background: string, least: number): string {
  const shares = Array.from({ length: 50 }, (_, index) => index * 0.02);
  const lighter = shares.map((share) => mix(colour, WHITE, share));
  return lighter.find((one) => contrast(one, background) >= least) ?? WHITE;
}
