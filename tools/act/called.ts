import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { resolveCommit, unpackCommit, type GitHub } from "@release-channels/sandbox";
import { readWorkflowFacts, type WorkflowFacts } from "./workflow-file.ts";

/** The workflows that a workflow calls, for act to find. */
export interface CalledWorkflows {
  /** By the id of the job that calls it. */
  readonly facts: ReadonlyMap<string, WorkflowFacts>;
  /** Values of --local-repository. */
  readonly local: readonly string[];
}

/**
 * Unpacks the repositories whose workflows are called, each at the call's ref.
 * @param calls `acme/releases/.github/workflows/x.yml@v1`, by the calling job's id
 */
export async function unpackCalled(
  github: GitHub,
  directory: string,
  calls: WorkflowFacts["calls"],
): Promise<CalledWorkflows> {
  const facts = new Map<string, WorkflowFacts>();
  const folders = new Map<string, string>();
  for (const [job, uses] of calls) {
    const { repository, path, ref } = partsOf(uses);
    const version = `${repository}@${ref}`;
    const folder = folders.get(version) ?? (await unpack(github, repository, ref, directory));
    folders.set(version, folder);
    facts.set(job, readWorkflowFacts(await readFile(join(folder, path), "utf8")));
  }
  return { facts, local: [...folders].map(([version, folder]) => `${version}=${folder}`) };
}

function partsOf(uses: string) {
  const { repository, path, ref } =
    /^(?<repository>[^/]+\/[^/]+)\/(?<path>[^@]+)@(?<ref>.+)$/.exec(uses)?.groups ?? {};
  if (repository === undefined || path === undefined || ref === undefined) {
    throw new Error(`${uses} is not a workflow of another repository`);
  }
  return { repository, path, ref };
}

async function unpack(github: GitHub, repository: string, ref: string, directory: string): Promise<string> {
  const { gitDir } = github.repository(repository);
  const commit = await resolveCommit(gitDir, [ref]);
  if (commit === undefined) throw new Error(`${repository} has no ${ref}`);
  const folder = join(directory, `${repository}@${ref}`);
  await unpackCommit(gitDir, commit, folder);
  return folder;
}
