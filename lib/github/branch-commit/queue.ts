/** The other runs of this workflow that are at work now and may want to commit too. */
export interface Queue {
  /** Runs that are older than this one and seem not to have committed yet. */
  readonly ahead: number;
  /** All of them with this one. */
  readonly length: number;
}

/**
 * What to ask beside the branch, in the same request: the runs of this run's workflow, newest first.
 * `databaseId` would name them, but the schema says Int and run ids have outgrown it; run numbers order them as well.
 */
export const QUEUE_FIELDS = `queue: resource(url: $run) {
    ... on WorkflowRun {
      runNumber
      createdAt
      workflow { runs(first: 100) { nodes { runNumber createdAt checkSuite { status } } } }
    }
  }`;

interface WorkflowRun {
  readonly runNumber: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface QueueAnswer extends WorkflowRun {
  readonly workflow: {
    readonly runs: {
      readonly nodes: readonly (WorkflowRun & { readonly checkSuite: { readonly status: string } })[];
    };
  };
}

/** A run that is at work for longer is not here to commit: it deploys, or waits for a person. */
const LONGEST_MS = 10 * 60_000;

/**
 * Where this run stands among those at work.
 * @param committed when the branch's last commits were made, ISO 8601. A run that has committed may be at work for a
 *   while yet, so that each commit since the oldest of them began counts as one that is through.
 */
export function queueOf(own: QueueAnswer, committed: readonly string[]): Queue {
  const startedAfter = Date.parse(own.createdAt) - LONGEST_MS;
  const others = own.workflow.runs.nodes.filter(
    ({ runNumber, createdAt, checkSuite }) =>
      runNumber !== own.runNumber &&
      checkSuite.status === "IN_PROGRESS" &&
      Date.parse(createdAt) >= startedAfter,
  );
  const older = others.filter(({ runNumber }) => runNumber < own.runNumber);
  const oldest = Math.min(...older.map(({ createdAt }) => Date.parse(createdAt)));
  const through = committed.filter((date) => Date.parse(date) > oldest).length;
  const ahead = Math.max(0, older.length - through);
  return { ahead, length: ahead + 1 + others.length - older.length };
}
