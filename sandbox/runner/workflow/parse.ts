import type { MappingToken } from "@actions/workflow-parser/templates/tokens/index";
import { isMapping } from "@actions/workflow-parser/templates/tokens/type-guards";
import { InvalidFileError } from "../errors.ts";
import { readWorkflow } from "../template/read.ts";
import { entriesOf, mappingAt, placeOf, textAt } from "../template/token.ts";
import { parseJob } from "./job.ts";
import type { FileOrigin, JobDefinition, WorkflowFile, WorkflowHeader } from "./model.ts";
import { parseTriggers } from "./on.ts";
import { parsePermissions, parseRunDefaults } from "./settings.ts";

/** A workflow file of which only the outside was looked at. */
export interface OpenedWorkflow {
  readonly header: WorkflowHeader;
  /** Reads its jobs too: a feature that the sandbox does not know matters only when the workflow runs. */
  complete(): WorkflowFile;
}

/**
 * Reads a workflow file and checks all that can be known before it runs.
 * @throws InvalidFileError for what GitHub refuses, UnsupportedError for what only the sandbox refuses; both name
 * file, line and key
 */
export function openWorkflow(origin: FileOrigin, content: string): OpenedWorkflow {
  const root = readWorkflow(origin.path, content);
  const permissions = root.find("permissions");
  const header: WorkflowHeader = {
    ...origin,
    ...parseTriggers(root, origin.path),
    name: textAt(root, "name") ?? origin.path,
    runName: root.find("run-name"),
    env: root.find("env"),
    defaults: parseRunDefaults(root),
    permissions: permissions === undefined ? undefined : parsePermissions(permissions),
    concurrency: root.find("concurrency"),
  };
  return { header, complete: () => ({ ...header, jobs: parseJobs(root, origin.path) }) };
}

function parseJobs(root: MappingToken, file: string): ReadonlyMap<string, JobDefinition> {
  const jobs = new Map<string, JobDefinition>();
  for (const [id, token] of entriesOf(mappingAt(root, "jobs"))) {
    if (!/^[A-Za-z_][\w-]*$/.test(id)) {
      throw new InvalidFileError(
        `${placeOf(file, token)}: The identifier '${id}' is invalid. IDs may only contain alphanumeric characters, '_', and '-'. IDs must start with a letter or '_'.`,
      );
    }
    if (isMapping(token)) jobs.set(id, parseJob(id, token, file));
  }
  if (jobs.size === 0) throw new InvalidFileError(`${file}: The workflow must contain at least one job`);
  checkNeeds(jobs);
  return jobs;
}

function checkNeeds(jobs: ReadonlyMap<string, JobDefinition>): void {
  for (const job of jobs.values()) {
    for (const need of job.needs) {
      if (!jobs.has(need)) {
        throw new InvalidFileError(`${job.place}: Job '${job.id}' depends on unknown job '${need}'.`);
      }
    }
  }
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const job = jobs.get(id);
    if (done.has(id) || job === undefined) return;
    if (path.includes(id)) {
      const dependent = path.at(-1) ?? id;
      throw new InvalidFileError(
        `${job.place}: Job '${dependent}' depends on job '${id}' which creates a cycle in the dependency graph.`,
      );
    }
    for (const need of job.needs) visit(need, [...path, id]);
    done.add(id);
  };
  for (const id of jobs.keys()) visit(id, []);
}
