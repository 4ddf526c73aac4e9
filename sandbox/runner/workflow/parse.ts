import type { MappingToken } from "@actions/workflow-parser/templates/tokens/index";
import { isMapping } from "@actions/workflow-parser/templates/tokens/type-guards";
import { InvalidFileError } from "../errors.ts";
import { readWorkflow, type ReadFile } from "../template/read.ts";
import { entriesOf, mappingAt, placeOf, textAt } from "../template/token.ts";
import { IdChecker } from "./ids.ts";
import { parseJob } from "./job.ts";
import type { FileOrigin, JobDefinition, WorkflowFile, WorkflowHeader } from "./model.ts";
import { parseTriggers } from "./on.ts";
import { parsePermissions, parseRunDefaults } from "./settings.ts";

/** A workflow file whose jobs are not read yet. */
export interface OpenedWorkflow {
  readonly header: WorkflowHeader;
  /**
   * Reads its jobs too: mistakes in them, or what the sandbox does not know, matter only when the workflow runs.
   * @throws InvalidFileError for what GitHub refuses, UnsupportedError for what only the sandbox refuses; both name
   * file, line and key
   */
  complete(): WorkflowFile;
}

/**
 * Reads as much of a workflow file as needed to know when it runs.
 * @throws InvalidFileError if not even that can be read
 */
export function openWorkflow(origin: FileOrigin, content: string): OpenedWorkflow {
  return openRead(origin, readWorkflow(origin.label, content));
}

/** The same for one that has already been read, under the origin's label. */
export function openRead(origin: FileOrigin, { root, problem }: ReadFile): OpenedWorkflow {
  try {
    const header = parseHeader(origin, root);
    return {
      header,
      complete() {
        if (problem !== undefined) throw problem;
        return { ...header, jobs: parseJobs(root, origin.label) };
      },
    };
  } catch (error) {
    throw problem ?? error;
  }
}

function parseHeader(origin: FileOrigin, root: MappingToken): WorkflowHeader {
  const permissions = root.find("permissions");
  return {
    ...origin,
    ...parseTriggers(root, origin.label),
    name: textAt(root, "name") ?? origin.path,
    runName: root.find("run-name"),
    env: root.find("env"),
    defaults: parseRunDefaults(root),
    permissions: permissions === undefined ? undefined : parsePermissions(permissions),
    concurrency: root.find("concurrency"),
  };
}

function parseJobs(root: MappingToken, file: string): ReadonlyMap<string, JobDefinition> {
  const jobs = new Map<string, JobDefinition>();
  const mapping = mappingAt(root, "jobs");
  const ids = new IdChecker();
  for (const [id, token] of entriesOf(mapping)) {
    ids.check(id, placeOf(file, token));
    if (isMapping(token)) jobs.set(id, parseJob(id, token, file));
  }
  checkNeeds(jobs, mapping === undefined ? file : placeOf(file, mapping));
  return jobs;
}

/** Every job must be reachable by what it needs. */
function checkNeeds(jobs: ReadonlyMap<string, JobDefinition>, place: string): void {
  if (![...jobs.values()].some((job) => job.needs.length === 0)) {
    throw new InvalidFileError(`${place}: The workflow must contain at least one job with no dependencies.`);
  }
  const done = new Set<string>();
  const open = new Set(jobs.keys());
  for (let before = -1; before !== done.size;) {
    before = done.size;
    for (const id of open) {
      if (jobs.get(id)?.needs.every((need) => done.has(need)) !== true) continue;
      done.add(id);
      open.delete(id);
    }
  }
  const problems = [...open].flatMap((id) =>
    (jobs.get(id)?.needs ?? [])
      .filter((need) => !done.has(need))
      .map((need) => {
        const at = jobs.get(id)?.place ?? place;
        return jobs.has(need)
          ? `${at}: Job '${id}' depends on job '${need}' which creates a cycle in the dependency graph.`
          : `${at}: Job '${id}' depends on unknown job '${need}'.`;
      }),
  );
  if (problems.length > 0) throw new InvalidFileError(problems.join("\n"));
}
