import { isSameDesired, VIRTUAL } from "../../../../lib/deploys/desired.ts";
import { refOf, refText } from "../../../../lib/deploys/kubernetes/api-object.ts";
import { kindsOf, pruningOf } from "../../../../lib/deploys/kubernetes/apply-set.ts";
import {
  CONFIG_KIND,
  desiredOfSpec,
  type DeployConfigObject,
  type Wanted,
} from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { isChanged, isOnlyImage } from "../../../../lib/deploys/kubernetes/difference.ts";
import { imagesIn } from "../../../../lib/deploys/kubernetes/image.ts";
import type { Target } from "../../../../lib/deploys/target.ts";
import { splitImage } from "../../../../lib/releases/documents/image.ts";
import { renewLease } from "../../../../lib/store/lease.ts";
import { claimReconciliation, releaseReconciliation } from "../../../../lib/store/reconciliations.ts";
import { step } from "../../../../lib/store/step.ts";
import type { Db } from "../../../../lib/store/store.ts";
import { isoTime, type Clock } from "../../clock.ts";
import { Passing } from "../../trouble.ts";
import {
  EngineRefusal,
  type Difference,
  type Engine,
  type Insist,
  type Observation,
  type Requested,
  type Standing,
  type SyncAsk,
} from "../engine.ts";
import type { KubernetesClient } from "./client.ts";
import { configObject, findConfig, writeSpec, type ConfigObject } from "./config-object.ts";
import { judgeConfig, rolloutOf } from "./judge.ts";
import { reconcile } from "./reconcile.ts";
import { rehearse } from "./rehearse.ts";
import { membersOf, objectsOf, watchSet, type NamespaceObjects } from "./resources.ts";
import { digestedImage, mendsHands, readSpecs, type Specs, type SpecSource } from "./specs.ts";

/** What the engine needs of the server. */
export interface KubernetesHost {
  readonly db: Db;
  readonly specs: SpecSource;
  readonly clock: Clock;
  /** The replica's name. */
  readonly replica: string;
}

export interface KubernetesOptions {
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly target: Target;
  readonly host: KubernetesHost;
}

/** Longer than any call takes; it is renewed before each change. */
const LEASE_MS = 60_000;

/** One target in one namespace of a cluster, to which the server applies by itself. */
export class Kubernetes implements Engine {
  /** It has none. */
  readonly page = undefined;
  readonly #options: KubernetesOptions;
  readonly #objects: NamespaceObjects;
  readonly #config: ConfigObject;

  constructor(options: KubernetesOptions) {
    const { client, namespace, target } = options;
    this.#options = options;
    this.#objects = objectsOf(client, namespace);
    this.#config = configObject(client, { namespace, target });
  }

