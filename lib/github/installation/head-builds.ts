import type { CheckSuite, Commit, Status, StatusContext, WorkflowRun } from "@octokit/graphql-schema";
import { fields, fragment, nodes, nullable, text } from "../graphql/reader.ts";

/**
 * The part of a query of a commit that reads how its builds are. Runs and suites go by their addresses: their numbers are
 * longer than the 32 bits that GitHub's schema has for them. Of a status, it has no number at all.
 */
export const BUILDS = `checkSuites(first: 20) { nodes {
  url status conclusion updatedAt app { slug } branch { name } workflowRun { url event file { path } }
} }
status { contexts { context state } }`;

/** A workflow run, or the suite of another app's checks. */
export interface HeadBuild {
  readonly source: "run" | "suite";
  /** GitHub's number. */
  readonly number: number;
  /** Undefined of a branch that is gone. */
  readonly branch: string | undefined;
  /** The workflow's file, or the app's name. */
  readonly name: string;
  /** What started a run: `push`; empty of a suite. */
  readonly event: string;
  readonly state: "queued" | "running" | "completed";
  /** `success`, `failure`, …; undefined before it is completed. */
  readonly conclusion: string | undefined;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** The newest status of one context. */
export interface HeadStatus {
  readonly context: string;
  /** `success`, `pending`, `failure` or `error` */
  readonly state: string;
}

const run = fields<WorkflowRun>()({
  url: text,
  event: text,
  file: nullable(fields<NonNullable<WorkflowRun["file"]>>()({ path: text })),
});
const suite = fields<CheckSuite>()({
  url: text,
  status: text,
  conclusion: nullable(text),
  updatedAt: text,
  app: nullable(fields<NonNullable<CheckSuite["app"]>>()({ slug: text })),
  branch: nullable(fields<NonNullable<CheckSuite["branch"]>>()({ name: text })),
  workflowRun: nullable(run),
});
const read = fields<Partial<Pick<Commit, "checkSuites" | "status">>>()({
  checkSuites: fragment(fields<NonNullable<Commit["checkSuites"]>>()({ nodes: nodes(suite) })),
  status: nullable(
    fields<Status>()({ contexts: nodes(fields<StatusContext>()({ context: text, state: text })) }),
  ),
});

/** Reads what `BUILDS` asked of a commit. */
export function readBuilds(commit: unknown): {
  readonly builds: readonly HeadBuild[];
  readonly statuses: readonly HeadStatus[];
} {
  const { checkSuites, status } = read(commit);
  return {
    builds: (checkSuites?.nodes ?? []).flatMap(headBuild),
    statuses: (status?.contexts ?? []).map(({ context, state }) => ({
      context,
      state: state.toLowerCase(),
    })),
  };
}

/** A suite of GitHub Actions without a run that this token sees says nothing that counts. */
function headBuild(found: ReturnType<typeof suite>): readonly HeadBuild[] {
  const { workflowRun, url, status, conclusion, updatedAt, app, branch } = found;
  const state: HeadBuild["state"] =
    status === "COMPLETED" ? "completed" : status === "IN_PROGRESS" ? "running" : "queued";
  const common = {
    branch: branch?.name,
    state,
    conclusion: state === "completed" ? (conclusion?.toLowerCase() ?? undefined) : undefined,
    updatedAt,
  };
  if (workflowRun !== null) {
    const number = numberIn(workflowRun.url, /\/runs\/(\d+)/);
    const name = workflowRun.file?.path;
    return number === undefined || name === undefined
      ? []
      : [{ ...common, source: "run", number, name, event: workflowRun.event }];
  }
  const number = numberIn(url, /check_suite_id=(\d+)/);
  const name = app?.slug;
  return number === undefined || name === undefined || name === "github-actions"
    ? []
    : [{ ...common, source: "suite", number, name, event: "" }];
}

function numberIn(url: string, pattern: RegExp): number | undefined {
  const [, number] = pattern.exec(url) ?? [];
  return number === undefined ? undefined : Number(number);
}
