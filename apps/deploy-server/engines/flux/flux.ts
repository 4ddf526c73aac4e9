import type { Wanted } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import type { InstalledChart } from "../../../../lib/deploys/running.ts";
import { step } from "../../../../lib/store/step.ts";
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
import { watchApi, type KubernetesClient } from "../kubernetes/client.ts";
import { askToReconcile, findState, listPath, referenceIn, referenceText, withTakers } from "./cluster.ts";
import { find, type HelmRelease, type Installed, type Reference } from "./objects.ts";
import { absentText, observeOnce } from "./observe.ts";
import { objectOf, type FluxState } from "./state.ts";
import { blockedBy } from "./suspended.ts";

/** One object of Flux in a cluster, whose version git says: a HelmRelease, a Kustomization, an OCIRepository. */
export class Flux implements Engine {
  /** It has none. */
  readonly page = undefined;
  readonly #client: KubernetesClient;
  readonly #target: Reference;
  /** Whether an undeploy takes its file away. */
  readonly #isRemoved: boolean;

  constructor(
    client: KubernetesClient,
    target: Reference,
    { isRemoved }: { readonly isRemoved: boolean } = { isRemoved: false },
  ) {
    this.#client = client;
    this.#target = target;
    this.#isRemoved = isRemoved;
  }

  async standing(): Promise<Standing> {
    const state = await wholeState(this.#client, this.#target);
    return {
      sources: sourcesOf(state),
      ...(state === undefined && { unknown: absentText(this.#client, this.#target) }),
      // It syncs whatever is pushed, by design: that what runs is what git says is not the server's to prevent.
      isAutomatic: false,
      operation: undefined,
      blocked: state && (await blockedBy(this.#client, state)),
    };
  }

  async running() {
    const state = await wholeState(this.#client, this.#target);
    if (state === undefined) return { images: [] };
    const takers = state.takers.map((taker) => (taker.kind === "HelmRelease" ? taker.release : undefined));
    const release = [state.release, ...takers].find((one) => one !== undefined);
    if (release === undefined) {
      const what = referenceText(this.#target);
      throw new EngineRefusal(
        "refused",
        `Flux does not tell which images ${what} has made run: deploy what should run`,
      );
    }
    const { newest } = release;
    return { images: [], ...(newest?.isDeployed === true && { chart: chartIn(newest) }) };
  }

  /** @throws EngineRefusal where taking a file away would leave what it has made */
  async rehearse({ to }: Wanted): Promise<readonly Difference[]> {
    if (to.kind !== "virtual" || !this.#isRemoved) return [];
    const { kustomization } = (await findState(this.#client, this.#target)) ?? {};
    if (kustomization?.prunes !== false) return [];
    throw new EngineRefusal(
      "blocked",
      `${kustomization.name} in ${this.#client.cluster} deletes nothing, so that ${referenceText(this.#target)} would stay without its file: set prune to true there, and ask again`,
    );
  }

  /** Flux renders and compares in the cluster alone: nothing tells before. */
  async compare(): Promise<readonly Difference[]> {
    return [];
  }

  async request({ id }: SyncAsk, insist: Insist): Promise<Requested> {
    const state = await wholeState(this.#client, this.#target);
    if (state === undefined) return { kind: "accepted", operation: id };
    const route = this.#route(state);
    const open = route.filter(({ requested }) => requested !== id);
    if (open.length === 0) return { kind: "accepted", operation: id };
    const blocked = await blockedBy(this.#client, state);
    if (blocked !== undefined) throw new EngineRefusal("blocked", blocked);
    await step("flux.insist", () => insist(open.length < route.length ? "begun" : "anew"));
    // Each looks at what the one before it has found.
    for (const one of open) {
      await askToReconcile(this.#client, one.reference, { id, isGivenUp: one.isGivenUp });
    }
    return { kind: "accepted", operation: id };
  }

  async observe(ask: SyncAsk): Promise<Observation> {
    const observed = await observeOnce(this.#client, this.#target, ask);
    // Its objects are read one after the other, and Flux may have gone on in between: what ends a request is read again.
    const isForeign =
      observed.kind === "superseded" || (observed.kind === "failed" && observed.code === "foreign revision");
    return isForeign ? await observeOnce(this.#client, this.#target, ask) : observed;
  }

  async terminate(): Promise<void> {
    throw new EngineRefusal(
      "refused",
      "Flux has no operation that could be ended: deploy the version before, and Flux goes back to it",
    );
  }

  async watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    const { name } = this.#target;
    const path = listPath(this.#target) ?? "";
    const query = { watch: "true", fieldSelector: `metadata.name=${name}` };
    const doing = `watch ${referenceText(this.#target)}`;
    await step("flux.watch", () => watchApi(this.#client, { path, query, doing, signal }, onChange));
  }

  /** It is asked itself, as soon as the commit is there. */
  async announce(): Promise<boolean> {
    return true;
  }

  /** What a version comes through, in that order. */
  #route({ repository, kustomization, chart, release, takers }: FluxState): readonly Stop[] {
    // A HelmChart is its HelmRelease's own, which looks at it by itself.
    const source = chart?.name.startsWith("OCIRepository/") === true ? chart : undefined;
    const releases = [
      release,
      ...takers.map((one) => (one.kind === "HelmRelease" ? one.release : undefined)),
    ];
    return [repository, kustomization, source, release, ...takers.map(objectOf)].flatMap((one) =>
      one === undefined
        ? []
        : [
            {
              reference: referenceIn(one.name),
              requested: one.requested,
              isGivenUp: releases.some((other) => other === one && isGivenUp(other)),
            },
          ],
    );
  }
}

/** Of a chart from an OCIRepository, Flux writes digits of the digest behind the version. */
function chartIn({ version, digest }: Installed): InstalledChart {
  return { version: digest === undefined ? version : version.replace(/\+[0-9a-f]{12}$/, ""), digest };
}

function isGivenUp(release: HelmRelease): boolean {
  return find(release, "Stalled") !== undefined || find(release, "Released", "False") !== undefined;
}

/** An object on a version's way. */
interface Stop {
  readonly reference: Reference;
  readonly requested: string | undefined;
  readonly isGivenUp: boolean;
}

/** What of git comes along: all that the Kustomization reads. */
function sourcesOf(state: FluxState | undefined): Standing["sources"] {
  const { kustomization, repository } = state ?? {};
  if (kustomization === undefined || repository === undefined) return [];
  if (kustomization.source.kind !== "GitRepository") return [];
  const { url, branch } = repository;
  const path = kustomization.path.replace(/^\.?\//, "").replace(/\/$/, "");
  return [{ repository: url, branch, paths: [path], synced: kustomization.applied }];
}

async function wholeState(client: KubernetesClient, target: Reference): Promise<FluxState | undefined> {
  const state = await findState(client, target);
  return state && (await withTakers(client, target, state));
}
