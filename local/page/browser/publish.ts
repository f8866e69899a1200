import type { SampleMessage } from '../views';
import { byId, get, make, onSubmit, post } from './dom';

const form = byId('publish', HTMLFormElement);
const topic = byId('topic', HTMLSelectElement);
const sample = byId('sample', HTMLSelectElement);
const message = byId('message', HTMLTextAreaElement);
const times = byId('times', HTMLInputElement);
const raw = byId('raw', HTMLInputElement);

let samples: readonly SampleMessage[] = [];
let orders = 0;

/** One that no message has yet: what was sent is not sent once more. */
const newOrder = (): string => `page-${Date.now().toString(36)}-${++orders}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An id that is broken stays so: the message is there to be seen failing. */
const isId = (value: unknown): boolean => typeof value === 'string' || Number.isSafeInteger(value);

/** Gives a message an order of its own, where it has one. */
function withNewOrder(text: string): string {
  try {
    const read: unknown = JSON.parse(text);
    if (!isObject(read) || !isId(read.order_id)) return text;
    return JSON.stringify({ ...read, order_id: newOrder() }, null, 2);
  } catch {
    return text;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function showSample(): void {
  const chosen = samples[Number(sample.value)];
  if (!chosen) return;
  message.value = withNewOrder(chosen.value ?? 'null');
  raw.checked = !isJson(message.value);
}

/** The samples of the topic, those that are all sent first. */
function showSamples(): void {
  const group = (label: string, broken: boolean) => {
    const options = samples.flatMap((one, index) =>
      one.topic === topic.value && one.broken === broken
        ? [make('option', { value: String(index) }, one.name)]
        : [],
    );
    return options.length > 0 ? [make('optgroup', { label }, ...options)] : [];
  };
  sample.replaceChildren(...group('All are sent', false), ...group('Some fail', true));
  showSample();
}

/** Fills the form when it is first seen; until then it takes nothing, which would be written over. */
export async function openForm(): Promise<void> {
  if (samples.length > 0) return;
  samples = await get<readonly SampleMessage[]>('/api/samples').catch(() => []);
  const topics = [...new Set(samples.map((one) => one.topic))];
  const preferred = topics.indexOf('order_notification');
  topic.replaceChildren(...topics.map((name) => make('option', { value: name }, name)));
  topic.selectedIndex = Math.max(0, preferred);
  showSamples();
  message.disabled = samples.length === 0;
  byId('send-message', HTMLButtonElement).disabled = samples.length === 0;
}

topic.addEventListener('change', showSamples);
sample.addEventListener('change', showSample);
byId('new-order', HTMLButtonElement).addEventListener('click', () => {
  message.value = withNewOrder(message.value);
});
onSubmit(form, async () => {
  const { said } = await post<{ said: string }>('/api/publish', {
    topic: topic.value,
    message: message.value,
    times: Number(times.value),
    raw: raw.checked,
  });
  return said;
});
