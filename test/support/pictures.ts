import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const updating = process.env.UPDATE_SCREENSHOTS === '1';

const BASELINES = join(__dirname, '../mails/screenshots');
/** Where the picture that differs, and the difference, are left to be looked at. */
const SEEN = join(__dirname, '../../.build/screenshots');

/** In pixels: a picture is compared strip by strip, since in all of it a few words would be nothing. */
const STRIP = 100;
/** Of a strip's pixels: edges of letters differ between versions of Chromium, and "✓" comes from the system's fonts. */
const TOLERANCE = 0.001;
/** How far two colours may be apart and still count as the same, from 0 to 1. */
const COLOUR_TOLERANCE = 0.2;
/** In pixels: a line break that moves makes a whole line of difference, which is more. */
const HEIGHT_TOLERANCE = 4;

/** Compares a picture with the one that is committed under this name. UPDATE_SCREENSHOTS=1 takes that anew. */
export function expectAsBefore(picture: Buffer, name: string): void {
  const baseline = join(BASELINES, name);
  if (updating) {
    mkdirSync(BASELINES, { recursive: true });
    writeFileSync(baseline, picture);
  }
  if (!existsSync(baseline))
    throw new Error(
      `There is no screenshot ${name} to compare with. Run UPDATE_SCREENSHOTS=1 npx jest test/mails, look at it, and commit it.`,
    );

  const [before, now] = [PNG.sync.read(readFileSync(baseline)), PNG.sync.read(picture)];
  expect(now.width).toBe(before.width);
  expect(Math.abs(now.height - before.height)).toBeLessThanOrEqual(HEIGHT_TOLERANCE);
  const { width } = now;
  const height = Math.min(now.height, before.height);
  const difference = new PNG({ width, height });
  const shares: number[] = [];
  for (let top = 0; top < height; top += STRIP) {
    const rows = Math.min(STRIP, height - top);
    const [seenBefore, seenNow, different] = [before, now, difference].map(({ data }) =>
      data.subarray(top * width * 4, (top + rows) * width * 4),
    ) as [Buffer, Buffer, Buffer];
    const pixels = pixelmatch(seenBefore, seenNow, different, width, rows, {
      threshold: COLOUR_TOLERANCE,
    });
    shares.push(pixels / (width * STRIP));
  }
  const share = Math.max(...shares);
  if (share > TOLERANCE) {
    const seen = join(SEEN, name);
    mkdirSync(dirname(seen), { recursive: true });
    writeFileSync(seen, picture);
    writeFileSync(seen.replace('.png', '.difference.png'), PNG.sync.write(difference));
  }
  expect(share).toBeLessThanOrEqual(TOLERANCE);
}
