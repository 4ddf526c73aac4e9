import { isDeepStrictEqual } from "node:util";
import type { EnginePage } from "../../../../lib/deploys/preview.ts";
import { step } from "../../../../lib/store/step.ts";
import {
  EngineRefusal,
  type Announcement,
  type CompareAsk,
  type Difference,
  type Engine,
  type ForeignOperation,
  type Insist,
  type Observation,
  type Requested,
  type Source,
  type Standing,
  type SyncAsk,
} from "../engine.ts";
import { announceTo } from "./announce.ts";
import { operationUnderWay } from "./application.ts";
import { ArgoCd, isAskedFor } from "./argo-cd.ts";
import { applicationsOf, type Child } from "./calls.ts";
import { judgeTogether } from "./judge-set.ts";
import type { ArgoCdOptions } from "./place.ts";
import { busy } from "./refusals.ts";

/** How many applications are asked at once. */
const AT_ONCE = 8;

/**
 * All applications of one ApplicationSet, as one: they are synced at once, and looked at together. Which there are is asked
 * each time, since its generators make and take away applications whenever they like.
 */
export class ApplicationSet implements Engine {
  /** The options say the ApplicationSet's name where they would say the application's. */
  readonly #options: ArgoCdOptions;
  readonly #applications = new Map<string, ArgoCd>();

  constructor(options: ArgoCdOptions) {
    this.#options = options;
  }

  /** Argo CD has a page of all applications, and none of an ApplicationSet. */
  get page(): EnginePage {
    return { engine: "Argo CD", url: `${this.#options.connection.url}/applications` };
  }

