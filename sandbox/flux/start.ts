import { Mirrors } from "../cluster/mirrors.ts";
import { systemClock, type Clock } from "../http/clock.ts";
import type { Kubernetes } from "../kubernetes/start.ts";
import type { ObjectName } from "../kubernetes/world.ts";
import { reconcileChart, reconcileOciRepository } from "./charts.ts";
import { reconcileRepository } from "./git-repositories.ts";
import { reconcileRelease } from "./helm-releases.ts";
import { reconcileKustomization } from "./kustomizations.ts";
import { Notifications } from "./notifications.ts";
import { nameOf, type Reconcile, type UpgradePlan, type World } from "./world.ts";

export interface FluxOptions {
  /** The cluster in which its objects are. */
  readonly kubernetes: Kubernetes;
  /** Where the copies of repositories are kept. */
  readonly directory: string;
  /** A token that may read the repositories. */
  readonly token: string;
  readonly clock?: Clock;
}

/** A local Flux. It looks when an annotation asks it to, what it reads has changed, or its interval is said to be over. */
export interface Flux {
  /** The interval of all GitRepositories is over: they are fetched again, though nobody has asked. */
  passInterval(): void;
  /** How the upgrades of a release go from now on. @param release `apps/my-app` */
  plan(release: string, plan: UpgradePlan): void;
  /** From now on the upgrades of a release stop before their end, until it is let go. */
  hold(release: string): void;
  letGo(release: string): void;
  /** Resolves when the controllers have nothing left to do, and what they told was sent. @throws what one of them has failed at */
  settled(): Promise<void>;
  /** Stops the controllers. */
  close(): Promise<void>;
}

const CONTROLLERS: Readonly<Record<string, Reconcile>> = {
  GitRepository: reconcileRepository,
  HelmChart: reconcileChart,
  OCIRepository: reconcileOciRepository,
  Kustomization: reconcileKustomization,
  HelmRelease: reconcileRelease,
};
/** Whose changes concern others: those look again. */
const READERS: Readonly<Record<string, string>> = {
  GitRepository: "Kustomization",
  HelmChart: "HelmRelease",
  OCIRepository: "HelmRelease",
};

/** Starts Flux's controllers on a cluster of the sandbox. */
export function startFlux({ kubernetes, directory, token, clock = systemClock }: FluxOptions): Flux {
  const plans = new Map<string, UpgradePlan>();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const notifications = new Notifications(kubernetes, clock);
  const world: World = {
    kubernetes,
    due: new Set(),
    tell: (name, event) => notifications.tell(name, event),
    mirrors: new Mirrors(directory, token),
    clock,
    plans,
    passGate: async (release) => {
      await gates.get(release)?.promise;
    },
  };
  const waiting = new Map<string, ObjectName>();
  const working = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  let isClosed = false;

  const reconcileOnce = async (key: string, done: Promise<void>): Promise<void> => {
    try {
      await done;
    } catch (error) {
      failures.push(error);
    }
    working.delete(key);
    work(key);
  };
  const work = (key: string): void => {
    const name = waiting.get(key);
    if (name === undefined || working.has(key) || isClosed) return;
    waiting.delete(key);
    const reconcile = CONTROLLERS[name.kind];
    if (reconcile === undefined) return;
    working.set(key, reconcileOnce(key, reconcile(world, name)));
  };
  const enqueue = (name: ObjectName): void => {
    const key = `${name.kind}/${name.namespace}/${name.name}`;
    waiting.set(key, name);
    // Whoever writes goes on first.
    queueMicrotask(() => work(key));
  };
  const stop = kubernetes.onChange(({ object, type }) => {
    const name = nameOf(object);
    if (type !== "DELETED") enqueue(name);
    const reader = READERS[name.kind];
    if (reader !== undefined) for (const one of kubernetes.list(reader)) enqueue(nameOf(one));
  });
  for (const kind of Object.keys(CONTROLLERS))
    for (const object of kubernetes.list(kind)) enqueue(nameOf(object));

  return {
    passInterval: () => {
      for (const repository of kubernetes.list("GitRepository").map(nameOf)) {
        world.due.add(`${repository.kind}/${repository.namespace}/${repository.name}`);
        enqueue(repository);
      }
    },
    plan: (release, plan) => void plans.set(release, plan),
    hold: (release) => void gates.set(release, Promise.withResolvers<void>()),
    letGo: (release) => {
      gates.get(release)?.resolve();
      gates.delete(release);
    },
    settled: async () => {
      await Promise.resolve();
      while (waiting.size > 0 || working.size > 0) {
        await Promise.all(working.values());
        await Promise.resolve();
      }
      await notifications.settled();
      if (failures.length > 0) throw failures[0];
    },
    close: async () => {
      isClosed = true;
      stop();
      for (const gate of gates.values()) gate.resolve();
      await Promise.all(working.values());
      await notifications.settled();
    },
  };
}
