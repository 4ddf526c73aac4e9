import type { CheckSuite, Workflow, WorkflowRun, WorkflowRunConnection } from "@octokit/graphql-schema";
import { alias, fields, fragment, integer, nodes, text } from "../graphql/reader.ts";

/** The other runs of this workflow that are at work now and may want to commit too. */
export interface Queue {
  /** Runs that are older than this one and seem not to have committed yet. */
  readonly ahead: number;
  /** All of them with this one. */
  readonly length: number;
}

/** As many runs as GitHub shows in one request. */
const VISIBLE = 100;

/**
 * What to ask beside the branch, in the same request: the runs of this run's workflow, newest first.
 * `databaseId` would name them, but the schema says Int and run ids have outgrown it; run numbers order them as well.
 */
export const QUEUE_FIELDS = `queue: resource(url: $run) {
    ... on WorkflowRun {
      runNumber
      createdAt
      workflow { resourcePath runs(first: ${VISIBLE}) { totalCount nodes { runNumber createdAt checkSuite { status } } } }
    }
  }`;

const visibleRun = fields<WorkflowRun>()({
  runNumber: integer,
  createdAt: text,
  checkSuite: fields<CheckSuite>()({ status: text }),
});

type VisibleRun = ReturnType<typeof visibleRun>;

/** Reads what QUEUE_FIELDS asks for; undefined where the token may not see runs. */
export const readRuns = alias(
  "queue",
  fragment(
    fields<WorkflowRun>()({
      runNumber: integer,
      createdAt: text,
      workflow: fields<Workflow>()({
        resourcePath: text,
        runs: fields<WorkflowRunConnection>()({ totalCount: integer, nodes: nodes(visibleRun) }),
      }),
    }),
  ),
);

/** This run, and the others of its workflow. */
export type VisibleRuns = NonNullable<ReturnType<typeof readRuns>>;

/** A run that is at work for longer is not here to commit: it deploys, or waits for a person. */
const LONGEST_MS = 10 * 60_000;

/** Whether there are more runs at work than can be seen, so that they have to be counted. */
export function isCrowded({ workflow }: VisibleRuns): boolean {
  const { totalCount, nodes } = workflow.runs;
  return totalCount > nodes.length && nodes.every(isAtWork);
}

/**
 * Where this run stands among those at work.
 * @param committed when the branch's last commits were made, ISO 8601. A run that has committed may be at work for a
 *   while yet, so that each commit since the oldest of them began counts as one that is through.
 * @param counted how many runs are at work, where they are more than can be seen
 */
export function queueOf(own: VisibleRuns, committed: readonly string[], counted?: number): Queue {
  const startedAfter = Date.parse(own.createdAt) - LONGEST_MS;
  const others = own.workflow.runs.nodes.filter(
    (run) => run.runNumber !== own.runNumber && isAtWork(run) && Date.parse(run.createdAt) >= startedAfter,
  );
  const older = others.filter(({ runNumber }) => runNumber < own.runNumber);
  const behind = counted === undefined ? others.length - older.length : youngerThan(own);
  const before = counted === undefined ? older.length : Math.max(0, counted - 1 - behind);
  const oldest = Math.min(...older.map(({ createdAt }) => Date.parse(createdAt)));
  const through = committed.filter((date) => Date.parse(date) > oldest).length;
  const ahead = Math.max(0, before - through);
  return { ahead, length: ahead + 1 + behind };
}

function isAtWork({ checkSuite }: VisibleRun): boolean {
  return checkSuite.status === "IN_PROGRESS";
}

/** Where all that can be seen are at work, those between the newest of them and this one are too. */
function youngerThan({ runNumber, workflow }: VisibleRuns): number {
  return Math.max(0, ...workflow.runs.nodes.map((run) => run.runNumber - runNumber));
}
