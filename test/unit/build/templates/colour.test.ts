import { contrast, lighterUntil, mix, WHITE } from '../../../../build/templates/colour';

describe('a colour', () => {
  it('has the contrast that WCAG says', () => {
    expect(contrast(WHITE, '#000000')).toBe(21);
    expect(contrast('#777777', WHITE)).toBeCloseTo(4.48, 2);
  });

  it('is mixed with another', () => {
    expect(mix('#000000', '#ff8000', 0.5)).toBe('#804000');
  });

  it('gets lighter until it can be read, and no lighter than white', () => {
    expect(lighterUntil(WHITE, '#000000', 4.5)).toBe(WHITE);
    expect(lighterUntil('#000000', WHITE, 22)).toBe(WHITE);
  });
});
