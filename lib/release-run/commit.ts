import { withAccess } from "../github/access.ts";
import type { Committed } from "../github/branch/branch-writer.ts";
import { repositoryNamed } from "../github/repository.ts";
import { commitDatabase, type DatabaseCommit } from "../release-write/commit.ts";
import type { Update } from "../release-write/decide.ts";
import { PROVING_EVENTS } from "../releases/rules/build-rules.ts";
import type { Origin } from "../releases/rules/policy-problems.ts";
import { addressOf, type Run } from "../runner/run.ts";
import { stepSession } from "../runner/session.ts";
import type { DatabaseInputs } from "./inputs.ts";

export interface RunCommit<T extends Update> extends Pick<DatabaseCommit<T>, "id" | "verified" | "decide"> {
  readonly run: Run;
  readonly inputs: DatabaseInputs;
  /** Epoch milliseconds: no attempt starts after this. */
  readonly deadline: number;
}

/** Changes the database of the run's repository with the inputs' credentials. Throws what commitDatabase throws. */
export function commitInRun<T extends Update>({
  run,
  inputs,
  deadline,
  id,
  verified,
  decide,
}: RunCommit<T>): Promise<Committed<T>> {
  const { credentials, branch, path, policyPath, dryRun } = inputs;
  const access = {
    ...stepSession(deadline),
    credentials,
    repository: repositoryNamed(run.repository),
    permissions: { contents: "write" },
    // The workflow's runs queue by their addresses.
    optionalPermissions: { actions: "read" },
  } as const;
  return withAccess(access, (repository) =>
    commitDatabase(repository, {
      branch,
      path,
      policyPath,
      dryRun,
      id,
      verified,
      decide,
      runUrl: addressOf(run),
      isRepeated: run.attempt > 1,
    }),
  );
}

/**
 * Inputs are a person's only where nobody outside chooses what runs. A repository_dispatch stays one, even if a workflow
 * passes its payload on as inputs, and so does a stranger's comment.
 */
export function viaOf({ eventName }: Pick<Run, "eventName">): Origin["via"] {
  return PROVING_EVENTS.includes(eventName) ? "inputs" : "event";
}
