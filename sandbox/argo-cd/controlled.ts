import { randomUUID } from "node:crypto";
import type { Clock } from "../http/clock.ts";
import type { Listeners } from "../http/listeners.ts";
import type {
  Application,
  ApplicationSpec,
  HealthStatusCode,
  Manifest,
  Operation,
  OwnerReference,
} from "./model.ts";
import { Pace } from "./pace.ts";
import { uidOf } from "./uid.ts";

/** How the cluster handles the next releases of an application. */
export interface RolloutPlan {
  /** The health of the resources once applied; defaults to `Healthy`. */
  readonly health?: HealthStatusCode;
  readonly healthMessage?: string;
  /** Why the cluster refuses the manifests: the operation keeps retrying, then fails. */
  readonly refusal?: string;
  /** The operation is Running until this resolves, or until it is terminated. */
  readonly until?: Promise<void>;
}

/** A pod of an application, for its resource tree. */
export interface Pod {
  readonly name: string;
  readonly health: HealthStatusCode;
  /** `CrashLoopBackOff` */
  readonly reason?: string;
  readonly restarts?: number;
}

export interface NewApplication {
  readonly name: string;
  readonly spec: ApplicationSpec;
  readonly annotations?: Readonly<Record<string, string>>;
  /** The ApplicationSet that has made it. */
  readonly applicationSet?: string;
}

/** A change of an application, as watchers see it. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly application: Application;
}

/** An application with what the cluster and its controller know about it. */
export class Controlled {
  readonly pace = new Pace();
  /** By their keys: what runs. */
  readonly live = new Map<string, Manifest>();
  /** The sources' commits, as of the last refresh. */
  resolved: readonly string[] = [];
  plan: RolloutPlan = {};
  pods: readonly Pod[] = [];
  /** A bug of the sandbox itself in an operation: thrown to whoever waits for it to end. */
  failure: unknown;
  #application: Application;
  #terminate: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #changes: Listeners<WatchEvent>;
  readonly #work: Record<"refresh" | "operation", Promise<void>> = {
    refresh: Promise.resolve(),
    operation: Promise.resolve(),
  };

  constructor(added: NewApplication, clock: Clock, changes: Listeners<WatchEvent>) {
    this.#clock = clock;
    this.#changes = changes;
    const { name, spec, annotations, applicationSet } = added;
    this.#application = {
      metadata: {
        name,
        namespace: "argocd",
        uid: randomUUID(),
        resourceVersion: nextVersion(),
        generation: 1,
        creationTimestamp: this.now(),
        ...(annotations === undefined ? {} : { annotations }),
        ...(applicationSet === undefined ? {} : { ownerReferences: [ownerOf(applicationSet)] }),
      },
      spec,
      status: {
        sync: { status: "" },
        health: {},
        summary: {},
        resourceHealthSource: "appTree",
        controllerNamespace: "argocd",
        sourceHydrator: {},
      },
    };
    changes.tell({ type: "ADDED", application: this.#application });
  }

  get application(): Application {
    return this.#application;
  }

  get name(): string {
    return this.#application.metadata.name;
  }

  /** `<project>/<name>`, as policies name it. */
  get object(): string {
    return `${this.#application.spec.project}/${this.name}`;
  }

  /** RFC 3339, to the second. */
  now(): string {
    return `${this.#clock.now().toISOString().slice(0, 19)}Z`;
  }

  /** Saves a change and tells watchers. A field that is undefined is removed. */
  change(change: {
    readonly spec?: ApplicationSpec;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly operation?: Operation | undefined;
    readonly status?: {
      readonly [Field in keyof Application["status"]]?: Application["status"][Field] | undefined;
    };
  }): Application {
    const { metadata, ...rest } = this.#application;
    const { annotations, status, ...whole } = change;
    const changed = {
      ...rest,
      ...whole,
      metadata: {
        ...metadata,
        resourceVersion: nextVersion(),
        generation: metadata.generation + 1,
        ...(annotations === undefined ? {} : { annotations }),
      },
      status: { ...rest.status, ...status },
    };
    // Undefined means absent, as in JSON.
    const saved: Application = JSON.parse(JSON.stringify(changed));
    this.#application = saved;
    this.#changes.tell({ type: "MODIFIED", application: this.#application });
    return this.#application;
  }

  /** One refresh at a time, and one operation; a refresh does not wait for an operation. */
  async work(kind: "refresh" | "operation", task: () => Promise<void>): Promise<void> {
    const working = this.#work[kind].then(task);
    this.#work[kind] = working.catch(() => undefined);
    await working;
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    for (
      let seen: readonly Promise<void>[] = [];
      seen[0] !== this.#work.refresh || seen[1] !== this.#work.operation;
    ) {
      seen = [this.#work.refresh, this.#work.operation];
      await Promise.all(seen);
    }
    if (this.failure !== undefined) throw this.failure;
  }

  /** Changes what is running behind the controller's back; the next comparison sees it. */
  editLive(kind: string, change: (manifest: Manifest) => Manifest): void {
    const found = [...this.live].find(([, manifest]) => manifest.kind === kind);
    if (found === undefined) throw new Error(`no ${kind} of ${this.name} runs`);
    this.live.set(found[0], change(structuredClone(found[1])));
  }

  /** Asks the current operation to end. */
  terminate(): void {
    this.#terminate?.();
  }

  /** Waits for something unless the operation is terminated first. @returns whether it was terminated */
  async terminated(waited: Promise<void>, isAlready: boolean): Promise<boolean> {
    if (isAlready) return true;
    const asked = Promise.withResolvers<boolean>();
    this.#terminate = () => asked.resolve(true);
    try {
      return await Promise.race([asked.promise, waited.then(() => false)]);
    } finally {
      this.#terminate = undefined;
    }
  }
}

/** As the ApplicationSet controller makes itself the owner; one name has one id. */
function ownerOf(name: string): OwnerReference {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    name,
    uid: uidOf(`ApplicationSet/${name}`),
    controller: true,
    blockOwnerDeletion: true,
  };
}

let lastVersion = 400;

const nextVersion = (): string => String((lastVersion += 1));