  async standing(when: "now" | "compared" = "now"): Promise<Standing> {
    const children = await step("application set.standing of", () => this.#children());
    const standings = await eachOf(children, async ({ name }) => ({
      name,
      standing: await step("application set.standing", () => this.#at(name).standing(when)),
    }));
    const blocked = standings.find(({ standing }) => standing.blocked !== undefined);
    return {
      children: children.map(({ name }) => name),
      sources: distinct(standings.flatMap(({ standing }) => standing.sources)),
      isAutomatic: standings.some(({ standing }) => standing.isAutomatic),
      operation: operationIn(children),
      blocked: blocked && `${blocked.name}: ${blocked.standing.blocked}`,
    };
  }

  /** @throws EngineRefusal where not all run the same */
  async running() {
    const children = await step("application set.running of", () => this.#children());
    const found = await eachOf(children, async ({ name }) => ({
      name,
      ...(await step("application set.running", () => this.#at(name).running())),
    }));
    const [first, ...others] = found.map(({ name, images }) => ({ name, images: images.toSorted() }));
    const other = others.find(({ images }) => !isDeepStrictEqual(images, first?.images));
    if (first === undefined || other === undefined) return { images: first?.images ?? [] };
    throw new EngineRefusal(
      "refused",
      `${first.name} runs ${first.images.join(", ")}, and ${other.name} ${other.images.join(", ")}, and git says one version for both: deploy the one that should run`,
    );
  }

  async compare(ask: CompareAsk): Promise<readonly Difference[]> {
    const children = await step("application set.compare of", () => this.#agreed(ask));
    const found = await eachOf(children, async ({ name }) => {
      const differences = await step("application set.compare", () => this.#at(name).compare(ask));
      return differences.map((one) => ({ ...one, resource: `${one.resource} of ${name}` }));
    });
    return found.flat();
  }

  /** Nothing is asked of any where another's operation keeps one out. */
  async request(ask: SyncAsk, insist: Insist): Promise<Requested> {
    const children = await step("application set.request of", () => this.#agreed(ask));
    for (const { name, application } of children) {
      const other = application.isAutomatic ? undefined : operationUnderWay(application);
      if (other !== undefined && other.request !== ask.id) throw busy(name, other);
    }
    const answers: (readonly [name: string, requested: Requested])[] = [];
    let isBegun = children.some(({ application }) => isAskedFor(application, ask));
    const insistOnce: Insist = async () => {
      await step("application set.insist", () => insist(isBegun ? "begun" : "anew"));
      isBegun = true;
    };
    for (const { name } of children) {
      try {
        answers.push([
          name,
          await step("application set.request", () => this.#at(name).request(ask, insistOnce)),
        ]);
      } catch (error) {
        throw afterOthers(error, answers);
      }
    }
    const requested = answers.map(([, one]) => one);
    return (
      requested.find(({ kind }) => kind === "superseded") ??
      requested.find(({ kind }) => kind === "accepted") ?? { kind: "nothing to sync" }
    );
  }

  async observe(ask: SyncAsk): Promise<Observation> {
    const children = await step("application set.observe of", () => this.#children("may be gone"));
    const now = children.map(({ name }) => name);
    const agreed = ask.children ?? now;
    const seen = await eachOf(agreed, async (name) => ({
      name,
      seen: now.includes(name)
        ? await step("application set.observe", () => this.#at(name).observe(ask))
        : undefined,
    }));
    return judgeTogether(
      seen,
      now.filter((name) => !agreed.includes(name)),
    );
  }

  /** Of a request's operations all, of anybody else's the one that `standing` tells of. */
  async terminate(): Promise<void> {
    const running = underWay(await step("application set.terminate of", () => this.#children()));
    const chosen = operationOf(running);
    const request = chosen?.operation.request;
    const ended = running.filter(
      (one) => one === chosen || (request !== undefined && one.operation.request === request),
    );
    await eachOf(ended, ({ name }) => this.#at(name).terminate());
  }

  /** It is looked at often enough: one connection for each application would be too many. */
  async watch(): Promise<void> {}

  announce(push: Announcement): Promise<boolean> {
    const { connection, webhookSecret } = this.#options;
    return announceTo(connection.url, webhookSecret?.(), push);
  }

  #at(application: string): ArgoCd {
    const known = this.#applications.get(application) ?? new ArgoCd({ ...this.#options, application });
    this.#applications.set(application, known);
    return known;
  }

  /** Those that people were shown. */
  async #agreed({ children: shown }: SyncAsk): Promise<readonly Child[]> {
    const children = await step("application set.agreed", () => this.#children());
    return shown === undefined ? children : children.filter(({ name }) => shown.includes(name));
  }

  /** By name. @throws EngineRefusal where there is none */
  async #children(whether: "needed" | "may be gone" = "needed"): Promise<readonly Child[]> {
    const { application: set, connection } = this.#options;
    const children = await step("application set.list", () => applicationsOf(this.#options));
    if (children.length > 0 || whether === "may be gone") return children;
    throw new EngineRefusal(
      "absent",
      `${connection.cluster} shows no application that the ApplicationSet ${set} has made: check its name and the cluster's project in db/server.yaml, and that the token may get its applications`,
    );
  }
}

/** What stands still in all of them, and is told once. */
function distinct(sources: readonly Source[]): readonly Source[] {
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}

interface Working {
  readonly name: string;
  readonly operation: ForeignOperation;
}

function underWay(children: readonly Child[]): readonly Working[] {
  return children.flatMap(({ name, application }) => {
    const operation = operationUnderWay(application);
    return operation === undefined ? [] : [{ name, operation }];
  });
}

/** A request's, where there is one: it may be stopped although somebody else is at work beside it. */
function operationOf(working: readonly Working[]): Working | undefined {
  return working.find(({ operation }) => operation.request !== undefined) ?? working[0];
}

/** It is ending where all of the same request are. */
function operationIn(children: readonly Child[]): ForeignOperation | undefined {
  const working = underWay(children);
  const chosen = operationOf(working)?.operation;
  if (chosen?.request === undefined) return chosen;
  const own = working.filter(({ operation }) => operation.request === chosen.request);
  return { ...chosen, isEnding: own.every(({ operation }) => operation.isEnding) };
}

/** A refusal, with those that have taken the sync before. */
function afterOthers(
  error: unknown,
  answers: readonly (readonly [name: string, requested: Requested])[],
): unknown {
  const asked = answers.filter(([, { kind }]) => kind === "accepted").map(([name]) => name);
  if (!(error instanceof EngineRefusal) || asked.length === 0) return error;
  return new EngineRefusal(
    error.code,
    `${error.message}. ${asked.join(", ")} had been asked before, and may have synced`,
    error.operation,
  );
}

async function eachOf<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const some = items.slice(at, at + AT_ONCE);
    results.push(...(await step("application set.each", () => Promise.all(some.map(act)))));
  }
  return results;
}
