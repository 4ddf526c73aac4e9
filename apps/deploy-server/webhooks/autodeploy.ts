import { matchesGlob } from "node:path/posix";
import type { AutodeployDecision } from "../../../lib/deploys/autodeploy-decision.ts";
import type { AutodeployEvent, AutodeployFacts, BuildEvent } from "../../../lib/deploys/autodeploy-facts.ts";
import { autodeploy } from "../../../lib/deploys/autodeploy.ts";
import type { DeployConfig } from "../../../lib/deploys/config/deploy-config.ts";
import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import { NO_COMMIT } from "../../../lib/deploys/order.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { fullName, sameRepository } from "../../../lib/github/repository.ts";
import { configsIn, configsNamed, type StoredConfig } from "../../../lib/store/deploy-configs.ts";
import { findRepository } from "../../../lib/store/repositories.ts";
import { configRepositoryOf } from "../targets/config-home.ts";
import type { World } from "../world.ts";
import { ancestryNow } from "./ancestry.ts";
import { headOnce, repositoryOnce } from "./once.ts";
import type { Origin } from "./origin.ts";
import type { BranchPush } from "./payload.ts";
import { makeRequest } from "./request.ts";
import { standingOf, type Standing } from "./standing.ts";

/** Something that has happened to a config, wherever its artifact is built. */
interface Happening {
  readonly config: StoredConfig & { readonly document: DeployConfig };
  readonly event: AutodeployEvent;
}

/** Lets a push deploy the configs of its repository. */
export async function afterPush(world: World, origin: Origin, push: BranchPush): Promise<void> {
  const { branch, after, forced } = push;
  for (const config of (await configsIn(world.db, origin.repository.id)).filter(isReadable)) {
    const event = { type: "push", branch, after, forced, changed: changes(push, config) } as const;
    await decideAll(world, origin, { config, event });
  }
}

/** Lets a build deploy a config. */
export async function afterBuild(
  world: World,
  origin: Origin,
  { config, event }: { readonly config: StoredConfig; readonly event: BuildEvent },
): Promise<void> {
  if (isReadable(config)) await decideAll(world, origin, { config, event });
}

/** Asks to undeploy a config that the default branch has no more, wherever it is deployed. */
export async function afterConfigDeleted(
  world: World,
  origin: Origin,
  { config, forced }: { readonly config: StoredConfig; readonly forced: boolean },
): Promise<void> {
  const { name } = config;
  const { config: server } = (await standingOf(world, { config: name, channel: "" })).state;
  const channels = Object.keys(server.targets)
    .filter((key) => key.startsWith(`${name}/`))
    .map((key) => key.slice(name.length + 1));
  const document = config.document ?? { version: 1, name, channels: {} };
  const event = { type: "config deleted", forced } as const;
  for (const channel of channels) {
    await decide(world, origin, { config: { ...config, document }, event, channel });
  }
}

/** The whole of a push whose commits do not say what is different counts as a change. */
function changes(
  { touched, isWhole }: BranchPush,
  { path, document }: StoredConfig & { readonly document: DeployConfig },
): boolean {
  if (!isWhole) return true;
  const { paths = [] } = document;
  return [...touched].some((one) => one === path || paths.some((pattern) => matchesGlob(one, pattern)));
}

function isReadable(config: StoredConfig): config is StoredConfig & { readonly document: DeployConfig } {
  return config.state === "present" && config.document !== undefined;
}

async function decideAll(world: World, origin: Origin, happening: Happening): Promise<void> {
  for (const channel of Object.keys(happening.config.document.channels)) {
    await decide(world, origin, { ...happening, channel });
  }
}

async function decide(
  world: World,
  origin: Origin,
  { config, event, channel }: Happening & { readonly channel: string },
): Promise<void> {
  const facts = await plainFacts(world, origin, { config, event, channel });
  // Most events concern no channel: that is told without the ledger.
  const atMost = autodeploy(event, facts);
  if (atMost.kind === "nothing" && UNCONCERNED.has(atMost.code)) return;
  const target = { config: config.name, channel };
  const log = world.log.child({ target: targetKey(target), event: event.type });
  const standing = await standingOf(world, target);
  const stranger = await strangerOf(world, standing, { config, channel });
  if (stranger !== undefined) {
    log.warn(stranger, "the release repository does not say that this config is here: nothing happens");
    return;
  }
  const decision = await decideWith(world, origin, { event, facts: { ...facts, ...standing } });
  if (decision.kind !== "request") {
    const { kind, code, because } = decision;
    log[kind === "warning" || code === "other container" ? "warn" : "info"](
      { decision: kind, code, because },
      "autodeploy",
    );
  } else if (decision.preview === undefined) {
    // A preview is no request: it follows its branch as that is now, whatever event has come.
    const wish = withNewConfig(decision.wish, { event, standing });
    await makeRequest(world, origin, {
      target,
      kind: decision.request,
      wish,
      config: standing.state.config,
    });
  }
}

