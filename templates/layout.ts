import type { Brand, Mail, Reader } from '../lib/notification';
import { type Html, html } from './html';

export interface Detail {
  readonly label: string;
  readonly value: string;
  /** https only; the message's schema has checked it. */
  readonly href?: string | undefined;
}

/** What a mail says; both of its parts are made from this, so that they cannot differ. */
export interface Content {
  readonly subject: string;
  readonly headline: string;
  readonly tone: 'neutral' | 'good' | 'bad';
  readonly badge: string;
  readonly lead: string;
  /** The producer's own words. */
  readonly message: string;
  readonly details: readonly Detail[];
  readonly action?: { readonly label: string; readonly href: string } | '' | undefined;
}

/** One row for a value that is there, none for one that is not. */
export const detail = (label: string, value: string | undefined): Detail[] =>
  value ? [{ label, value }] : [];

const LOCALE = 'en-GB';

/**
 * As exact as it was given, and with no fewer decimals than the currency has. The decimal string goes to Intl as it
 * is: ECMA-402 formats it exactly, where a number would be rounded.
 */
export function money(amount: `${number}`, currency: string | undefined): string {
  const style = currency ? ({ style: 'currency', currency } as const) : { minimumFractionDigits: 2 };
  const usual = new Intl.NumberFormat(LOCALE, style);
  const decimals = amount.split('.')[1]?.length ?? 0;
  if (decimals <= (usual.resolvedOptions().maximumFractionDigits ?? 0)) return usual.format(amount);
  return new Intl.NumberFormat(LOCALE, { ...style, maximumFractionDigits: decimals }).format(amount);
}

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;

/** `2026-11-24` → "Tuesday 24 November 2026", with or without a comma; a moment also gets its time, in UTC. */
export const day = (iso: string): string =>
  new Intl.DateTimeFormat(LOCALE, DATE_ONLY.test(iso) ? DAY : { ...DAY, ...TIME }).format(new Date(iso));

const COLOURS = {
  neutral: { ink: '#1f4b99', wash: '#e8effb' },
  good: { ink: '#14633a', wash: '#e3f4ea' },
  bad: { ink: '#9c1f1f', wash: '#fbe9e7' },
} as const;

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

function htmlPart(content: Content, greeting: string, why: string, brand: Brand): Html {
  const { ink, wash } = COLOURS[content.tone];
  return html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>${content.subject}</title>
</head>
<body style="margin:0;padding:0;background:#f2f3f5;${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${content.lead}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f3f5">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:12px;border:1px solid #e1e4e8">
<tr><td style="padding:24px 32px 0;font-size:16px;font-weight:700;color:#1d2129">${brand.name}</td></tr>
<tr><td style="padding:24px 32px 0">
<span style="display:inline-block;padding:4px 12px;border-radius:12px;font-size:13px;font-weight:600;color:${ink};background:${wash}">${content.badge}</span>
<h1 style="margin:12px 0 0;font-size:24px;line-height:32px;color:#1d2129">${content.headline}</h1>
</td></tr>
<tr><td style="padding:16px 32px 0;font-size:16px;line-height:24px;color:#1d2129">
<p style="margin:0 0 12px" dir="auto">${greeting}</p>
<p style="margin:0 0 12px">${content.lead}</p>
${content.message !== '' && html`<p dir="auto" style="margin:0 0 12px;padding:12px 16px;border-left:4px solid ${ink};background:#f7f8fa;white-space:pre-line;overflow-wrap:anywhere">${content.message}</p>`}
</td></tr>
<tr><td style="padding:12px 32px 0">
<table width="100%" cellpadding="0" cellspacing="0" style="font-size:15px;line-height:22px;color:#1d2129;border-top:1px solid #e1e4e8">
${content.details.map(
  ({ label, value, href }) => html`<tr>
<th scope="row" align="left" valign="top" style="padding:10px 16px 10px 0;border-bottom:1px solid #e1e4e8;font-weight:400;color:#59606b;width:40%">${label}</th>
<td valign="top" style="padding:10px 0;border-bottom:1px solid #e1e4e8;font-weight:600;overflow-wrap:anywhere"><bdi>${href ? html`<a href="${href}" style="color:#1f4b99">${value}</a>` : value}</bdi></td>
</tr>
`,
)}</table>
</td></tr>
${content.action && html`<tr><td style="padding:24px 32px 0"><a href="${content.action.href}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#1f4b99;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">${content.action.label}</a></td></tr>`}
<tr><td style="padding:24px 32px 28px;font-size:13px;line-height:20px;color:#59606b">
${why} Questions? Write to <a href="mailto:${brand.supportEmail}" style="color:#1f4b99">${brand.supportEmail}</a>.
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

function textPart(content: Content, greeting: string, why: string, brand: Brand): string {
  const details = content.details.map(({ label, value }) => `${label}: ${value}`);
  return [
    content.headline,
    greeting,
    content.lead,
    content.message,
    details.join('\n'),
    content.action ? `${content.action.label}:\n${content.action.href}` : '',
    `-- \n${brand.name}\n${why}\nQuestions? Write to ${brand.supportEmail}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** A mail with its HTML and its plain-text part. */
export function compose(content: Content, reader: Reader, brand: Brand): Mail {
  const greeting = reader.name ? `Hello ${reader.name},` : 'Hello,';
  const why = `You get this e-mail because you placed an order with ${brand.name}.`;
  return {
    subject: content.subject,
    html: htmlPart(content, greeting, why, brand).markup,
    text: textPart(content, greeting, why, brand),
  };
}
