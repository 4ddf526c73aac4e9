import { parseDatabase } from "../releases/documents/database.ts";
import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { OPEN_POLICY, parsePolicy, refuseMissing } from "../releases/rules/policy.ts";
import { strayRules } from "../releases/rules/stray-rules.ts";

/** The files of the branch as they are now. */
export interface DocumentTexts {
  readonly database: string;
  /** Absent when there is no policy: then everything is allowed. */
  readonly policy: string | undefined;
}

/** Where they are, for messages. */
export interface DocumentPaths {
  readonly path: string;
  readonly policyPath: string;
}

/** What the files say. */
export interface Documents {
  readonly database: Database;
  /** The database file as it stands. */
  readonly text: string;
  readonly policy: Policy;
  /** What there is to say of the policy, each a line. */
  readonly policyNotes: readonly string[];
}

/** @throws InvalidDocument when one of them is broken */
export function readDocuments(files: DocumentTexts, { path, policyPath }: DocumentPaths): Documents {
  if (files.policy === undefined) refuseMissing(policyPath);
  const policy = files.policy === undefined ? OPEN_POLICY : parsePolicy(files.policy, policyPath);
  const database = parseDatabase(files.database, path);
  const policyNotes =
    files.policy === undefined
      ? [`There is no policy at ${policyPath}: everything is allowed.`]
      : strayRules(policy, database).map(({ message }) => `${policyPath}: ${message}.`);
  return { database, text: files.database, policy, policyNotes };
}
