const WHITE = '#ffffff';
/** The card of a mail on a dark screen; the same in templates/partials/dark.mjml. */
const DARK_CARD = '#1c1f24';

const channels = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** Source: WCAG 2.2, relative luminance. */
function luminance(hex) {
  const [r, g, b] = channels(hex).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** 1 to 21. Source: WCAG 2.2, contrast ratio. */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** `share` of `other` mixed into `one`. */
const mix = (one, other, share) => {
  const to = channels(other);
  const mixed = channels(one).map((channel, index) => Math.round(channel + (to[index] - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
};

/** The colour with just so much white in it that it can be read on `background`. */
function lighterUntil(colour, background, least) {
  for (let share = 0; share < 1; share += 0.02) {
    const lighter = mix(colour, WHITE, share);
    if (contrast(lighter, background) >= least) return lighter;
  }
  return WHITE;
}

module.exports = { WHITE, DARK_CARD, contrast, lighterUntil, mix };
