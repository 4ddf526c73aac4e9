import { may, notAccessible } from "../access.ts";
import type { WorkflowRun } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { commitPage } from "../shapes/commit.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { headBranch, headSha } from "../shapes/workflow-run.ts";
import { actionsAppShape } from "../webhooks/run-events.ts";
import { connectionPage } from "./connection.ts";
import { graphqlError, onlyArguments } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";
import { runSource, STATUS } from "./workflow-run.ts";

interface CommitAt {
  readonly repository: StoredRepository;
  /** 40 hex. */
  readonly sha: string;
}

/** `Commit.checkSuites`: one for each workflow run, the oldest first. */
export function checkSuitesField(
  { repository, sha }: CommitAt,
  args: Readonly<Record<string, unknown>>,
  context: QueryContext,
): Source {
  onlyArguments("Commit.checkSuites", args, ["first", "after"]);
  if (!may(context.grant, repository.info, { name: "checks", level: "read" })) {
    throw graphqlError("FORBIDDEN", notAccessible(context.grant));
  }
  const runs = context.world.runs.list(repository.info.fullName).filter((run) => headSha(run) === sha);
  return connectionPage(
    {
      connection: "checkSuites",
      typename: "CheckSuiteConnection",
      all: runs.toReversed(),
      sourceOf: (run) => suiteSource(repository, run, context),
    },
    args,
  );
}

/** No `databaseId`: the schema says Int, and suites' ids are longer than its 32 bits. */
function suiteSource(repository: StoredRepository, run: WorkflowRun, context: QueryContext): Source {
  const { slug, name } = actionsAppShape(context.world);
  return {
    __typename: "CheckSuite",
    id: nodeId("CS", run.id),
    status: STATUS[run.status],
    conclusion: run.conclusion?.toUpperCase() ?? null,
    url: `${commitPage(repository, headSha(run))}/checks?check_suite_id=${run.id}`,
    createdAt: timestamp(run.createdAt),
    updatedAt: timestamp(run.updatedAt),
    app: { __typename: "App", slug, name },
    branch: () => branchSource(repository, run, context),
    workflowRun: runSource(run, context),
  };
}

/** Null once the branch is gone. */
async function branchSource(
  repository: StoredRepository,
  run: WorkflowRun,
  { asOf }: QueryContext,
): Promise<Source | null> {
  const oid = await repository.git.refs.read(`refs/heads/${headBranch(run)}`, asOf);
  return oid === undefined ? null : { __typename: "Ref", name: headBranch(run), prefix: "refs/heads/" };
}
