type Child = Node | string;

/** Makes an element. What it shows is text, never markup. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** A text from outside, in its own direction. */
export const says = (name: 'p' | 'span' | 'h2' | 'pre', className: string, text: string): HTMLElement =>
  make(name, { className: `says ${className}`, dir: 'auto' }, text);

/** Finds what page.html has. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`page.html has no ${type.name} #${id}`);
}

/** The time of day where this browser is. */
export const timeOfDay = (moment: string | number): string => new Date(moment).toLocaleTimeString();

export function time(moment: string | number, text = timeOfDay(moment)): HTMLTimeElement {
  const iso = new Date(moment).toISOString();
  return make('time', { dateTime: iso, title: iso }, text);
}

/** What a list showed, so that what has not changed stays as it is: its focus, its open details, where one has scrolled to. */
const shown = new WeakMap<Element, Map<string, { readonly json: string; readonly element: Element }>>();

/** Shows the items of a list in their order, each by its key. */
export function fill<T>(
  list: Element,
  items: readonly T[],
  keyOf: (item: T) => string,
  elementOf: (item: T) => Element,
): void {
  const before = shown.get(list);
  const now = new Map(
    items.map((item) => {
      const key = keyOf(item);
      const json = JSON.stringify(item);
      const known = before?.get(key);
      return [key, known?.json === json ? known : { json, element: elementOf(item) }] as const;
    }),
  );
  shown.set(list, now);
  const wanted = new Set([...now.values()].map(({ element }) => element));
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  let place = list.firstElementChild;
  for (const element of wanted) {
    if (element === place) place = place.nextElementSibling;
    else list.insertBefore(element, place);
  }
}

export const STOPPED = 'The local stack has stopped.';

/** Asks the server. @throws Error with what it says is wrong */
async function ask(path: string, options: RequestInit = {}) {
  const response = await fetch(path, options).catch(() => {
    throw new Error(STOPPED);
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const get = <T>(path: string): Promise<T> => ask(path);

export const post = <T>(path: string, body: unknown): Promise<T> =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What a form is filled with; a field that is left empty is none. */
export const fieldsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value]] : [],
    ),
  );

/** Does something when a form is sent, and says below it what came of it. */
export function onSubmit(form: HTMLFormElement, work: () => Promise<string>): void {
  const output = form.querySelector('output');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const say = (text: string, isWrong: boolean) => {
      if (!output) return;
      output.value = text;
      output.classList.toggle('bad', isWrong);
    };
    say('…', false);
    try {
      say(await work(), false);
    } catch (error) {
      say(messageOf(error), true);
    }
  });
}

/** A tab of the page. */
export interface View {
  /** What stands behind the name in the address. */
  open(rest: string): void;
  /** Asks for what is to be shown, and shows it. @throws Error with what is wrong */
  refresh(): Promise<void>;
}
