import { join, normalize } from "node:path";
import { UnsupportedError } from "../errors.ts";
import type { JobState, StepScope } from "../job/state.ts";
import { loadAction, type ActionDefinition } from "./definition.ts";

/** An action that a step uses. */
export interface ResolvedAction {
  readonly definition: ActionDefinition;
  readonly folder: string;
  /** The part of the `github` context that names it. */
  readonly github: Readonly<Record<string, unknown>>;
}

/** `./x` is in the workspace, so it can be found only when its step runs. */
export function isLocal(uses: string): boolean {
  return uses.startsWith("./");
}

/**
 * Finds and reads the action of a step.
 * @throws StepError, InvalidFileError, UnsupportedError
 */
export async function resolveAction(uses: string, job: JobState, scope: StepScope): Promise<ResolvedAction> {
  if (uses.startsWith("docker://")) {
    throw new UnsupportedError(`${scope.file}: the sandbox's runner does not know 'uses: ${uses}'`);
  }
  if (isLocal(uses)) {
    const folder = join(job.workspace.workspace, uses);
    // A local action belongs to no repository of its own.
    return { definition: await loadAction(folder, normalize(uses)), folder, github: ownerless };
  }
  if (uses.startsWith("$/")) return await resolveSelf(uses, job, scope);
  const { folder, repository, ref, label } = await job.machine.actions.fetch(uses, job.facts.run.repository);
  return {
    definition: await loadAction(folder, label),
    folder,
    github: { action_repository: repository, action_ref: ref },
  };
}

const ownerless = { action_repository: "", action_ref: "" };

/** `$/x`: from the repository and commit of the workflow file that contains the job, without a checkout. */
async function resolveSelf(uses: string, job: JobState, scope: StepScope): Promise<ResolvedAction> {
  if (scope.composite !== undefined) {
    throw new UnsupportedError(
      `${scope.file}: the sandbox's runner does not know '${uses}' inside an action`,
    );
  }
  const { repository, sha } = job.facts.file;
  const folder = join(await job.machine.actions.unpack(repository, sha), uses.slice("$/".length));
  return {
    definition: await loadAction(folder, uses),
    folder,
    github: { action_repository: repository.fullName, action_ref: sha },
  };
}
