/** What a local server took: mails, text messages or pushes. */
export interface Kept<M> {
  /** Newest first; the last 5,000. */
  readonly messages: readonly M[];
  keep(message: M): M;
  /** Puts another in its place, if it is still kept. */
  replace(message: M, by: M): void;
  clear(): void;
  /** Calls the listener after every change. @returns what ends that. */
  onChange(listener: () => void): () => void;
}

const MAX_KEPT = 5_000;

/** Makes an empty store, in memory. */
export function newKept<M>(): Kept<M> {
  let messages: M[] = [];
  const listeners = new Set<() => void>();
  const change = (next: M[]) => {
    messages = next;
    for (const listener of listeners) listener();
  };
  return {
    get messages() {
      return messages;
    },
    keep(message) {
      change([message, ...messages].slice(0, MAX_KEPT));
      return message;
    },
    replace(message, by) {
      const place = messages.indexOf(message);
      if (place >= 0) change(messages.with(place, by));
    },
    clear: () => change([]),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
