import type { CheckSuite, Workflow, WorkflowRun, WorkflowRunConnection } from "@octokit/graphql-schema";
import { alias, fields, fragment, integer, nodes, text } from "../graphql/reader.ts";

/** The other active runs of this workflow, which may want to commit too. */
export interface Queue {
  /** The numbers of the older runs that have not committed yet, oldest first: those that GitHub lists. */
  readonly ahead: readonly number[];
  /** How many more are ahead that GitHub does not list. */
  readonly unlisted: number;
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
      workflow { resourcePath runs(first: ${VISIBLE}) { totalCount nodes { runNumber url createdAt checkSuite { status } } } }
    }
  }`;

const visibleRun = fields<WorkflowRun>()({
  runNumber: integer,
  url: text,
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

/** The trailer of a run's commit: those that wait see by it that the run is through, though it is still active. */
export const runTrailer = (runUrl: string): string => `Run: ${runUrl}`;

/**
 * Which active runs are ahead of this one.
 * @param messages of the branch's latest commits
 * @param counted how many runs are active, if GitHub does not list them all
 */
export function queueOf(own: VisibleRuns, messages: readonly string[], counted?: number): Queue {
  const through = new Set(messages.flatMap((message) => message.split("\n")));
  const startedAfter = Date.parse(own.createdAt) - LONGEST_MS;
  const older = own.workflow.runs.nodes.filter(
    (run) => run.runNumber < own.runNumber && isAtWork(run) && Date.parse(run.createdAt) >= startedAfter,
  );
  const ahead = older.filter(({ url }) => !through.has(runTrailer(url)));
  const unlisted = counted === undefined ? 0 : Math.max(0, counted - 1 - youngerThan(own) - older.length);
  return { ahead: ahead.map(({ runNumber }) => runNumber).toSorted((a, b) => a - b), unlisted };
}

function isAtWork({ checkSuite }: VisibleRun): boolean {
  return checkSuite.status === "IN_PROGRESS";
}

/** If all listed runs are active, so are those between the newest of them and this one. */
function youngerThan({ runNumber, workflow }: VisibleRuns): number {
  return Math.max(0, ...workflow.runs.nodes.map((run) => run.runNumber - runNumber));
}
