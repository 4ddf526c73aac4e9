import { MY_APP, RELEASES, type Side } from "./side.ts";
import type { Trace } from "./trace.ts";

/** Everything that a request led to on one side. */
export interface Outcome {
  readonly runs: readonly Omit<Trace, "log">[];
  /** The release repository's new commits, with author, message and changed paths. */
  readonly commits: string;
  readonly database: string;
  /** Of every commit of both repositories. */
  readonly statuses: unknown;
  readonly deployments: unknown;
}

const format = "%an <%ae>%n%cn <%ce>%n%B";

/**
 * What a side looks like after a request, without what differs between any two runs: addresses, ids and times. Commits
 * are told by their number.
 * @param before the release repository's head at the time of the request
 * @param runs those since the request
 */
export async function outcomeOf(side: Side, before: string, runs: readonly Trace[]): Promise<Outcome> {
  const commits = await Promise.all(
    [RELEASES, MY_APP].map((repository) => side.git(repository, "rev-list", "--reverse", "main")),
  );
  const outcome = {
    runs: runs.map(({ workflow, conclusion, jobs }) => ({ workflow, conclusion, jobs })),
    commits: await side.git(RELEASES, "log", "--name-status", `--format=${format}`, `${before}..main`),
    database: await side.git(RELEASES, "show", "main:db/db.json"),
    statuses: await readAll(side, "statuses"),
    deployments: await readAll(side, "deployments"),
  };
  return JSON.parse(
    neutral(JSON.stringify(outcome), side.github.url, commits.join("").trim().split("\n")),
  ) as Outcome;
}

/**
 * Takes addresses, commits, ids and times out of a text.
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

async function readAll(side: Side, what: "statuses" | "deployments"): Promise<unknown> {
  const token = side.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES, MY_APP],
    permissions: { contents: "read", deployments: "read", metadata: "read", statuses: "read" },
  });
  const paths = [RELEASES, MY_APP].map((repository) =>
    what === "statuses" ? `/repos/${repository}/commits/main/statuses` : `/repos/${repository}/deployments`,
  );
  return await Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(side.github.apiUrl + path, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
      return await answer.json();
    }),
  );
}
