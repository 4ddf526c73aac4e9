import { isOnBranch } from "../../../lib/github/branch/is-on-branch.ts";
import { listCommits, type FileCommit } from "../../../lib/github/branch/list-commits.ts";
import { readAt, type FileAt } from "../../../lib/github/branch/read-at.ts";
import { listRollouts } from "../../../lib/github/deployments/list-rollouts.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { parseDatabase } from "../../../lib/releases/documents/database.ts";
import { pastDispatches, pastMoves } from "../../../lib/releases/history/past-dispatch.ts";
import { builtFrom } from "../../../lib/releases/rollouts/built-from.ts";
import { ranBefore } from "../../../lib/releases/rollouts/rollout.ts";
import { isFound, type RolloutChange } from "../../../lib/releases/rollouts/running.ts";
import { DEFAULTS, type RolloutFiles } from "./inputs.ts";
import type { ReportedRollout } from "./rollout.ts";

/** The release repository, read with its own token. */
export interface ReleaseRepository {
  readonly repository: GitHubRepository;
  readonly branch: string;
  readonly files: RolloutFiles;
}

/** The commits whose databases the cluster ran before and runs now. */
interface Revisions {
  /** Undefined if nothing is known to have run. */
  readonly before: string | undefined;
  readonly now: string;
}

/** It cannot be determined what the cluster runs; the message says why, and what to do. */
export class UnknownRollout extends Error {
  override readonly name = "UnknownRollout";
}

/** How far back to look for the commits of dispatches: pages of 100, one request each. */
const PAGES = 10;

/**
 * Finds which databases ran before a rollout and run after it. Two requests.
 * @throws UnknownRollout, GitHubFailure
 */
export async function findRevisions(
  releases: ReleaseRepository,
  rollout: ReportedRollout,
): Promise<Revisions> {
  const { repository, files } = releases;
  const { revision, environment } = rollout;
  const deployed = await listRollouts(repository, environment);
  const before = ranBefore(deployed, rollout);
  const synced = [revision, ...(before === undefined ? [] : [before])];
  const [now, past] = await readAt(repository, files.kustomization, synced);
  if (now === undefined)
    throw new UnknownRollout(
      `${revision} is not a commit of ${fullName(repository.name)}: use a commit on its branch.`,
    );
  refuseMissing(now, files);
  return {
    now: sourceOf(now, files),
    before: past && sourceOf(past, files),
  };
}

/**
 * A misspelt file or image must not pass for one that nothing pins: then the synced commit itself would be reported,
 * with releases that are not in the image.
 * @throws UnknownRollout
 */
function refuseMissing({ oid, text }: FileAt, { kustomization, image }: RolloutFiles): void {
  const commit = oid.slice(0, 7);
  if (text === undefined) {
    if (kustomization === DEFAULTS.kustomization) return;
    throw new UnknownRollout(
      `${kustomization} does not exist in ${commit}, but the input kustomization names it: correct the input, or commit the file.`,
    );
  }
  if (image === DEFAULTS.image || builtFrom(text, kustomization, image).kind !== "unpinned") return;
  throw new UnknownRollout(
    `${kustomization} of ${commit} pins no image ${image}, but the input image names it: correct the input, or pin the image with pin-image.`,
  );
}

/** The commit whose database runs when a revision is synced. */
function sourceOf({ oid, text }: FileAt, { kustomization, image }: RolloutFiles): string {
  const built = builtFrom(text, kustomization, image);
  if (built.kind === "unpinned") return oid;
  if (built.kind === "pinned") return built.revision;
  throw new UnknownRollout(
    `${kustomization} of ${oid.slice(0, 7)} pins ${image} but does not say which commit it was built from: pin it with the input revision of pin-image.`,
  );
}

/**
 * Reads what a rollout changes. Three requests; one more each if a previous rollout is known, for every further hundred
 * commits since, and for each database above 512,000 bytes.
 * @throws UnknownRollout, GitHubFailure, or InvalidDocument for an invalid file
 */
export async function readRolloutChange(
  releases: ReleaseRepository,
  { before: ran, now }: Revisions,
): Promise<RolloutChange> {
  const { repository, files, branch } = releases;
  if (!(await isOnBranch(repository, branch, now))) {
    throw new UnknownRollout(
      `${now} is not on ${branch} of ${fullName(repository.name)}: use a commit on that branch.`,
    );
  }
  // Anyone who can write deployments here could name a commit of their own, with any database.
  const before = ran !== undefined && (await isOnBranch(repository, branch, ran)) ? ran : undefined;
  const revisions = [now, ...(before === undefined ? [] : [before])];
  const [current, past] = await readAt(repository, files.database, revisions);
  if (current?.text === undefined)
    throw new UnknownRollout(`${files.database} does not exist in ${now}, which the cluster runs.`);
  const databases = {
    now: parseDatabase(current.text, files.database),
    before: past?.text === undefined ? undefined : parseDatabase(past.text, files.database),
  };
  const since = past && Date.parse(past.committedDate);
  const commits = await readCommits(releases, now, { ...databases, since });
  const times = new Map(commits.map(({ oid, committedDate }) => [oid, Date.parse(committedDate)]));
  return {
    ...databases,
    dispatches: pastDispatches(commits),
    moves: pastMoves(commits),
    isNew: ({ commit: { oid } }) => oid !== before && (times.get(oid) ?? 0) >= (since ?? 0),
  };
}

/** Reads back to what ran before, and further only if a newly running release is older. */
async function readCommits(
  { repository, files }: ReleaseRepository,
  head: string,
  { since, ...databases }: Pick<RolloutChange, "before" | "now"> & { readonly since: number | undefined },
): Promise<readonly FileCommit[]> {
  const commits: FileCommit[] = [];
  let next: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const listed = await listCommits(repository, { head, path: files.database }, next);
    commits.push(...listed.commits);
    next = listed.next;
    const ids = new Set([...pastDispatches(commits), ...pastMoves(commits)].map(({ id }) => id));
    const oldest = Date.parse(commits.at(-1)?.committedDate ?? "");
    if (next === undefined || (isFound(databases, ids) && (since === undefined || oldest < since))) break;
  }
  return commits;
}
