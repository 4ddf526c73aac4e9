import type { GitHub, Permissions, Repository } from "../../github/model.ts";
import { InvalidFileError } from "../errors.ts";
import { resolveCommit } from "../git.ts";
import { workflowFolder, type WorkflowLoader } from "../workflow/load.ts";
import type { CallJob, FileOrigin, WorkflowFile } from "../workflow/model.ts";
import { beyond, grantedBy, jobPermissions } from "../workflow/permissions.ts";

/** The workflows that a workflow calls, by the id of the calling job, and what those call. */
export type Calls = ReadonlyMap<string, { readonly file: WorkflowFile; readonly calls: Calls }>;

/** Workflows may call workflows, the first one included, this deep. Source: GitHub's limits since 2025-11. */
const deepest = 10;
/** A run may call this many different workflows. */
const most = 50;

/**
 * Finds every workflow that a run can call, before anything runs, as GitHub does.
 * @throws InvalidFileError for one that is not there, not callable, too deep, or that asks for more permissions than
 * its caller may give
 */
export async function resolveCalls(
  file: WorkflowFile,
  github: GitHub,
  loader: WorkflowLoader,
): Promise<Calls> {
  const seen = new Set<string>();
  const visit = async (
    caller: WorkflowFile,
    allowed: Permissions | undefined,
    depth: number,
  ): Promise<Calls> => {
    const calls = new Map<string, { file: WorkflowFile; calls: Calls }>();
    for (const job of caller.jobs.values()) {
      if (job.kind !== "call") continue;
      if (depth >= deepest) {
        throw new InvalidFileError(
          `${job.place}: error parsing called workflow "${job.uses}": too many levels of workflow nesting (limit: ${deepest})`,
        );
      }
      const called = await load(job, caller, github, loader);
      seen.add(`${called.repository.fullName}/${called.path}@${called.sha}`);
      if (seen.size > most)
        throw new InvalidFileError(
          `${job.place}: too many workflows are referenced, total: ${seen.size}, limit: ${most}`,
        );
      const granted = jobPermissions(job.permissions, caller.permissions, allowed);
      checkPermissions(job, called, granted);
      calls.set(job.id, { file: called, calls: await visit(called, granted, depth + 1) });
    }
    return calls;
  };
  return await visit(file, undefined, 1);
}

async function load(
  job: CallJob,
  caller: FileOrigin,
  github: GitHub,
  loader: WorkflowLoader,
): Promise<WorkflowFile> {
  const opened = await loader.open(await locate(job, caller, github));
  if (opened.header.call === undefined) {
    throw new InvalidFileError(
      `${job.place}: error parsing called workflow "${job.uses}": workflow is not reusable as it is missing a \`on.workflow_call\` trigger`,
    );
  }
  return opened.complete();
}

async function locate(job: CallJob, caller: FileOrigin, github: GitHub): Promise<FileOrigin> {
  const { uses, place } = job;
  const local = /^\.\/(?<path>[^@]+)$/.exec(uses)?.groups?.["path"];
  if (local !== undefined) return { ...caller, path: inFolder(local, uses, place) };
  const { owner, name, path, ref } =
    /^(?<owner>[\w.-]+)\/(?<name>[\w.-]+)\/(?<path>[^@]+)@(?<ref>.+)$/.exec(uses)?.groups ?? {};
  if (owner === undefined || name === undefined || path === undefined || ref === undefined) {
    throw new InvalidFileError(`${place}: invalid value workflow reference: no version specified`);
  }
  const repository = find(github, `${owner}/${name}`);
  const sha =
    repository &&
    (await resolveCommit(repository.gitDir, [`refs/tags/${ref}`, `refs/heads/${ref}`, ...fullSha(ref)]));
  if (repository === undefined || sha === undefined) throw notFound(uses, place);
  const tag = await resolveCommit(repository.gitDir, [`refs/tags/${ref}`]);
  const full = fullSha(ref).length > 0 ? ref : `refs/${tag === undefined ? "heads" : "tags"}/${ref}`;
  return { repository, sha, ref: full, path: inFolder(path, uses, place) };
}

function fullSha(ref: string): readonly string[] {
  return /^[0-9a-f]{40}$/.test(ref) ? [ref] : [];
}

function inFolder(path: string, uses: string, place: string): string {
  if (!path.startsWith(`${workflowFolder}/`) || path.slice(workflowFolder.length + 1).includes("/")) {
    throw new InvalidFileError(
      `${place}: invalid value workflow reference: references to workflows must be rooted in '${workflowFolder}': ${uses}`,
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
  for (const inner of called.jobs.values()) {
    const setting = inner.permissions ?? called.permissions;
    if (setting === undefined) continue;
    const excess = beyond(grantedBy(setting), allowed);
    if (excess.length > 0) {
      throw new InvalidFileError(
        `${job.place}: Error calling workflow '${job.uses}'. The nested job '${inner.id}' is requesting ${excess.join(", ")}.`,
      );
    }
  }
}
