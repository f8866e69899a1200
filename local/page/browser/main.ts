import { byId, messageOf, STOPPED, type View } from './dom';
import { failed } from './failed';
import { messages } from './messages';
import { orders } from './orders';
import { topics } from './topics';

const VIEWS: ReadonlyMap<string, View> = new Map([
  ['messages', messages],
  ['topics', topics],
  ['orders', orders],
  ['failed', failed],
]);
/** Several changes at once are one. In milliseconds. */
const GATHER = 150;
/** Offsets are committed without a word. In milliseconds. */
const LOOK_AGAIN = 2_000;

const state = byId('state', HTMLElement);
let name = 'messages';
let refreshing = false;
let missed = false;

/** Asks for what the tab shows, one question at a time. */
async function refresh(): Promise<void> {
  missed = refreshing;
  if (refreshing || document.hidden) return;
  refreshing = true;
  const asked = name;
  try {
    await VIEWS.get(asked)?.refresh();
    state.textContent = '';
  } catch (error) {
    if (asked === name) state.textContent = messageOf(error);
  }
  refreshing = false;
  if (missed) refresh();
}

/** Reads a part of the address; what somebody has written wrong stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Shows what the address says: `#orders/1001`. */
function open(): void {
  const [wanted = '', ...rest] = location.hash.slice(1).split('/');
  name = VIEWS.has(wanted) ? wanted : 'messages';
  for (const one of VIEWS.keys()) byId(one, HTMLElement).hidden = one !== name;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
    if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${name[0]?.toUpperCase()}${name.slice(1)} · local stack`;
  VIEWS.get(name)?.open(decoded(rest.join('/')));
  refresh();
}

// What is longer than the window is moved by the keyboard too.
for (const one of document.querySelectorAll<HTMLElement>('.stream')) one.tabIndex = 0;
addEventListener('hashchange', open);
document.addEventListener('visibilitychange', refresh);
let gathering = false;
const changes = new EventSource('/api/changes');
changes.onmessage = () => {
  if (gathering) return;
  gathering = true;
  setTimeout(() => {
    gathering = false;
    refresh();
  }, GATHER);
};
// After a restart of the stack the page finds its way back by itself.
changes.onopen = refresh;
changes.onerror = () => {
  state.textContent = STOPPED;
};
setInterval(() => {
  if (name === 'topics') refresh();
}, LOOK_AGAIN);
open();
