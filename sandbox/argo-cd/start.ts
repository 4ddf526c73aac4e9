import { mkdir } from "node:fs/promises";
import { Mirrors } from "../cluster/mirrors.ts";
import { systemClock, type Clock } from "../http/clock.ts";
import { Desk, type DeskRecord } from "../http/desk.ts";
import type { FaultRule } from "../http/fault.ts";
import { Listeners } from "../http/listeners.ts";
import { Accounts, type Policy } from "./accounts.ts";
import { registerApi } from "./api.ts";
import {
  Controlled,
  type NewApplication,
  type Pod,
  type RolloutPlan,
  type WatchEvent,
} from "./controlled.ts";
import { ApiError, unknownToSandbox } from "./errors.ts";
import type { Application, ApplicationSpec, HealthStatusCode, Manifest, SyncWindow } from "./model.ts";
import { refresh } from "./reconcile.ts";
import { Watches } from "./watch.ts";
import type { World } from "./world.ts";

export interface ArgoCdOptions {
  /** Where the copies of repositories are kept. */
  readonly directory: string;
  /** A token that may read the repositories. */
  readonly token: string;
  /** Defaults to a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  /** `webhook.github.secret`; without one, every webhook is trusted. */
  readonly webhookSecret?: string;
  /** Whether a sync of a revision other than the application's own needs the right to `override`. */
  readonly requireOverride?: boolean;
}

/** A local Argo CD. It never polls: it learns of changes from a webhook or a refresh. */
export interface ArgoCd {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly requests: readonly DeskRecord[];
  /** @param name an account such as `bot`, or a project's role: `proj:payments:deploy` */
  addAccount(name: string, policies: readonly Policy[], password?: string): void;
  /** @param expiresIn seconds; by default it never expires */
  createToken(name: string, expiresIn?: number): Promise<string>;
  revokeTokens(name: string): void;
  /** Adds an application and refreshes it; resolves once it is compared, and synced if that is automatic. */
  addApplication(application: NewApplication): Promise<Application>;
  /** As it is now. */
  application(name: string): Application;
  /** Changes its specification, as `kubectl apply` does, without a refresh. */
  configure(name: string, spec: ApplicationSpec): Application;
  deleteApplication(name: string): void;
  /** How the cluster handles this application's next releases. */
  plan(name: string, plan: RolloutPlan): void;
  /** The health of what runs changes by itself. */
  setHealth(name: string, status: HealthStatusCode, message?: string): void;
  setPods(name: string, pods: readonly Pod[]): void;
  /** Changes what runs behind Argo CD's back: a replica count, an image. */
  editLive(name: string, kind: string, change: (manifest: Manifest) => Manifest): void;
  setSyncWindows(project: string, windows: readonly SyncWindow[]): void;
  /** From now on an operation stops before each state, until `step` or `release`. */
  hold(name: string): void;
  /** Waits until the operation is about to enter a state, and lets it enter that one. */
  step(name: string): Promise<Application>;
  release(name: string): void;
  /** Resolves when the controller has nothing left to do. */
  settled(name: string): Promise<Application>;
  /** Each change of each application. @returns a function that stops listening */
  onChange(listener: (event: WatchEvent) => void): () => void;
  readonly watchers: number;
  /** Watchers miss this many of the next events. */
  dropEvents(count: number): void;
  /** Ends all watches. */
  cutWatches(): void;
  /** Makes webhooks get a 503, as while their queue is full. */
  fillWebhookQueue(isFull: boolean): void;
  inject(rule: FaultRule): void;
  clearFaults(): void;
  close(): Promise<void>;
}

/** Starts a stand-in for Argo CD 3.2 on 127.0.0.1, over real git. It refuses what it does not know with 501. */
export async function startArgoCd(options: ArgoCdOptions): Promise<ArgoCd> {
  const { directory, token, clock = systemClock, webhookSecret, requireOverride = false } = options;
  await mkdir(directory, { recursive: true });
  const changes = new Listeners<WatchEvent>();
  const world: World = {
    clock,
    mirrors: new Mirrors(directory, token),
    windows: new Map(),
    accounts: new Accounts(clock),
    applications: new Map(),
    changes,
    watches: new Watches(changes),
    webhookSecret,
    requireOverride,
    isWebhookQueueFull: false,
  };
  const desk = new Desk({
    clock,
    port: options.port,
    limited: () => ({ status: 429, body: "Too Many Requests\n" }),
    refuse: (error) => {
      if (error instanceof ApiError) return error.answer;
      throw error;
    },
    unknown: ({ method, url }) => unknownToSandbox(`${method} ${url.pathname}`).answer,
  });
  registerApi(desk, world);
  const url = await desk.listen();
  const existing = (name: string): Controlled => {
    const controlled = world.applications.get(name);
    if (controlled === undefined) throw new Error(`there is no application ${name}`);
    return controlled;
  };
  return {
    url,
    requests: desk.requests,
    addAccount: (name, policies, password) => world.accounts.add(name, policies, password),
    createToken: (name, expiresIn) => world.accounts.createToken(name, expiresIn),
    revokeTokens: (name) => world.accounts.revokeTokens(name),
    addApplication: async (application) => {
      const controlled = new Controlled(application, clock, changes);
      world.applications.set(application.name, controlled);
      await refresh(world, controlled, "normal");
      await controlled.idle();
      return controlled.application;
    },
    application: (name) => existing(name).application,
    configure: (name, spec) => existing(name).change({ spec }),
    deleteApplication: (name) => {
      changes.tell({ type: "DELETED", application: existing(name).application });
      world.applications.delete(name);
    },
    plan: (name, plan) => {
      existing(name).plan = plan;
    },
    setHealth: (name, status, message) => {
      const controlled = existing(name);
      const lastTransitionTime = controlled.now();
      controlled.change({
        status: { health: { status, lastTransitionTime, ...(message === undefined ? {} : { message }) } },
      });
    },
    setPods: (name, pods) => {
      existing(name).pods = pods;
    },
    editLive: (name, kind, change) => existing(name).editLive(kind, change),
    setSyncWindows: (project, windows) => void world.windows.set(project, windows),
    hold: (name) => existing(name).pace.hold(),
    step: async (name) => {
      const controlled = existing(name);
      await controlled.pace.step();
      return controlled.application;
    },
    release: (name) => existing(name).pace.release(),
    settled: async (name) => {
      await existing(name).idle();
      return existing(name).application;
    },
    onChange: (listener) => changes.add(listener),
    get watchers() {
      return world.watches.count;
    },
    dropEvents: (count) => world.watches.dropEvents(count),
    cutWatches: () => world.watches.cut(),
    fillWebhookQueue: (isFull) => {
      world.isWebhookQueueFull = isFull;
    },
    inject: (rule) => desk.inject(rule),
    clearFaults: () => desk.clearFaults(),
    close: () => desk.close(),
  };
}
