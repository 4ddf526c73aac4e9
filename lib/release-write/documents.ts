import { parseDatabase } from "../releases/documents/database.ts";
import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { locksPath, parseLocks, type Lock } from "../releases/rules/lock.ts";
import { OPEN_POLICY, parsePolicy, refuseMissing } from "../releases/rules/policy.ts";
import { strayRules } from "../releases/rules/stray-rules.ts";

/** The texts of the branch's current files. */
export interface DocumentTexts {
  readonly database: string;
  /** Absent if there is no policy, which allows everything. */
  readonly policy: string | undefined;
  /** Absent if nothing is locked. */
  readonly locks: string | undefined;
}

/** The files' paths, for messages. */
export interface DocumentPaths {
  readonly path: string;
  readonly policyPath: string;
}

/** The parsed files. */
export interface Documents {
  readonly database: Database;
  /** The text of the database file. */
  readonly text: string;
  readonly policy: Policy;
  readonly locks: readonly Lock[];
  /** For messages. */
  readonly policyPath: string;
  /** Without a policy file, everything is allowed. */
  readonly hasPolicy: boolean;
}

/** @throws InvalidDocument if a file is invalid */
export function readDocuments(files: DocumentTexts, { path, policyPath }: DocumentPaths): Documents {
  const hasPolicy = files.policy !== undefined;
  if (!hasPolicy) refuseMissing(policyPath);
  const policy = files.policy === undefined ? OPEN_POLICY : parsePolicy(files.policy, policyPath);
  return {
    database: parseDatabase(files.database, path),
    text: files.database,
    policy,
    locks: parseLocks(files.locks, locksPath(path)),
    policyPath,
    hasPolicy,
  };
}

/**
 * What there is to say of the policy, each a line: that there is none, or which of its rules concern nothing.
 * @param database as it is to be: a container's first release is no stranger to it
 * @param at now: ISO 8601 in UTC
 */
export function policyNotes(
  { policy, policyPath, hasPolicy }: Pick<Documents, "policy" | "policyPath" | "hasPolicy">,
  database: Database,
  at: string,
): readonly string[] {
  if (!hasPolicy) return [`There is no policy at ${policyPath}: everything is allowed.`];
  return strayRules(policy, database, at).map(({ message }) => `${policyPath}: ${message}.`);
}
