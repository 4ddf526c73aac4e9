import type { Store } from "./store.ts";

/** A timer lasts at most about 24 days, and the clock may be changed meanwhile. */
const LONGEST_MS = 3_600_000;

/** Reloads the files when a pin ends, although they have not changed. */
export function reloadAtPinEnds(store: Store): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  store.onReload(({ snapshot }) => {
    clearTimeout(timer);
    const end = snapshot?.nextPinEnd;
    if (end === undefined) return;
    timer = setTimeout(() => void store.reload(), Math.min(Math.max(end - Date.now(), 0), LONGEST_MS));
    timer.unref();
  });
  return { close: () => clearTimeout(timer) };
}
