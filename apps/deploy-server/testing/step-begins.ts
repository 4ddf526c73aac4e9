import { channel } from "node:diagnostics_channel";
import { STEPS } from "../../../lib/store/step.ts";

/** Resolves when a step of the server begins. @param onBegin called before the step acts */
export function stepBegins(name: string, onBegin: () => void = () => undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begins = channel(`tracing:${STEPS}:start`);
  const listen = (context: unknown): void => {
    if ((context as { readonly step?: string }).step !== name) return;
    begins.unsubscribe(listen);
    onBegin();
    resolve();
  };
  begins.subscribe(listen);
  return promise;
}
