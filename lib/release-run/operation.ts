import { releaseTime } from "../release-write/commit.ts";
import type { ChangeOptions, Update } from "../release-write/decide.ts";
import type { DocumentPaths } from "../release-write/documents.ts";
import { commitInRun, type RunCommit } from "./commit.ts";
import { orRejected } from "./rejection.ts";
import { reportUpdate } from "./report-update.ts";
import { setOutputs } from "./report.ts";

/** A change of the database that a person asks for; its id comes from the run that makes it. */
export interface Operation<T extends Update> extends Pick<RunCommit<T>, "run" | "inputs" | "id" | "decide"> {
  /** Remarks on the result, one line each. */
  readonly notesOf: (result: T) => readonly string[];
  /** What the request skipped, one line each. */
  readonly leftOutOf?: (result: T) => readonly string[];
  /** Reports what only this operation has, before the outcome of each release. */
  readonly reportFirst?: (result: T) => Promise<void>;
}

/** What every operation's commit says. */
export function operationOptions({
  run,
  inputs,
  id,
}: Pick<RunCommit<Update>, "run" | "inputs" | "id">): Omit<ChangeOptions, "note" | "trailers"> &
  DocumentPaths {
  const { path, policyPath, force } = inputs;
  return { id, by: run.actor, at: releaseTime(), path, policyPath, force, serverUrl: run.serverUrl };
}

/** Makes the change, sets the outputs and reports. Throws what commitDatabase throws, and Rejection. */
export function operate<T extends Update>({
  notesOf,
  leftOutOf,
  reportFirst,
  ...operation
}: Operation<T>): Promise<T> {
  const { id, inputs } = operation;
  const { path, dryRun, failOnHeld } = inputs;
  return orRejected({ id }, async () => {
    const { result, commit } = await commitInRun({ ...operation, deadline: Date.now() + inputs.timeLimit });
    setOutputs({ id, results: result.results, commit });
    await reportFirst?.(result);
    await reportUpdate(result, {
      id,
      commit,
      notes: notesOf(result),
      warnings: leftOutOf?.(result) ?? [],
      path,
      dryRun,
      failOnHeld,
    });
    return result;
  });
}
