import type { GitHub, Permissions, Repository } from "../../github/model.ts";
import { InvalidFileError } from "../errors.ts";
import { resolveCommit } from "../git.ts";
import { checkCall } from "../workflow/contract.ts";
import { WORKFLOW_FOLDER, type WorkflowLoader } from "../workflow/load.ts";
import type { CallJob, FileOrigin, WorkflowFile } from "../workflow/model.ts";
import { beyond, grantedBy, jobPermissions } from "../workflow/permissions.ts";

/** The workflows that a workflow calls, by the id of the calling job, and what those call. */
export type Calls = ReadonlyMap<string, { readonly file: WorkflowFile; readonly calls: Calls }>;

/** What is needed to find called workflows. */
export interface CallLookup {
  readonly github: GitHub;
  readonly loader: WorkflowLoader;
  /** Whether a repository's workflows may be called from another. */
  readonly isShared: (called: Repository, caller: Repository) => boolean;
}

/** Calls may go this deep, and name this many workflows. Source: GitHub's limits since 2025-11. */
const DEEPEST = 9;
const MOST = 50;

/**
 * Finds every workflow that a run can call, before anything runs, as GitHub's ReusableWorkflowsLoader does
 * (actions/runner, src/Sdk/WorkflowParser).
 * @throws InvalidFileError for one that is not there, not callable with what it is given, too deep, or that asks for
 * more permissions than its caller may give
 */
export async function resolveCalls(file: WorkflowFile, lookup: CallLookup): Promise<Calls> {
  const seen = new Set<string>();
  const visit = async (
    caller: WorkflowFile,
    allowed: Permissions | undefined,
    depth: number,
  ): Promise<Calls> => {
    const calls = new Map<string, { file: WorkflowFile; calls: Calls }>();
    for (const job of caller.jobs.values()) {
      if (job.kind !== "call") continue;
      if (depth > DEEPEST) throw new InvalidFileError(`Nested reusable workflow depth exceeded ${DEEPEST}.`);
      const called = await load(job, caller, lookup);
      seen.add(called.label);
      if (seen.size > MOST) {
        throw new InvalidFileError(`${job.usesPlace}: The maximum file count of ${MOST} has been exceeded`);
      }
      checkCall(job, caller.label, called);
      const granted = jobPermissions(job.permissions, caller.permissions, allowed);
      checkPermissions(job, called, granted);
      calls.set(job.id, { file: called, calls: await visit(called, granted, depth + 1) });
    }
    return calls;
  };
  return await visit(file, undefined, 1);
}

async function load(job: CallJob, caller: FileOrigin, lookup: CallLookup): Promise<WorkflowFile> {
  const origin = await locate(job, caller, lookup);
  try {
    return (await lookup.loader.open(origin)).complete();
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    throw new InvalidFileError(`In ${job.usesPlace}: Error from called workflow ${error.message}`);
  }
}

async function locate(
  job: CallJob,
  caller: FileOrigin,
  { github, loader, isShared }: CallLookup,
): Promise<FileOrigin> {
  const { uses, usesPlace: place } = job;
  const local = /^\.\/(?<path>[^@]+)$/.exec(uses)?.groups?.["path"];
  if (local !== undefined) {
    const path = inFolder(local, uses, place);
    const origin = { ...caller, path, label: `${caller.repository.fullName}/${path}@${caller.sha}` };
    if (!(await loader.has(origin))) throw notFound(uses, place);
    return origin;
  }
  const { owner, name, path, ref } =
    /^(?<owner>[\w.-]+)\/(?<name>[\w.-]+)\/(?<path>[^@]+)@(?<ref>.+)$/.exec(uses)?.groups ?? {};
  if (owner === undefined || name === undefined || path === undefined || ref === undefined) {
    throw new InvalidFileError(`${place}: invalid value workflow reference: no version specified`);
  }
  const repository = find(github, `${owner}/${name}`);
  if (repository === undefined || !isShared(repository, caller.repository)) throw notFound(uses, place);
  const names = [`refs/tags/${ref}`, `refs/heads/${ref}`, ...(/^[0-9a-f]{40}$/.test(ref) ? [ref] : [])];
  for (const full of names) {
    const sha = await resolveCommit(repository.gitDir, [full]);
    if (sha === undefined) continue;
    const origin = { repository, sha, ref: full, path: inFolder(path, uses, place), label: uses };
    if (await loader.has(origin)) return origin;
  }
  throw notFound(uses, place);
}

function inFolder(path: string, uses: string, place: string): string {
  if (!path.startsWith(`${WORKFLOW_FOLDER}/`) || path.slice(WORKFLOW_FOLDER.length + 1).includes("/")) {
    throw new InvalidFileError(
      `${place}: invalid value workflow reference: references to workflows must be rooted in '${WORKFLOW_FOLDER}': ${uses}`,
    );
  }
  return path;
}

function find(github: GitHub, fullName: string): Repository | undefined {
  try {
    return github.repository(fullName);
  } catch {
    return undefined;
  }
}

function notFound(uses: string, place: string): InvalidFileError {
  return new InvalidFileError(
    `${place}: error parsing called workflow "${uses}": workflow was not found. See https://docs.github.com/actions/learn-github-actions/reusing-workflows#access-to-reusable-workflows for more information.`,
  );
}

function checkPermissions(job: CallJob, called: WorkflowFile, allowed: Permissions): void {
  const check = (setting: WorkflowFile["permissions"], who: string): void => {
    const excess = setting === undefined ? undefined : beyond(grantedBy(setting), allowed);
    if (excess === undefined) return;
    throw new InvalidFileError(
      `${job.place}: Error calling workflow '${job.uses}'. ${who} is requesting '${excess.asked}', but is only allowed '${excess.allowed}'.`,
    );
  };
  check(called.permissions, "The workflow");
  for (const inner of called.jobs.values()) check(inner.permissions, `The nested job '${inner.id}'`);
}
