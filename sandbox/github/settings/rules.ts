import type { TokenGrant } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import type { BypassActor, Ruleset } from "./repository-settings.ts";

/** What a rule forbids, in GitHub's words. */
const VIOLATIONS: Readonly<Record<string, string>> = {
  creation: "Cannot create ref due to creations being restricted.",
  deletion: "Cannot delete this ref",
  non_fast_forward: "Cannot force-push to this ref",
  pull_request: "Changes must be made through a pull request.",
  update: "Cannot update this protected ref.",
};

/** The supported rules; a ruleset with any other is refused. */
export const KNOWN_RULES: readonly string[] = Object.keys(VIOLATIONS);

/** The id of the repository role "admin" in GitHub's rulesets. */
const ADMIN = 5;

/** A change of a ref without a pull request. */
export interface RefUpdate {
  readonly ref: string;
  readonly kind: "create" | "update" | "force" | "delete";
}

const BROKEN_BY: Readonly<Record<RefUpdate["kind"], readonly string[]>> = {
  create: ["creation", "pull_request"],
  update: ["update", "pull_request"],
  force: ["update", "pull_request", "non_fast_forward"],
  delete: ["deletion"],
};

/** Which active rules the change breaks, in GitHub's words; none for those who may bypass them. */
export function violations(
  world: World,
  repository: StoredRepository,
  by: TokenGrant,
  { ref, kind }: RefUpdate,
): readonly string[] {
  const broken = [...world.settings.of(repository.info.id).rulesets.values()]
    .filter((ruleset) => ruleset.enforcement === "active" && covers(ruleset, repository, ref))
    .filter((ruleset) => !ruleset.bypassActors.some((actor) => isActor(world, actor, by)))
    .flatMap(({ rules }) => rules.map(({ type }) => String(type)))
    .filter((type) => BROKEN_BY[kind].includes(type));
  return [...new Set(broken)].map((type) => VIOLATIONS[type] ?? type);
}

/** GitHub's message for all of them. */
export const violationMessage = (found: readonly string[]): string =>
  `Repository rule violations found\n\n${found.map((violation) => `${violation}\n\n`).join("")}`;

function covers({ target, include, exclude }: Ruleset, repository: StoredRepository, ref: string): boolean {
  if (!ref.startsWith(target === "branch" ? "refs/heads/" : "refs/tags/")) return false;
  const fits = (pattern: string): boolean =>
    pattern === "~ALL" ||
    (pattern === "~DEFAULT_BRANCH" && ref === `refs/heads/${repository.info.defaultBranch}`) ||
    wildcard(pattern).test(ref);
  return include.some(fits) && !exclude.some(fits);
}

/** `*` stops at a slash. */
const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*")}$`);

/** `pull_request` lets an actor merge past a rule, never push past it. */
function isActor(world: World, actor: BypassActor, by: TokenGrant): boolean {
  if (actor.bypass_mode !== "always") return false;
  if (actor.actor_type === "Integration") {
    return (
      by.installationId !== undefined && world.apps.installation(by.installationId)?.app.id === actor.actor_id
    );
  }
  return actor.actor_id === ADMIN && by.kind === "pat" && by.permissions["administration"] === "write";
}
