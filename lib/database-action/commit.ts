import { stepLog } from "../action/log.ts";
import type { Run } from "../action/run.ts";
import { withAccess } from "../github/access.ts";
import { commitToBranch, type Committed, type Sight } from "../github/branch-commit/branch-commit.ts";
import { UnusableBranch } from "../github/branch-commit/read-branch.ts";
import type { Client } from "../github/client.ts";
import { repositoryNamed } from "../github/repository.ts";
import { dispatchTrailer } from "../releases/commit-message.ts";
import type { Origin } from "../releases/policy-problems.ts";
import type { Change, Update } from "./decide.ts";
import type { Files } from "./documents.ts";
import type { DatabaseInputs } from "./inputs.ts";

/** What a decision may look at beside the files: the branch's history, with GitHub to ask for it. */
export interface DatabaseSight extends Sight {
  readonly client: Client;
}

export interface DatabaseCommit<T extends Update> {
  readonly run: Run;
  readonly inputs: DatabaseInputs;
  /** Epoch milliseconds: no new attempt after this. */
  readonly deadline: number;
  /** Of what is done: the commit's message carries it. */
  readonly id: string;
  /** Asked again whenever the branch has moved. */
  readonly decide: (files: Files, sight: DatabaseSight) => Change<T> | Promise<Change<T>>;
}

/** Changes the database in one commit, or only decides in a dry run. Throws what commitToBranch does. */
export function commitDatabase<T extends Update>({
  run,
  inputs,
  deadline,
  id,
  decide,
}: DatabaseCommit<T>): Promise<Committed<T>> {
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
    commitToBranch(client, {
      repository,
      branch,
      paths: [path, policyPath],
      decide: async (files, { head, earlier }) => {
        const database = files.get(path);
        if (database === undefined)
          throw new UnusableBranch(`${path} does not exist on branch ${branch}: commit it first.`);
        const found = { database, policy: files.get(policyPath) };
        const { update, content } = await decide(found, { client, head, earlier });
        return { result: update, ...(content !== undefined && !dryRun && { content }) };
      },
      run: `${run.serverUrl}/${run.repository}/actions/runs/${run.id}`,
      marker: dispatchTrailer(id),
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

/** Now. Seconds are enough, and the file is read by people. */
export function releaseTime(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
