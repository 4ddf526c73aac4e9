/**
 * Asks the same twice at once, for what must not wait for a slow answer: the first that is usable counts, and the
 * other request is given up. Two requests.
 * @param ask to stop when its signal says so
 * @throws the first request's error, when both fail
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
