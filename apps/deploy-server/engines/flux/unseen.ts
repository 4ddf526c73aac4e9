import type { FluxNotification } from "../../../../lib/deploys/flux/notification.ts";
import type { Wanted } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { fluxEventsOf } from "../../../../lib/store/flux-events.ts";
import { step } from "../../../../lib/store/step.ts";
import type { Db } from "../../../../lib/store/store.ts";
import {
  EngineRefusal,
  type Difference,
  type Engine,
  type Observation,
  type Requested,
  type Standing,
  type SyncAsk,
} from "../engine.ts";
import { referenceText } from "./cluster.ts";
import { judgeTold } from "./judge-told.ts";
import type { Reference } from "./objects.ts";

/**
 * An object of Flux in a cluster that the server has no access to: it is seen through what Flux's notification-controller
 * sends, and through nothing else.
 */
export class UnseenFlux implements Engine {
  /** It has none. */
  readonly page = undefined;
  readonly #db: Db;
  readonly #cluster: string;
  readonly #target: Reference;

  constructor(db: Db, { cluster, target }: { readonly cluster: string; readonly target: Reference }) {
    this.#db = db;
    this.#cluster = cluster;
    this.#target = target;
  }

  async standing(): Promise<Standing> {
    return {
      sources: [],
      unknown: `${this.#cluster} is seen through Flux's notifications only: what else this ships, whether anything is suspended there, and how its pods are, nobody tells`,
      isAutomatic: false,
      operation: undefined,
      blocked: undefined,
    };
  }

  async running(): Promise<never> {
    throw new EngineRefusal(
      "refused",
      `${this.#cluster} is seen through Flux's notifications only, which do not tell what runs: give the server a kubeconfig for ${this.#cluster} in db/server.yaml, and ask again`,
    );
  }

  /** @throws EngineRefusal for an undeploy, of which no notification tells */
  async rehearse({ to }: Wanted): Promise<readonly Difference[]> {
    if (to.kind !== "virtual") return [];
    throw new EngineRefusal(
      "refused",
      `${this.#cluster} is seen through Flux's notifications only, which do not tell that ${referenceText(this.#target)} is gone: give the server a kubeconfig for ${this.#cluster} in db/server.yaml, and ask again`,
    );
  }

  async compare(): Promise<readonly Difference[]> {
    return [];
  }

  /** It cannot be asked: it looks at git when its interval is over, or when its own Receiver hears of the push. */
  async request({ id }: SyncAsk): Promise<Requested> {
    return { kind: "accepted", operation: id };
  }

  async observe(ask: SyncAsk): Promise<Observation> {
    const { commit, wanted, since } = ask;
    const place = { cluster: this.#cluster, object: this.#target, commit, since: toTheSecond(since) };
    const told = await fluxEventsOf(this.#db, place);
    const later = await laterWithSame(told, ask);
    const { version, digest } = wanted.to.chart ?? {};
    const isLaterWithSame = (other: string): boolean => later.has(other);
    const found = judgeTold(told, { object: this.#target, commit, version, digest, isLaterWithSame });
    return { ...found, says: `${found.says} (seen through Flux's notifications only)` };
  }

  async terminate(): Promise<void> {
    throw new EngineRefusal(
      "refused",
      "Flux has no operation that could be ended: deploy the version before, and Flux goes back to it",
    );
  }

  /** Its notifications wake the request. */
  async watch(): Promise<void> {}

  /** It has an interval, or a Receiver of its own. */
  async announce(): Promise<boolean> {
    return true;
  }
}

/** Of the commits that Flux has told of, those that come after ours and leave its value as it is. */
async function laterWithSame(
  told: readonly FluxNotification[],
  { commit, wanted, standingOf }: SyncAsk,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (wanted.to.chart !== undefined) return found;
  const others = new Set(
    told.flatMap(({ revision = "" }) =>
      /^[0-9a-f]{40}$/.test(revision) && revision !== commit ? [revision] : [],
    ),
  );
  for (const other of others) {
    const standing = await step("flux.read git of told", () => standingOf(other));
    if (standing === "says the same") found.add(other);
  }
  return found;
}

/** An event's time has no fraction: one of the same second may be ours. */
function toTheSecond(time: string): string {
  return `${time.slice(0, 19)}Z`;
}
