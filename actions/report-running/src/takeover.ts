import type { Client } from "../../../lib/github/client.ts";
import { explainRefusal } from "../../../lib/github/errors.ts";
import { listCommits, type FileCommit } from "../../../lib/github/branch/list-commits.ts";
import { isOnBranch } from "../../../lib/github/branch/is-on-branch.ts";
import { readAt, type FileAt } from "../../../lib/github/branch/read-at.ts";
import { listRollouts } from "../../../lib/github/deployments/list-rollouts.ts";
import { persist, type Patience } from "../../../lib/github/persist.ts";
import { fullName, type RepositoryName } from "../../../lib/github/repository.ts";
import { parseDatabase } from "../../../lib/releases/documents/database.ts";
import { builtFrom } from "../../../lib/releases/rollouts/built-from.ts";
import { pastDispatches, pastMoves } from "../../../lib/releases/history/past-dispatch.ts";
import { ranBefore } from "../../../lib/releases/rollouts/rollout.ts";
import { isFound, type Takeover } from "../../../lib/releases/rollouts/running.ts";
import type { Files } from "./inputs.ts";
import type { ReportedRollout } from "./rollout.ts";

/** The release repository, as its own token reads it. */
export interface ReleaseRepository {
  readonly client: Client;
  readonly repository: RepositoryName;
  /** Which token is used, for messages. */
  readonly token: string;
  readonly patience: Patience;
  readonly branch: string;
  readonly files: Files;
}

/** The commits whose databases ran, and run. */
interface Revisions {
  /** Undefined when nothing is known to have run. */
  readonly before: string | undefined;
  readonly now: string;
}

/** Something is not as the release repository is set up: says what, and what to do. */
export class UnknownTakeover extends Error {
  override readonly name = "UnknownTakeover";
}

/** How far back the commits of dispatches are looked for: pages of 100, one request each. */
const PAGES = 10;

/**
 * Which databases a rollout took over from and to. Two requests.
 * @throws UnknownTakeover, GitHubRefusal
 */
export async function findRevisions(
  releases: ReleaseRepository,
  rollout: ReportedRollout,
): Promise<Revisions> {
  const { client, repository, token, patience, files } = releases;
  const { revision, environment } = rollout;
  const listed = await listRollouts(client, { repository, token }, environment, patience);
  const deployed = listed.map(({ commitOid, statuses }) => ({
    revision: commitOid,
    statuses: statuses.nodes.map(({ id, state, createdAt }) => ({ id, state, at: createdAt })),
  }));
  const before = ranBefore(deployed, rollout);
  const synced = [revision, ...(before === undefined ? [] : [before])];
  const [now, past] = await read(releases, files.kustomization, synced);
  if (now === undefined)
    throw new UnknownTakeover(
      `${revision} is no commit of ${fullName(repository)}: give one that its branch has.`,
    );
  return {
    now: sourceOf(now, files),
    before: past && sourceOf(past, files),
  };
}

/** The commit whose database a synced revision runs. */
function sourceOf({ oid, text }: FileAt, { kustomization, image }: Files): string {
  const built = builtFrom(text, kustomization, image);
  if (built.kind === "unpinned") return oid;
  if (built.kind === "pinned") return built.revision;
  throw new UnknownTakeover(
    `${kustomization} of ${oid.slice(0, 7)} pins ${image} and does not say which commit it was built from: pin it with the input revision of pin-image.`,
  );
}

/**
 * What a takeover is about. Three requests, one more where something is known to have run before, for each further
 * hundred commits since, and for each database above 512,000 bytes.
 * @throws UnknownTakeover, GitHubRefusal, or InvalidDocument for a file that is broken
 */
export async function readTakeover(
  releases: ReleaseRepository,
  { before: ran, now }: Revisions,
): Promise<Takeover> {
  const { files, branch, repository } = releases;
  if (!(await isOurs(releases, now))) {
    throw new UnknownTakeover(
      `${now} is not on ${branch} of ${fullName(repository)}: give a commit that this branch has.`,
    );
  }
  const before = ran !== undefined && (await isOurs(releases, ran)) ? ran : undefined;
  const revisions = [now, ...(before === undefined ? [] : [before])];
  const [current, past] = await read(releases, files.database, revisions);
  if (current?.text === undefined)
    throw new UnknownTakeover(`${files.database} does not exist in ${now}, which the cluster runs.`);
  const databases = {
    now: parseDatabase(current.text, files.database),
    before: past?.text === undefined ? undefined : parseDatabase(past.text, files.database),
  };
  const since = past && Date.parse(past.committedDate);
  const commits = await readCommits(releases, now, databases, since);
  const times = new Map(commits.map(({ oid, committedDate }) => [oid, Date.parse(committedDate)]));
  return {
    ...databases,
    dispatches: pastDispatches(commits),
    moves: pastMoves(commits),
    isNew: ({ commit: { oid } }) => oid !== before && (times.get(oid) ?? 0) >= (since ?? 0),
  };
}

/**
 * Whether the branch has a commit. Whoever may start a workflow, or write deployments here, could name a commit of their
 * own, with a database that says what they like was proved.
 */
async function isOurs(releases: ReleaseRepository, commit: string): Promise<boolean> {
  const { client, repository, branch, patience } = releases;
  return explained(releases, `look for ${commit} on ${branch}`, () =>
    persist(() => isOnBranch(client, repository, branch, commit), patience),
  );
}

/** Back to what ran before, and further only where a release that runs newly is older than that. */
async function readCommits(
  { client, repository, patience, files }: ReleaseRepository,
  head: string,
  databases: Pick<Takeover, "before" | "now">,
  since: number | undefined,
): Promise<readonly FileCommit[]> {
  const commits: FileCommit[] = [];
  let next: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const listed = await persist(
      () => listCommits(client, repository, { head, path: files.database }, next),
      patience,
    );
    commits.push(...listed.commits);
    next = listed.next;
    const ids = new Set([...pastDispatches(commits), ...pastMoves(commits)].map(({ id }) => id));
    const oldest = Date.parse(commits.at(-1)?.committedDate ?? "");
    if (next === undefined || (isFound(databases, ids) && (since === undefined || oldest < since))) break;
  }
  return commits;
}

async function read(
  releases: ReleaseRepository,
  path: string,
  revisions: readonly string[],
): Promise<readonly (FileAt | undefined)[]> {
  const { client, repository, patience } = releases;
  return explained(releases, `read ${path}`, () =>
    persist(() => readAt(client, repository, path, revisions), patience),
  );
}

async function explained<T>(
  { repository, token }: ReleaseRepository,
  doing: string,
  request: () => Promise<T>,
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const attempt = { doing, repository: fullName(repository), permission: "contents: read", token };
    throw explainRefusal(error, attempt);
  }
}
