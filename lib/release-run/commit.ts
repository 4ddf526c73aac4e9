import { withAccess } from "../github/access.ts";
import type { Committed } from "../github/branch/branch-commit.ts";
import { repositoryNamed } from "../github/repository.ts";
import { commitDatabase, type DatabaseCommit } from "../release-write/commit.ts";
import type { Update } from "../release-write/decide.ts";
import type { Origin } from "../releases/rules/policy-problems.ts";
import { stepLog } from "../runner/log.ts";
import type { Run } from "../runner/run.ts";
import type { DatabaseInputs } from "./inputs.ts";

export interface RunCommit<T extends Update> extends Pick<DatabaseCommit<T>, "id" | "decide" | "deadline"> {
  readonly run: Run;
  readonly inputs: DatabaseInputs;
}

/** Changes the database of the run's repository, with the credentials that the inputs name. Throws what commitDatabase does. */
export function commitInRun<T extends Update>({
  run,
  inputs,
  deadline,
  id,
  decide,
}: RunCommit<T>): Promise<Committed<T>> {
  const { credentials, branch, path, policyPath, dryRun } = inputs;
  const repository = repositoryNamed(run.repository);
  const access = {
    log: stepLog,
    deadline,
    permissions: { contents: "write" },
    // For the queue of the workflow's runs.
    optionalPermissions: { actions: "read" },
  } as const;
  return withAccess(credentials, repository, access, ({ client, token }) =>
    commitDatabase(client, {
      repository,
      branch,
      path,
      policyPath,
      dryRun,
      id,
      decide,
      run: `${run.serverUrl}/${run.repository}/actions/runs/${run.id}`,
      isRepeated: run.attempt > 1,
      deadline,
      token,
      log: stepLog,
    }),
  );
}

/** A repository_dispatch stays one, even where a workflow passes its payload on as inputs. */
export function viaOf({ eventName }: Run): Origin["via"] {
  return eventName === "repository_dispatch" ? "event" : "inputs";
}
