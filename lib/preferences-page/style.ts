import { createHash } from 'node:crypto';
import { brand } from './brand';

/**
 * Light and dark are the reader's, by CSS alone. Sides are logical, so that right-to-left needs no second style. The dot before an item of
 * the list stands outside the item: the list cuts it off at the start of a line.
 */
export const STYLE = `
:root { color-scheme: light dark; --page: #f1f1ee; --card: #fff; --ink: #1f2328; --soft: #5b626c; --line: #dcdcd7; --accent: ${brand.colour}; --on-accent: #fff; --field: #6b727c }
@media (prefers-color-scheme: dark) { :root { --page: #101215; --card: #1c1f24; --ink: #eceef1; --soft: #a9b0ba; --line: #363b43; --accent: ${brand.colourOnDark}; --on-accent: #1c1f24; --field: #a9b0ba } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.4 -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans Arabic', sans-serif }
header, main, footer { max-width: 34rem; margin-inline: auto; padding-inline: 20px }
header { padding-block: 14px; font-weight: 700; font-size: 18px }
header img { display: block }
main { background: var(--card); border-radius: 16px; padding-block: 18px }
footer { padding-block: 14px; color: var(--soft); font-size: 14px }
h1 { margin: 0 0 6px; font-size: 23px; line-height: 1.25 }
p { margin: 0 0 6px }
a { color: var(--accent) }
ul { margin: 0 0 6px; padding: 0; list-style: none; overflow: hidden; color: var(--soft); font-size: 15px }
li { position: relative; display: inline-block; max-width: 100%; margin-inline-end: 13px; overflow-wrap: break-word }
li + li::before { content: '·'; position: absolute; inset-inline-start: -9px }
.saved { margin-bottom: 12px; padding: 8px 12px; border-inline-start: 4px solid var(--accent); background: var(--page); border-radius: 6px }
table { width: 100%; border-collapse: collapse }
th { text-align: start; font-weight: 400; padding: 6px 0; line-height: 1.3; overflow-wrap: break-word }
thead th { color: var(--soft); font-size: 13px; line-height: 1.25 }
thead th + th, td { width: 5rem; text-align: center; padding: 0 }
@media (max-width: 30rem) { table.many th + th, table.many td { width: 3.6rem } }
tbody tr { border-top: 1px solid var(--line) }
.all span { font-weight: 600 }
small { display: block; color: var(--soft); font-size: 13px; line-height: 1.3 }
label { display: grid; place-items: center; min-height: 46px; cursor: pointer }
input[type=checkbox] { appearance: none; width: 24px; height: 24px; margin: 0; border: 2px solid var(--field); border-radius: 6px; background: var(--card) }
input:checked { background: var(--accent); border-color: var(--accent) }
input:checked::after { content: ''; display: block; width: 7px; height: 13px; margin: 1px auto 0; border: solid var(--on-accent); border-width: 0 3px 3px 0; transform: rotate(45deg) }
${['email', 'sms', 'push'].map((channel) => `tbody:has(input[name=${channel}][checked]:not(:checked)) tr:not(.all) input[name$=" ${channel}"]`).join(',\n')} { opacity: .45 }
button { width: 100%; margin-top: 12px; padding: 13px; border: 0; border-radius: 10px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
@media (forced-colors: active) { input[type=checkbox] { appearance: auto } }
`;

/** For the header: the browser takes this style and no other. Source: Content Security Policy Level 3, 8.3. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