/**
 * The repository of a config that decides nothing: any repository can have a file of that name. Where the release
 * repository says which one it is, that is the only one; else the only one that has such a file, and an artifact, which the
 * policy is about.
 * @returns undefined where it is the one
 */
async function strangerOf(
  world: World,
  { state }: Standing,
  {
    config: { name, repositoryId, document },
    channel,
  }: Pick<Happening, "config"> & { readonly channel: string },
): Promise<{ readonly repository: string; readonly claims: number } | undefined> {
  const named = configRepositoryOf(state, { config: name, channel });
  const own = await findRepository(world.db, repositoryId);
  if (named !== undefined && sameRepository(own?.name, fullName(named))) return undefined;
  // It may be gone from its own by now.
  const others = (await configsNamed(world.db, name)).filter((one) => one.repositoryId !== repositoryId);
  const claims = others.length + 1;
  const isOnly = named === undefined && claims === 1 && document.artifact !== undefined;
  return isOnly ? undefined : { repository: own?.name ?? "", claims };
}

/** What does not depend on what is deployed. */
const UNCONCERNED: ReadonlySet<string> = new Set([
  "no rule",
  "other branch",
  "unchanged",
  "not built",
  "branch deleted",
]);

/** All that is known without the ledger, as if nothing stood against a deploy. */
async function plainFacts(
  world: World,
  origin: Origin,
  { config, event, channel }: Happening & { readonly channel: string },
): Promise<AutodeployFacts> {
  const { repository } = origin;
  const { repositoryId, document } = config;
  const own = repositoryId === repository.id ? repository : await repositoryOnce(world, origin, repositoryId);
  const branch = "branch" in event ? event.branch : (own?.defaultBranch ?? "");
  return {
    config: document,
    configSha: await configShaNow(world, origin, { config, event }),
    channel,
    isProtected: false,
    defaultBranch: own?.defaultBranch ?? "",
    desired: VIRTUAL,
    ancestry: "unknown",
    head: await headOnce(world, origin, { repositoryId: repository.id, branch }),
  };
}

/** A config that is beside the code goes with its commit; one that is apart is taken as its default branch has it now. */
async function configShaNow(
  world: World,
  origin: Origin,
  { config: { repositoryId, configSha }, event }: Happening,
): Promise<string> {
  if (repositoryId === origin.repository.id && event.type === "build") return event.sha;
  const own = await repositoryOnce(world, origin, repositoryId);
  const head = own && (await headOnce(world, origin, { repositoryId, branch: own.defaultBranch }));
  return head ?? configSha;
}

/** GitHub compares the commits only where the pushes do not say how they stand, and it matters. */
async function decideWith(
  world: World,
  { repository }: Origin,
  { event, facts }: { readonly event: AutodeployEvent; readonly facts: AutodeployFacts },
): Promise<AutodeployDecision> {
  const sha = event.type === "push" ? event.after : event.type === "build" ? event.sha : undefined;
  const { desired, config } = facts;
  const base = config.artifact === undefined ? desired.configSha : desired.artifact?.sha;
  if (sha === undefined || base === undefined || base === NO_COMMIT) return autodeploy(event, facts);
  const pushed = await ancestryNow(world, repository, { base, sha, asks: false });
  const decision = autodeploy(event, { ...facts, ancestry: pushed });
  if (decision.kind !== "nothing" || decision.code !== "unknown") return decision;
  const ancestry = await ancestryNow(world, repository, { base, sha, asks: true });
  return autodeploy(event, { ...facts, ancestry });
}

/** A build that is on its way is deployed with the config as it is by now, not the artifact before it. */
function withNewConfig(
  wish: Extract<AutodeployDecision, { kind: "request" }>["wish"],
  { event, standing: { pending } }: { readonly event: AutodeployEvent; readonly standing: Standing },
) {
  return event.type === "push" && pending?.by === "build" ? { ...pending, configSha: event.after } : wish;
}
