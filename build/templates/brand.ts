import { join } from 'node:path';
import z from 'zod';
import { contrast, DARK_CARD, lighterUntil, WHITE } from './colour';
import { readJson } from './json';
import { TemplateError } from './mistake';
import { ONE_LINE } from './one-line';
import { TEMPLATES } from './partials';

/** Where the brand is written, relative to the repository. */
const FILE = 'templates/brand.json';

/** WCAG 2.2, 1.4.3: the least contrast of text (AA). */
const LEAST_CONTRAST = 4.5;

/** Of a colour that nobody chose. */
const COMFORTABLE = 6;

const oneLine = (max: number) =>
  z.string().trim().min(1).max(max).regex(ONE_LINE, { error: 'one line without control characters' });

/** Its host is written out: it holds no placeholder, and no user before an `@` that could pass for it. */
const HTTPS = /^https:\/\/[^\s"'<>\\/?#@{}]+(?:[/?#][^\s"'<>\\]*)?$/;

const https = z
  .string()
  .max(500)
  .refine((url) => HTTPS.test(url) && URL.canParse(url), {
    error: 'an https URL, without a user or a placeholder in its host',
  });

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, { error: 'a colour such as "#0b6e5f"', abort: true });

const readableOn = (background: string, name: string) =>
  colour.refine((value) => contrast(value, background) >= LEAST_CONTRAST, {
    error: ({ input }) =>
      `a colour with a contrast of at least ${LEAST_CONTRAST} to ${name}; ${input} has ${contrast(String(input), background).toFixed(2)}`,
  });

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** What `templates/brand.json` may say; docs/templates.md explains each. */
const BRAND = z.strictObject({
  /** Display name of the sender, too: at most 64 characters, on one line. */
  name: oneLine(64),
  /** What text messages call the shop; `name` when absent. */
  shortName: oneLine(30).optional(),
  /** Of the button, the links and the progress bar; white text stands on it. */
  colour: readableOn(WHITE, 'white'),
  /** The same on a dark screen; made from `colour` when absent. */
  colourOnDark: readableOn(DARK_CARD, `the dark card (${DARK_CARD})`).optional(),
  /** Shown instead of the name; twice as large a picture stays sharp. Sizes in CSS pixels. */
  logo: z
    .strictObject({ url: https, width: z.int().min(16).max(320), height: z.int().min(16).max(120) })
    .optional(),
  website: https.optional(),
  supportEmail: z.email({ error: 'an e-mail address' }),
  /** Postal address, in one line. */
  address: oneLine(200),
  /** A customer's page of one order, with `{order_id}` in it: where the buttons lead. */
  orderUrl: https
    .refine((url) => url.split('{order_id}').length === 2, {
      error: 'an https URL with one {order_id} in it',
    })
    .optional(),
  links: z
    .strictObject({
      help: https.optional(),
      returns: https.optional(),
      privacy: https.optional(),
      imprint: https.optional(),
    })
    .refine((links) => Object.keys(links).length > 0, { error: 'at least one link, or no links at all' })
    .optional(),
  /** IANA name; moments are told in it. */
  timeZone: z.string().refine(isTimeZone, { error: 'a time zone such as "Europe/Berlin"' }),
});

export type CheckedBrand = z.infer<typeof BRAND> & { readonly colourOnDark: string };

/**
 * Gives a brand as its file says it, with what follows from it.
 *
 * @throws TemplateError that names every wrong field and what was expected.
 */
export function parseBrand(value: unknown): CheckedBrand {
  const parsed = BRAND.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${FILE}: ${path.join('.') || 'brand'}: ${message}`,
    );
    throw new TemplateError(problems.join('\n'));
  }
  const brand = parsed.data;
  return {
    ...brand,
    colourOnDark: brand.colourOnDark ?? lighterUntil(brand.colour, DARK_CARD, COMFORTABLE),
  };
}

/** Reads the brand. @throws TemplateError as `parseBrand` does, or when the file is no JSON. */
export const readBrand = (file = join(TEMPLATES, 'brand.json')): CheckedBrand =>
  parseBrand(readJson(file, FILE));
