import { setTimeout as sleep } from "node:timers/promises";
import type { EnginePage } from "../../../../lib/deploys/preview.ts";
import { step } from "../../../../lib/store/step.ts";
import { at, listAt, parsedJson, textAt } from "../../narrow.ts";
import {
  EngineRefusal,
  type Announcement,
  type CompareAsk,
  type Difference,
  type Engine,
  type Insist,
  type Observation,
  type Requested,
  type Source,
  type Standing,
  type SyncAsk,
} from "../engine.ts";
import { announceTo } from "./announce.ts";
import { operationUnderWay, resourceName, type Application, type ApplicationSource } from "./application.ts";
import { askForSync, blockedBy, getApplication } from "./calls.ts";
import { callArgoCd } from "./client.ts";
import { isOnlyVersion } from "./difference.ts";
import { judgeApplication } from "./judge.ts";
import { pathsOf } from "./paths.ts";
import { pathTo, positionOf, type ArgoCdOptions } from "./place.ts";
import { automatic, busy } from "./refusals.ts";
import { watchApplication } from "./watch.ts";

/**
 * Argo CD's controller writes what it has done so far over the request to terminate, if both come at the same time: seen
 * with 3.2.11, which then went on for ever.
 */
const TERMINATIONS = 5;
/** Longer than the second after which the controller takes an operation up again. */
const LOOK_AGAIN_MS = 2_000;

/** One application of one Argo CD. */
export class ArgoCd implements Engine {
  readonly #options: ArgoCdOptions;
  /** As it was compared: for whatever comes right after it, and only until something is asked for. */
  #compared: Application | undefined;

  constructor(options: ArgoCdOptions) {
    this.#options = options;
  }

  /** Without a namespace, Argo CD looks in its own. */
  get page(): EnginePage {
    const { connection, application, namespace } = this.#options;
    const path = ["applications", ...(namespace === undefined ? [] : [namespace]), application];
    return { engine: "Argo CD", url: [connection.url, ...path].join("/") };
  }

