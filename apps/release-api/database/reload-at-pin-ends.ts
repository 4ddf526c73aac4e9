import type { Store } from "./store.ts";

/** A timer takes at most some 24 days, and a clock may be set meanwhile. */
const LONGEST_MS = 3_600_000;

/** Reads the files again when a pin ends, although they have not changed. */
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
