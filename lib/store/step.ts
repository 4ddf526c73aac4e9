import { tracingChannel } from "node:diagnostics_channel";

/** Where each step of the server tells that it begins and ends. Nobody listens but tests and measurements. */
export const STEPS = "deploy-server.step";

/** What a listener is told about a step. */
export interface StepContext {
  readonly step: string;
}

const channel = tracingChannel<StepContext, StepContext>(STEPS);

/**
 * Runs what acts outside of this process: a query, a request, a wait. Each such await stands in a step of its own, with a
 * name that no other step has, so that a test can find all of them in the source, and end the process before or after any
 * one of them (`start`, `asyncStart` of the tracing channel): `lib/store/kill-points.test.ts` finds an await without one.
 * @param name a literal, `<room>.<what is done>`: `inbox.receive`
 */
export async function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  return channel.tracePromise(act, { step: name });
}
