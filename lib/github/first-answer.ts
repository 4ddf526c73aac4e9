/**
 * Sends the same request twice at once, so that a slow answer holds nobody up: the first usable answer wins, and the
 * other request is aborted.
 * @param ask must stop when its signal aborts
 * @throws the first request's error if both fail
 */
export async function firstAnswer<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const other = new AbortController();
  try {
    return await Promise.any([ask(other.signal), ask(other.signal)]);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    other.abort();
  }
}
