import { chartOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import { entryOf } from "../../../lib/deploys/entry.ts";
import { USUAL_TAG } from "../../../lib/deploys/image-tag.ts";
import { NO_COMMIT } from "../../../lib/deploys/order.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { parseRepositoryName, type RepositoryName } from "../../../lib/github/repository.ts";
import { chartAt } from "../../../lib/releases/documents/database.ts";
import { splitImage } from "../../../lib/releases/documents/image.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { configRecordOf } from "../../../lib/releases/rules/config-deploy.ts";
import { rulesOf } from "../../../lib/releases/rules/policy.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";

/** What is built for a config, and where. */
export interface ArtifactPlace {
  /** The source repository. */
  readonly repository: RepositoryName;
  readonly container: string;
  /** `ghcr.io/acme/my-app:{branch}-{short-sha}` */
  readonly template: string;
}

/**
 * Where a config's image comes from: its container's rules in the policy, and what the ledger has of it where those leave
 * something out.
 * @throws Rejected where nobody has said it yet
 */
export function artifactOf(state: ReleaseState, target: Target): ArtifactPlace {
  const found = findArtifact(state, target);
  if (found !== undefined) return found;
  throw new Rejected(
    "unknown artifact",
    `nobody has said where ${target.config} is built: add containers.${target.config} with repository and image to db/policy.json`,
  );
}

/** The same; undefined where nobody has said it, as of a config without an artifact. */
export function findArtifact(
  { policy, database }: ReleaseState,
  { config }: Target,
): ArtifactPlace | undefined {
  const rules = rulesOf(policy, config);
  const records = database.releases.filter(({ container }) => container === config);
  const image = rules?.image ?? records.map((record) => splitImage(record.image).name)[0];
  const repository = parseRepositoryName(
    rules?.repository?.name ?? records.flatMap(({ source }) => source?.repository ?? [])[0] ?? "",
  );
  if (image === undefined || repository === undefined) return undefined;
  return { repository, container: config, template: `${image}:${USUAL_TAG}` };
}

/**
 * The repository whose permissions count for a target: an image's source; of a chart, the one that the policy names, or the
 * one with the file that says its version.
 * @param releases `acme/releases`
 * @throws Rejected where nobody has said where an image is built
 */
export function homeOf(state: ReleaseState, target: Target, releases: RepositoryName): RepositoryName {
  if (chartOf(state.config, target) === undefined) return artifactOf(state, target).repository;
  const [placement] = placementsOf(state.config, target);
  const named = rulesOf(state.policy, target.config)?.repository?.name ?? placement?.repository;
  return (named === undefined ? undefined : parseRepositoryName(named)) ?? releases;
}

/** The ledger's record of a target. */
export function recordOf(
  { database }: Pick<ReleaseState, "database">,
  { config, channel }: Target,
): ReleaseRecord | undefined {
  return database.releases.find((record) => record.container === config && record.channel === channel);
}

/** What the ledger says should run of a target: a chart's version where the target is a chart, else an image or a config. */
export function desiredIn({ database, config }: ReleaseState, target: Target): Desired {
  if (chartOf(config, target) === undefined) {
    const record = recordOf({ database }, target);
    const own = record === undefined ? configRecordOf(database, target) : undefined;
    return own === undefined ? desiredOf(record) : { kind: "artifactless", configSha: own.sha };
  }
  const record = chartAt(database, target);
  if (record === undefined) return VIRTUAL;
  const { chart: address, version, digest } = record;
  return { kind: "chart", chart: { address, version, digest } };
}

/** The request or dispatch by which the ledger says what runs; undefined where nothing does. */
export function writtenBy({ database }: Pick<ReleaseState, "database">, target: Target): string | undefined {
  return entryOf({ database }, target)?.dispatch_id;
}

/** Whether nobody has written anything else about a request's target since the ledger has it. */
export function isNewestFor(
  state: Pick<ReleaseState, "database">,
  { target, to, correlation }: Pick<DeployRequest, "target" | "to" | "correlation">,
): boolean {
  const writer = writtenBy(state, target);
  return to?.kind === "virtual" ? writer === undefined : writer === correlation;
}

/** What an image's record says should run. A release by hand may lack its digest; its commit is then the one of zeros. */
export function desiredOf(record: ReleaseRecord | undefined): Desired {
  if (record === undefined) return VIRTUAL;
  const { image, digest, source, config } = record;
  const sha = source?.sha ?? NO_COMMIT;
  return { kind: "artifactful", configSha: config?.sha ?? sha, artifact: { sha, image, digest } };
}
