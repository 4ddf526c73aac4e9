import type { CheckSuite, Workflow, WorkflowRun, WorkflowRunConnection } from "@octokit/graphql-schema";
import { alias, fields, fragment, integer, nodes, text } from "../graphql/reader.ts";

/** The other active runs of this workflow, which may want to commit too. */
export interface Queue {
  /** Older runs that do not seem to have committed yet. */
  readonly ahead: number;
  /** All of them, including this one. */
  readonly length: number;
}

/** GitHub lists at most this many runs in one request. */
const VISIBLE = 100;

/**
 * Fields to query along with the branch: the runs of this run's workflow, newest first. They are ordered by run number:
 * `databaseId` is an Int in the schema, which run ids have outgrown.
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

/** Reads QUEUE_FIELDS; undefined if the token may not see runs. */
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

/** This run and the others of its workflow. */
export type VisibleRuns = NonNullable<ReturnType<typeof readRuns>>;

/** A run that has been active for longer is not about to commit: it deploys, or waits for a person. */
const LONGEST_MS = 10 * 60_000;

/** Whether there are more active runs than GitHub lists, so that they must be counted. */
export function isCrowded({ workflow }: VisibleRuns): boolean {
  const { totalCount, nodes } = workflow.runs;
  return totalCount > nodes.length && nodes.every(isAtWork);
}

/**
 * This run's place among the active ones.
 * @param committed the times of the branch's latest commits, ISO 8601. A run stays active for a while after its commit,
 *   so each commit since the oldest active run began counts as one run that is done.
 * @param counted how many runs are active, if GitHub does not list them all
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

/** If all listed runs are active, so are those between the newest of them and this one. */
function youngerThan({ runNumber, workflow }: VisibleRuns): number {
  return Math.max(0, ...workflow.runs.nodes.map((run) => run.runNumber - runNumber));
}
