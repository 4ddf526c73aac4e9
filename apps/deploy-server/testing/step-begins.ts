import { channel } from "node:diagnostics_channel";
import { STEPS } from "../../../lib/store/step.ts";

/** Far longer than anything takes: whoever waits this long waits in vain. */
const IN_VAIN_MS = 5 * 60_000;

/**
 * Resolves when a step of the server begins.
 * @param onBegin called before the step acts
 * @throws Error in vain, with the steps that began instead
 */
export function stepBegins(name: string, onBegin: () => void = () => undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const others = new Set<string>();
  const begins = channel(`tracing:${STEPS}:start`);
  const listen = (context: unknown): void => {
    const { step = "" } = context as { readonly step?: string };
    if (step !== name) {
      others.add(step);
      return;
    }
    clearTimeout(timer);
    begins.unsubscribe(listen);
    onBegin();
    resolve();
  };
  const timer = setTimeout(() => {
    begins.unsubscribe(listen);
    reject(
      new Error(`Waited in vain until ${name} begins. What began: ${[...others].join(", ") || "nothing"}`),
    );
  }, IN_VAIN_MS);
  begins.subscribe(listen);
  return promise;
}
