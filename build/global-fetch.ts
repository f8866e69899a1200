/** Stands in for the package `node-fetch`. */
const globalFetch: typeof fetch = (...request) => globalThis.fetch(...request);

export default globalFetch;
