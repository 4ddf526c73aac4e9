import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import type { KyselyPlugin } from "kysely";
import { STEPS, type StepContext } from "../../../lib/store/step.ts";
import type { Store } from "../../../lib/store/store.ts";

/** What handling an entry of the inbox has led to. */
export interface Work {
  /** The begin and the end of a transaction are none. */
  readonly queries: number;
  /** `GET /api/v3/repos/acme/my-app` */
  readonly requests: readonly string[];
}

interface Counting extends Work {
  queries: number;
  readonly requests: string[];
}

/** A store that counts its queries. */
export interface CountedStore {
  readonly store: Store;
  /** The work of each entry since this was asked last, in the order in which they were begun. */
  readonly take: () => readonly Work[];
  /** Counts no more: the process runs other tests as well. */
  readonly stop: () => void;
}

/** Counts what entries of the inbox lead to, wherever in the server it is done; what its other parts do beside is nobody's. */
export function countWork(store: Store): CountedStore {
  const current = new AsyncLocalStorage<Counting>();
  const works: Work[] = [];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      const work = current.getStore();
      if (work !== undefined) work.queries += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const nobody: Counting = { queries: 0, requests: [] };
  const begins = tracingChannel<Counting, StepContext>(STEPS).start;
  begins.bindStore(current, ({ step }) => {
    if (step !== "inbox.handle") return current.getStore() ?? nobody;
    const work: Counting = { queries: 0, requests: [] };
    works.push(work);
    return work;
  });
  // Node's own fetch tells of each request where it is made.
  const onRequest = (message: unknown): void => {
    const { method, path } = Object(message).request;
    current.getStore()?.requests.push(`${method} ${path}`);
  };
  subscribe("undici:request:create", onRequest);
  return {
    store: { ...store, db: store.db.withPlugin(plugin) },
    take: () => works.splice(0),
    stop: () => {
      begins.unbindStore(current);
      unsubscribe("undici:request:create", onRequest);
    },
  };
}