  async standing(): Promise<Standing> {
    const object = await findConfig(this.#config);
    return {
      // What is applied is read at the very commit that was asked for: nothing else comes along.
      sources: [],
      isAutomatic: false,
      operation: object && rolloutOf(object),
      blocked: undefined,
    };
  }

  async running() {
    const object = await findConfig(this.#config);
    const members = await membersOf(this.#objects, kindsOf(object?.raw), this.#config.setId);
    return { images: imagesIn(members) };
  }

  async rehearse(wanted: Wanted): Promise<readonly Difference[]> {
    digestedImage(wanted);
    await writeSpec(this.#config, wanted, { isDryRun: true });
    if (wanted.to.kind === "virtual") return [];
    return this.#differences(
      wanted,
      await readSpecs(this.#options.host.specs, wanted, this.#options.namespace),
    );
  }

  async compare({ wanted }: SyncAsk): Promise<readonly Difference[]> {
    return this.rehearse(wanted);
  }

  async request(ask: SyncAsk, insist: Insist): Promise<Requested> {
    const { id, wanted } = ask;
    digestedImage(wanted);
    const object = await findConfig(this.#config);
    if (saysLater(object, ask)) return { kind: "superseded", says: GONE_ON };
    if (object?.spec.request !== id) {
      await step("kubernetes.insist", () => insist());
      await writeSpec(this.#config, wanted, { request: id });
    }
    return { kind: "accepted", operation: id };
  }

  async observe(ask: SyncAsk): Promise<Observation> {
    const { id, wanted } = ask;
    const object = await findConfig(this.#config);
    if (object === undefined) {
      const says = `${CONFIG_KIND}/${this.#config.name} is gone: somebody has deleted it, and what it had applied may be there still; ask again`;
      return { kind: "failed", code: "failed", says };
    }
    if (saysLater(object, ask)) return { kind: "superseded", says: GONE_ON };
    if (object.spec.request !== id) return judgeConfig(object, id);
    const looked = await step("kubernetes.reconcile", () => this.#reconcile(wanted, false));
    return judgeConfig(looked ?? object, id);
  }

  /** Looks after a target that nobody asks about: that its object is there, and that nobody has changed what it has applied. */
  async keep(wanted: Wanted): Promise<DeployConfigObject | undefined> {
    if ((await findConfig(this.#config)) === undefined) {
      // What nobody has asked for is known, and not deployed.
      await writeSpec(this.#config, { ...wanted, to: VIRTUAL });
    }
    return this.#reconcile(wanted, true);
  }

  async terminate(): Promise<void> {
    throw new EngineRefusal(
      "refused",
      "Kubernetes has no operation that could be ended: deploy the version before, and the pods go back to it",
    );
  }

  watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    return watchSet(this.#objects, this.#config.setId, { onChange, signal });
  }

  /** The server itself does what a push would lead to. */
  async announce(): Promise<boolean> {
    return true;
  }

  /** @returns undefined where another replica is at it, or the object is gone */
  async #reconcile(wanted: Wanted, isThorough: boolean): Promise<DeployConfigObject | undefined> {
    const { host, client, namespace } = this.#options;
    const place = `${client.cluster}/${namespace}/${this.#config.name}`;
    const lease = await claimReconciliation(host.db, place, { owner: host.replica, leaseMs: LEASE_MS });
    if (lease === undefined) return undefined;
    const hold = async (): Promise<void> => {
      if (await renewLease(host.db, "reconciliations", { ...lease, leaseMs: LEASE_MS })) return;
      throw new Passing(`another replica works on ${place} by now`);
    };
    const site = {
      objects: this.#objects,
      config: this.#config,
      specs: host.specs,
      now: () => isoTime(host.clock),
      hold,
    };
    try {
      return await reconcile(site, wanted, isThorough);
    } finally {
      await releaseReconciliation(host.db, lease);
    }
  }

  /** What would change, what would be deleted, and whether that is the version alone. */
  async #differences(asked: Wanted, specs: Specs): Promise<readonly Difference[]> {
    const { setId } = this.#config;
    const { to } = asked;
    const mends = mendsHands(specs, asked);
    const rehearsed = await rehearse(this.#objects, specs.objects, { setId, mends });
    const before = await findConfig(this.#config);
    const isFirst = before === undefined || desiredOfSpec(before.spec).kind === "virtual";
    const members = await membersOf(this.#objects, kindsOf(before?.raw), setId);
    const wanted = rehearsed.map(({ object }) => object);
    // A config without an artifact is its manifests: all that they change was asked for.
    const isWhole = to.artifact === undefined;
    const image = isWhole ? undefined : splitImage(to.artifact.image).name;
    return [
      ...rehearsed.flatMap(({ object, live, predicted }) => {
        const resource = refText(refOf(object));
        if (live === undefined)
          return [{ resource: isFirst ? resource : `${resource} (new)`, isExpected: isWhole || isFirst }];
        if (!isChanged(live, predicted)) return [];
        return [{ resource, isExpected: isWhole || isOnlyImage(live, predicted, image) }];
      }),
      ...pruningOf(members, wanted, setId).remove.map((one) => ({
        resource: `${refText(refOf(one))} (deleted)`,
        isExpected: isWhole,
      })),
    ];
  }
}

const GONE_ON = "the cluster was told of a later release since";

/** Whether the cluster was told already what the ledger says by now, by somebody else. */
function saysLater(object: DeployConfigObject | undefined, { id, later }: SyncAsk): boolean {
  if (object === undefined || later === undefined || object.spec.request === id) return false;
  return isSameDesired(desiredOfSpec(object.spec), later);
}
