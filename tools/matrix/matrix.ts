import type { GitHub } from "@release-channels/sandbox";

/** What GitHub shows about some commits: the cells of the status matrix. */
export interface StatusMatrix {
  readonly commitStatus: MatrixRow;
  readonly deploymentStatus: MatrixRow;
}

interface MatrixRow {
  readonly push: readonly Entry[];
  readonly pullRequest: readonly Entry[];
}

/** One commit under one context or environment. */
interface Entry {
  /** The context, or the environment. */
  readonly name: string;
  /** 40 hex. */
  readonly sha: string;
  /** In order of arrival, the first one first. */
  readonly states: readonly string[];
}

/**
 * Reads what GitHub shows about a repository: statuses of the given commits, and every deployment.
 * @param commits 40 hex, in display order
 */
export function readMatrix(github: GitHub, repository: string, commits: readonly string[]): StatusMatrix {
  const statuses = commits.flatMap((sha) => statusEntries(github, repository, sha));
  const deployments = github.deployments(repository).map(({ environment, sha, statuses }): Entry => ({
    name: environment,
    sha,
    states: statuses.map(({ state }) => state).toReversed(),
  }));
  return { commitStatus: rowOf(statuses), deploymentStatus: rowOf(deployments.toReversed()) };
}

function statusEntries(github: GitHub, repository: string, sha: string): readonly Entry[] {
  const statuses = github.statuses(repository, sha).toReversed();
  const contexts = [...new Set(statuses.map(({ context }) => context))];
  return contexts.map((name) => ({
    name,
    sha,
    states: statuses.filter(({ context }) => context === name).map(({ state }) => state),
  }));
}

function rowOf(entries: readonly Entry[]): MatrixRow {
  const isOfPullRequest = ({ name }: Entry): boolean => name.startsWith("preview/") || name.endsWith(" / PR");
  return {
    push: entries.filter((entry) => !isOfPullRequest(entry)),
    pullRequest: entries.filter(isOfPullRequest),
  };
}

/** As wide as its longest line. */
const HEAD_WIDTH = "Deployment status".length + 2;

/**
 * The matrix as a table of text, its rows and columns those of docs/status-matrix.md.
 * @param titleOf what to call a commit
 */
export function renderMatrix(
  { commitStatus, deploymentStatus }: StatusMatrix,
  titleOf: (sha: string) => string,
): string {
  const rows = [
    { head: "", cells: [["push to main"], ["pull_request"]] },
    { head: "Commit status", cells: cellsOf(commitStatus, titleOf) },
    { head: "Deployment status", cells: cellsOf(deploymentStatus, titleOf) },
  ];
  const width = Math.max(...rows.flatMap(({ cells: [left = []] }) => left.map(({ length }) => length))) + 3;
  return rows.map(({ head, cells }) => renderRow(head, cells, width)).join("\n\n");
}

function cellsOf({ push, pullRequest }: MatrixRow, titleOf: (sha: string) => string): string[][] {
  return [push, pullRequest].map((entries) =>
    [...Map.groupBy(entries, ({ name }) => name)].flatMap(([name, group]) => [
      name,
      ...group.map(({ sha, states }) => `  ${titleOf(sha)}: ${states.join(" → ")}`),
    ]),
  );
}

function renderRow(head: string, [left = [], right = []]: readonly string[][], width: number): string {
  const height = Math.max(left.length, right.length, 1);
  const lines = Array.from({ length: height }, (_, index) =>
    [
      (index === 0 ? head : "").padEnd(HEAD_WIDTH),
      (left[index] ?? "").padEnd(width),
      right[index] ?? "",
    ].join(""),
  );
  return lines.map((line) => line.trimEnd()).join("\n");
}
