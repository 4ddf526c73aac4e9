import { fieldsIn } from "../../narrow.ts";
import { may, notAccessible, sees } from "../access.ts";
import type { RunStatus, WorkflowRun } from "../model.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { graphqlError, onlyArguments, UnknownField } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";

const MAX_PAGE = 100;

/**
 * The query field `resource(url)`, for the page of a workflow run: `https://github.com/acme/releases/actions/runs/7`.
 * @throws UnknownField for pages of other things
 */
export function resourceField(args: { readonly url: string }, context: QueryContext): Source | null {
  const path = args.url.startsWith(`${context.world.url}/`) ? args.url.slice(context.world.url.length) : "";
  const [, fullName = "", id = ""] = /^\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)$/.exec(path) ?? [];
  if (id === "") throw new UnknownField(`Query.resource of ${args.url}`);
  const repository = context.world.repositories.find(fullName);
  if (repository === undefined || !sees(context.grant, repository.info)) return null;
  if (!may(context.grant, repository.info, { name: "actions", level: "read" })) {
    throw graphqlError("FORBIDDEN", notAccessible(context.grant));
  }
  const run = context.world.runs.get(Number(id));
  return run?.repository.id === repository.info.id ? runSource(run, context) : null;
}

/** No `databaseId`: the schema says Int, and run ids are longer than its 32 bits. */
export function runSource(run: WorkflowRun, context: QueryContext): Source {
  return {
    __typename: "WorkflowRun",
    id: nodeId("WFR", run.id),
    runNumber: run.runNumber,
    event: run.event.name,
    url: run.htmlUrl,
    file: { __typename: "WorkflowRunFile", path: run.workflowPath },
    createdAt: timestamp(run.createdAt),
    updatedAt: timestamp(run.updatedAt),
    checkSuite: { __typename: "CheckSuite", id: nodeId("CS", run.id), status: STATUS[run.status] },
    workflow: () => workflowSource(run, context),
  };
}

export const STATUS: Readonly<Record<RunStatus, string>> = {
  queued: "QUEUED",
  pending: "PENDING",
  in_progress: "IN_PROGRESS",
  completed: "COMPLETED",
};

function workflowSource(
  { workflowName, workflowPath, repository }: WorkflowRun,
  context: QueryContext,
): Source {
  return {
    __typename: "Workflow",
    name: workflowName,
    resourcePath: `/${repository.fullName}/actions/workflows/${workflowPath.split("/").at(-1) ?? ""}`,
    runs: (args: Readonly<Record<string, unknown>>) => {
      onlyArguments("Workflow.runs", args, ["first", "orderBy"]);
      if (!isNewestFirst(args["orderBy"])) throw new UnknownField("another order of Workflow.runs");
      const runs = context.world.runs
        .list(repository.fullName)
        .filter((run) => run.workflowPath === workflowPath);
      return {
        __typename: "WorkflowRunConnection",
        totalCount: runs.length,
        nodes: runs.slice(0, pageSize(args["first"])).map((run) => runSource(run, context)),
      };
    },
  };
}

/** By the time of creation: the schema's default for runs, which have no other field to order by. */
export function isNewestFirst(order: unknown): boolean {
  const { direction, field } = fieldsIn(order);
  return direction === "DESC" && field === "CREATED_AT";
}

function pageSize(first: unknown): number {
  if (typeof first === "number" && first <= MAX_PAGE) return first;
  throw new UnknownField(`Workflow.runs(first: ${String(first)})`);
}
