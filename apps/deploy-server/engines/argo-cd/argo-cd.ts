import { setTimeout as sleep } from "node:timers/promises";
import { step } from "../../../../lib/store/step.ts";
import { at, listAt, parsedJson, textAt } from "../../narrow.ts";
import {
  EngineRefusal,
  type Announcement,
  type CompareAsk,
  type Difference,
  type Engine,
  type Observation,
  type Requested,
  type Source,
  type Standing,
  type SyncAsk,
} from "../engine.ts";
import { announceTo } from "./announce.ts";
import {
  INFO_NAME,
  operationUnderWay,
  readApplication,
  resourceName,
  type Application,
  type ApplicationSource,
} from "./application.ts";
import { callArgoCd, type ArgoCdConnection, type ArgoCdError } from "./client.ts";
import { isOnlyVersion } from "./difference.ts";
import { judgeApplication } from "./judge.ts";
import { pathsOf } from "./paths.ts";
import { watchApplication } from "./watch.ts";

export interface ArgoCdOptions {
  readonly connection: ArgoCdConnection;
  readonly application: string;
  /** Where the application is of several; Argo CD's own namespace unless said. */
  readonly namespace: string | undefined;
  /** Without it, Argo CD does not tell an absent application from one that may not be seen. */
  readonly project: string | undefined;
  /** Whether an application that syncs by itself is followed, or refused. */
  readonly autoSync: "refuse" | "follow";
  /** `webhook.github.secret` of Argo CD, where it has one. */
  readonly webhookSecret: (() => string) | undefined;
  /** `owner/name` of a repository's address; undefined where it is not on our GitHub. */
  readonly nameOf: (url: string) => string | undefined;
}

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

  constructor(options: ArgoCdOptions) {
    this.#options = options;
  }

  async standing(): Promise<Standing> {
    const application = await getApplication(this.#options);
    return {
      sources: application.sources.map((source, index) => this.#sourceOf(application, source, index)),
      isAutomatic: application.isAutomatic,
      operation: operationUnderWay(application),
      blocked: await blockedBy(this.#options),
      page: this.#page(),
    };
  }

  async compare(ask: CompareAsk): Promise<readonly Difference[]> {
    await getApplication(this.#options, "normal");
    const json = await callArgoCd(this.#options.connection, {
      path: pathTo(this.#options, "/managed-resources"),
      doing: `read the differences of ${this.#options.application}`,
    });
    return listAt(json, "items")
      .filter((item) => at(item, "modified") === true || textAt(item, "liveState") === "null")
      .map((item) => ({
        resource: resourceName(item),
        isExpected: isOnlyVersion(
          parsedJson(textAt(item, "normalizedLiveState") ?? "null"),
          parsedJson(textAt(item, "predictedLiveState") ?? "null"),
          ask,
        ),
      }));
  }

  async request(ask: SyncAsk, insist: () => Promise<void>): Promise<Requested> {
    const { application: name, autoSync } = this.#options;
    const application = await getApplication(this.#options, "normal");
    if (isAskedFor(application, ask)) return { kind: "accepted", operation: ask.id };
    const position = positionOf(this.#options, application, ask.repository);
    const { sync } = application;
    if (sync.status === "Synced" && sync.revisions[position] === ask.commit)
      return { kind: "nothing to sync" };
    if (application.isAutomatic) {
      if (autoSync === "follow") return { kind: "accepted", operation: "auto-sync" };
      throw automatic(name);
    }
    const blocked = await blockedBy(this.#options);
    if (blocked !== undefined) throw new EngineRefusal("blocked", blocked);
    const other = operationUnderWay(application);
    if (other !== undefined) throw busy(name, other.by, other.since);
    await step("argo-cd.insist", () => insist());
    try {
      await askForSync(this.#options, application, { ask, position });
    } catch (error) {
      if (!(error instanceof EngineRefusal) || error.code !== "busy") throw error;
      // What keeps ours out may be ours: of another replica, or of a request whose answer was lost.
      if (!isAskedFor(await getApplication(this.#options), ask)) throw error;
    }
    return { kind: "accepted", operation: ask.id };
  }

  async observe(ask: SyncAsk): Promise<Observation> {
    const application = await getApplication(this.#options);
    return judgeApplication(application, {
      id: ask.id,
      commit: ask.commit,
      position: positionOf(this.#options, application, ask.repository),
      isAutomatic: application.isAutomatic && this.#options.autoSync === "follow",
    });
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

  #sourceOf(application: Application, source: ApplicationSource, index: number): Source {
    return {
      repository: source.repository,
      paths: pathsOf(application, index),
      branch: source.branch,
      synced: application.lastSynced[index],
    };
  }

  #page(): string {
    const { connection, application, namespace = "argocd" } = this.#options;
    return `${connection.url}/applications/${namespace}/${application}`;
  }
}

/** Whether the request's own operation is to come, under way, or the last that was. */
function isAskedFor({ operation, state }: Application, { id }: SyncAsk): boolean {
  return operation?.request === id || state?.request === id;
}

async function getApplication(options: ArgoCdOptions, refresh?: "normal"): Promise<Application> {
  const { connection, application } = options;
  const json = await callArgoCd(connection, {
    path: pathTo(options, "", refresh === undefined ? {} : { refresh }),
    doing: `read the application ${application}`,
  });
  const found = readApplication(json);
  const broken = found.conditions.find(({ type }) => type === "ComparisonError");
  if (refresh !== undefined && broken !== undefined) {
    throw new EngineRefusal("refused", `Argo CD cannot compare ${application}: ${broken.message}`);
  }
  return found;
}

/** Why nothing may be synced now. */
async function blockedBy(options: ArgoCdOptions): Promise<string | undefined> {
  const { connection, application } = options;
  const json = await callArgoCd(connection, {
    path: pathTo(options, "/syncwindows"),
    doing: `read the sync windows of ${application}`,
  });
  if (at(json, "canSync") !== false) return undefined;
  const windows = [...listAt(json, "activeWindows"), ...listAt(json, "assignedWindows")];
  const [window] = windows.map(
    (one) =>
      `${textAt(one, "kind") ?? "a"} window "${textAt(one, "schedule") ?? "?"}" for ${textAt(one, "duration") ?? "?"}`,
  );
  return `a sync window of Argo CD is in the way${window === undefined ? "" : ` (${window})`}: wait until it lets syncs through, or ask whoever keeps the windows of the project`;
}

async function askForSync(
  options: ArgoCdOptions,
  application: Application,
  { ask, position }: { readonly ask: SyncAsk; readonly position: number },
): Promise<void> {
  const { connection, application: name, project, namespace } = options;
  const revisions = application.sources.map((_source, index) =>
    index === position ? ask.commit : (application.sync.revisions[index] ?? ""),
  );
  const which = application.hasSources
    ? { revisions, sourcePositions: revisions.map((_revision, index) => index + 1) }
    : { revision: ask.commit };
  await callArgoCd(
    connection,
    {
      method: "POST",
      path: `/applications/${encodeURIComponent(name)}/sync`,
      body: {
        ...which,
        ...(project !== undefined && { project }),
        ...(namespace !== undefined && { appNamespace: namespace }),
        infos: [{ name: INFO_NAME, value: ask.id }],
      },
      doing: `sync ${name}`,
    },
    (error) => syncRefusal(name, error),
  );
}

/** Which source the commit is of, from 0. */
function positionOf(options: ArgoCdOptions, { sources }: Application, repository: string): number {
  const { nameOf, application } = options;
  const isOurs = ({ repository: url }: ApplicationSource): boolean =>
    nameOf(url)?.toLowerCase() === repository.toLowerCase();
  const position = sources.findIndex(isOurs);
  if (position !== -1) return position;
  throw new EngineRefusal(
    "refused",
    `the application ${application} does not read ${repository}, so that a commit there changes nothing: check its sources and the target's file`,
  );
}

function pathTo(
  { application, project, namespace }: ArgoCdOptions,
  below: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const search = new URLSearchParams({
    ...query,
    ...(project !== undefined && { project }),
    ...(namespace !== undefined && { appNamespace: namespace }),
  }).toString();
  const path = `/applications/${encodeURIComponent(application)}${below}`;
  return search === "" ? path : `${path}?${search}`;
}

function automatic(name: string): EngineRefusal {
  return new EngineRefusal(
    "automatic",
    `Argo CD syncs ${name} by itself, so that whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for the cluster`,
  );
}

function busy(name: string, by: string, since: string | undefined): EngineRefusal {
  const when = since === undefined ? "" : ` since ${since}`;
  return new EngineRefusal(
    "busy",
    `an operation of ${by} runs on ${name}${when}: wait for it, or terminate it`,
  );
}

function syncRefusal(name: string, { status, message }: ArgoCdError): EngineRefusal | undefined {
  if (/sync window/.test(message)) return new EngineRefusal("blocked", `${name}: ${message}`);
  if (/another operation is already in progress/.test(message)) return busy(name, "somebody else", undefined);
  if (status === 400 && /auto-sync/.test(message)) return automatic(name);
  return undefined;
}
