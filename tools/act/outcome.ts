import { SHOP } from "../matrix/shop.ts";
import { MY_APP, RELEASES, type Side } from "./side.ts";
import type { Trace } from "./trace.ts";

/** All effects of a request on one side. */
export interface Aftermath {
  readonly runs: readonly Omit<Trace, "log">[];
  /** The release repository's new commits, with author, message and changed paths. */
  readonly commits: string;
  readonly database: string;
  /** Of every branch's newest commit. */
  readonly statuses: unknown;
  readonly deployments: unknown;
}

const REPOSITORIES = [RELEASES, MY_APP, SHOP];

const format = "%an <%ae>%n%cn <%ce>%n%B";

/**
 * A side's state after a request, without what differs from run to run: URLs, ids and times. Commits are numbered.
 * @param before the release repository's head at the time of the request
 * @param runs those since the request
 */
export async function outcomeOf(side: Side, before: string, runs: readonly Trace[]): Promise<Aftermath> {
  const refs = (await Promise.all(REPOSITORIES.map((repository) => refsOf(side, repository)))).flat();
  const commits = await Promise.all(
    refs.map(({ repository, ref }) => side.git(repository, "rev-list", "--reverse", "--topo-order", ref)),
  );
  const branches = refs.filter(({ ref }) => ref.startsWith("refs/heads/"));
  const outcome = {
    runs: runs.map(({ workflow, conclusion, jobs }) => ({ workflow, conclusion, jobs })),
    commits: await side.git(RELEASES, "log", "--name-status", `--format=${format}`, `${before}..main`),
    database: await side.git(RELEASES, "show", "main:db/db.json"),
    statuses: await readAll(
      side,
      branches.map(
        ({ repository, ref }) => `/repos/${repository}/commits/${encodeURIComponent(ref)}/statuses`,
      ),
    ),
    deployments: await readAll(
      side,
      REPOSITORIES.map((repository) => `/repos/${repository}/deployments`),
    ),
  };
  const text = neutral(JSON.stringify(outcome), side.github.url, commits.join("").trim().split("\n"));
  const aftermath: Aftermath = JSON.parse(text);
  return aftermath;
}

/** The branches, and the pull requests' merges. */
async function refsOf(side: Side, repository: string) {
  const refs = await side.git(repository, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/pull");
  return refs
    .trim()
    .split("\n")
    .map((ref) => ({ repository, ref }));
}

/**
 * Removes URLs, commits, ids and times from a text.
 * @param commits in the same order on each side
 */
export function neutral(text: string, url: string, commits: readonly string[]): string {
  const named = commits.reduce(
    (current, commit, index) =>
      current.replaceAll(commit, `COMMIT-${index}`).replaceAll(commit.slice(0, 7), `COMMIT-${index}`),
    text.replaceAll(url, "GITHUB"),
  );
  return named
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME")
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "UUID");
}

async function readAll({ github }: Side, paths: readonly string[]): Promise<readonly unknown[]> {
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: REPOSITORIES,
    permissions: { contents: "read", deployments: "read", metadata: "read", statuses: "read" },
  });
  return await Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(github.apiUrl + path, { headers: { authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
      return await answer.json();
    }),
  );
}
