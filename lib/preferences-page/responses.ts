import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { brand } from './brand';
import { STYLE_HASH } from './style';

const images = brand.logo ? `img-src ${new URL(brand.logo.url).origin}; ` : '';

/**
 * What every answer has. The link in the address is the customer's secret: nothing keeps the page, no other site learns its address, and none
 * may frame it. Sources: Content Security Policy Level 3; RFC 9111, 5.2.2.5 (no-store); OWASP HTTP Headers Cheat Sheet.
 */
const HEADERS = {
  'content-security-policy': `default-src 'none'; style-src ${STYLE_HASH}; ${images}form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=63072000',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin',
};

export const htmlResponse = (
  statusCode: number,
  body: string,
  more: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8', ...more },
  body,
});

/** To the same address, so that loading the page again saves nothing again. Source: RFC 9110, 15.4.4. */
export const redirectToSaved = (): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 303,
  headers: { ...HEADERS, location: '?saved' },
  body: '',
});
