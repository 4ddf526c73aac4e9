import { parseDatabase, placesOf, type Place } from "../releases/documents/database.ts";
import { locksPath, parseLocks, type Lock } from "../releases/documents/locks.ts";
import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { OPEN_POLICY, parsePolicy, refuseMissing } from "../releases/rules/policy.ts";
import { strayLocks } from "../releases/rules/stray-locks.ts";
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
  /** For messages. */
  readonly locksPath: string;
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
    locksPath: locksPath(path),
    hasPolicy,
  };
}

/** A change of the database, for remarks on the rules. */
interface RuleContext {
  /** As it is to be: a container's first release is no stranger to it. */
  readonly database: Database;
  /** What the change is about, even if it is held. */
  readonly places: readonly Place[];
  /** Now: ISO 8601 in UTC. */
  readonly at: string;
}

/** Remarks on the policy and the locks, a line each: that there is no policy, or which rules and locks concern nothing. */
export function ruleNotes(documents: Documents, { database, places, at }: RuleContext): readonly string[] {
  const { policy, policyPath, hasPolicy, locks, locksPath: locksFile } = documents;
  const known = { policy, places: [...placesOf(database), ...places] };
  return [
    ...(hasPolicy ? [] : [`There is no policy at ${policyPath}: everything is allowed.`]),
    ...strayRules(policy, database, at).map(({ message }) => `${policyPath}: ${message}.`),
    ...strayLocks(locks, known, at).map(({ message }) => `${locksFile}: ${message}.`),
  ];
}