  async standing(when: "now" | "compared" = "now"): Promise<Standing> {
    const [application, blocked] = await step("argo cd.standing", () =>
      when === "compared"
        ? this.#compare().then((compared) => [compared, undefined] as const)
        : Promise.all([getApplication(this.#options), blockedBy(this.#options)]),
    );
    return {
      sources: application.sources.map((source, index) => this.#sourceOf(application, source, index)),
      isAutomatic: application.isAutomatic,
      operation: operationUnderWay(application),
      blocked,
    };
  }

  async running() {
    const { images } = await getApplication(this.#options, "normal");
    return { images };
  }

  async compare(ask: CompareAsk): Promise<readonly Difference[]> {
    if (this.#compared === undefined) await step("argo-cd.compare", () => this.#compare());
    const json = await callArgoCd(this.#options.connection, {
      path: pathTo(this.#options, "/managed-resources"),
      doing: `read the differences of ${this.#options.application}`,
    });
    return listAt(json, "items")
      .filter((item) => at(item, "modified") === true || textAt(item, "liveState") === "null")
      .map((item) => ({
        resource: resourceName(item),
        isExpected:
          isTakenOut(item, ask) ||
          isOnlyVersion(
            parsedJson(textAt(item, "normalizedLiveState") ?? "null"),
            parsedJson(textAt(item, "predictedLiveState") ?? "null"),
            ask,
          ),
      }));
  }

  async request(ask: SyncAsk, insist: Insist): Promise<Requested> {
    const { application: name, autoSync } = this.#options;
    const application = this.#compared ?? (await step("argo-cd.look", () => this.#compare()));
    this.#compared = undefined;
    if (isAskedFor(application, ask)) return { kind: "accepted", operation: ask.id };
    const position = positionOf(this.#options, application, ask.repository);
    const { sync } = application;
    if (sync.status === "Synced" && sync.revisions[position] === ask.commit)
      return { kind: "nothing to sync" };
    const synced = application.lastSynced[position];
    if (await isLater(ask, synced)) return { kind: "superseded", says: goneOn(synced) };
    if (application.isAutomatic) {
      if (autoSync === "follow") return { kind: "accepted", operation: "auto-sync" };
      throw automatic(name);
    }
    const other = operationUnderWay(application);
    if (other !== undefined) throw busy(name, other);
    await step("argo-cd.insist", () => insist());
    try {
      await askForSync(this.#options, application, { ask, position });
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      // Argo CD says that a window is in the way, and not which.
      if (error.code === "blocked")
        throw new EngineRefusal("blocked", (await blockedBy(this.#options)) ?? error.message);
      if (error.code !== "busy") throw error;
      // What keeps ours out may be ours: of another replica, or of a request whose answer was lost.
      const now = await getApplication(this.#options);
      const operation = operationUnderWay(now);
      if (!isAskedFor(now, ask)) throw operation === undefined ? error : busy(name, operation);
    }
    return { kind: "accepted", operation: ask.id };
  }

  async observe(ask: SyncAsk): Promise<Observation> {
    const application = await getApplication(this.#options);
    const position = positionOf(this.#options, application, ask.repository);
    const observed = judgeApplication(application, {
      id: ask.id,
      commit: ask.commit,
      position,
      isAutomatic: application.isAutomatic && this.#options.autoSync === "follow",
    });
    const isForeign = observed.kind === "failed" && observed.code === "foreign revision";
    const synced = application.state?.synced[position];
    return isForeign && (await isLater(ask, synced))
      ? { kind: "superseded", says: goneOn(synced) }
      : observed;
  }

  async terminate(): Promise<void> {
    const { connection, application: name } = this.#options;
    for (let attempt = 0; attempt < TERMINATIONS; attempt += 1) {
      await callArgoCd(connection, {
        method: "DELETE",
        path: pathTo(this.#options, "/operation"),
        doing: `terminate the operation of ${name}`,
      });
      await step("argo cd.let it end", () => sleep(LOOK_AGAIN_MS));
      const running = operationUnderWay(await getApplication(this.#options));
      if (running === undefined || running.isEnding) return;
    }
    throw new EngineRefusal(
      "refused",
      `Argo CD has taken ${TERMINATIONS} requests to terminate the operation of ${name}, and it runs still: look at it there`,
    );
  }

  watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    const { connection, application, project } = this.#options;
    return watchApplication(connection, { application, project }, { onChange, signal });
  }

  announce(push: Announcement): Promise<boolean> {
    const { connection, webhookSecret } = this.#options;
    return announceTo(connection.url, webhookSecret?.(), push);
  }

  async #compare(): Promise<Application> {
    const application = await getApplication(this.#options, "normal");
    this.#compared = application;
    return application;
  }

  #sourceOf(application: Application, source: ApplicationSource, index: number): Source {
    return {
      repository: source.repository,
      paths: pathsOf(application, index),
      branch: source.branch,
      synced: application.lastSynced[index],
    };
  }
}

/** Whether a resource goes because the request takes it out of git. */
function isTakenOut(item: unknown, { prunes }: Pick<CompareAsk, "prunes">): boolean {
  return prunes && (textAt(item, "targetState") ?? "null") === "null";
}

/** Whether the request's own operation is to come, under way, or the last that was. */
export function isAskedFor({ operation, state }: Application, { id }: SyncAsk): boolean {
  return operation?.request === id || state?.request === id;
}

/** Whether a commit was synced that comes after the request's, where the ledger has gone on, too. */
async function isLater({ later, standingOf }: SyncAsk, synced: string | undefined): Promise<boolean> {
  if (later === undefined || synced === undefined) return false;
  return (await step("argo cd.standing of synced", () => standingOf(synced))) !== "not later";
}

function goneOn(synced = ""): string {
  return `Argo CD has synced ${synced.slice(0, 7)} since, a later commit with another release`;
}
