import { parseDatabase, placesOf, serializeDatabase } from "../documents/database.ts";
import { unknownFields } from "../documents/fields.ts";
import { located } from "../documents/json-text.ts";
import { parseLocks } from "../documents/locks.ts";
import { InvalidDocument, type Problem } from "../documents/problem.ts";
import { quote } from "../documents/schema-problems.ts";
import type { Database, Policy } from "../generated/schema.generated.ts";
import { announcedFreezes } from "./freeze.ts";
import { recordProblems } from "./policy-problems.ts";
import { OPEN_POLICY, parsePolicy, refuseMissing } from "./policy.ts";
import { strayLocks } from "./stray-locks.ts";
import type { StrayRule } from "./stray-rule.ts";
import { strayRules } from "./stray-rules.ts";

export interface TextFile {
  /** Its path in the repository, for messages. */
  readonly path: string;
  /** Undefined if there is no such file. */
  readonly text: string | undefined;
}

/** A problem with a file. */
export interface Finding extends Problem {
  /** The file's path. */
  readonly document: string;
  /** An error stops releases, or is a record that a release could not have written; a warning does neither. */
  readonly level: "error" | "warning";
}

/** The files of a release repository that decide about releases. */
export interface RuleFiles {
  readonly database: TextFile;
  readonly policy: TextFile;
  readonly locks: TextFile;
}

/**
 * All that is wrong with the database, the policy and the locks, each by itself and one against the other.
 * @param at now: ISO 8601 in UTC
 */
export function validateFiles(files: RuleFiles, at: string): readonly Finding[] {
  const policy = attempt(files.policy.path, () => readPolicy(files.policy));
  const database = attempt(files.database.path, () => readDatabase(files.database));
  const locks = attempt(files.locks.path, () => parseLocks(files.locks.text, files.locks.path));
  const findings = [...database.findings, ...policy.findings, ...locks.findings];
  if (database.value === undefined) return findings;
  const text = files.database.text ?? "";
  if (policy.value !== undefined) {
    const known = { policy: policy.value, places: placesOf(database.value) };
    const problems = located(text, refusedRecords(database.value, policy.value, files.policy.path));
    findings.push(
      ...problems.map((problem) => finding(files.database.path, "error", problem)),
      ...strayFindings(files.policy, strayRules(policy.value, database.value, at)),
      ...strayFindings(files.locks, strayLocks(locks.value ?? [], known, at)),
    );
  }
  const strangers = located(text, unknownFields(database.value));
  findings.push(...strangers.map((problem) => finding(files.database.path, "warning", problem)));
  const deviation = formDeviation(text, serializeDatabase(database.value));
  if (deviation !== undefined) findings.push(finding(files.database.path, "warning", deviation));
  return findings;
}

function strayFindings({ path, text = "" }: TextFile, strays: readonly StrayRule[]): readonly Finding[] {
  const problems = strays.map(({ segments, message }) => ({ segments, message, path: "" }));
  return located(text, problems).map((problem) => finding(path, "warning", problem));
}

/**
 * The freezes that begin within a week, each as a sentence without its full stop.
 * @param at now: ISO 8601 in UTC
 * @returns none if the policy is invalid, which `validateFiles` reports
 */
export function freezesToCome(policyFile: TextFile, at: string): readonly string[] {
  const { value: policy } = attempt(policyFile.path, () => readPolicy(policyFile));
  return policy === undefined ? [] : announcedFreezes(policy, at);
}

function readDatabase({ path, text }: TextFile): Database {
  if (text === undefined) throw new InvalidDocument(path, [{ path: "", message: "it does not exist" }]);
  return parseDatabase(text, path);
}

function readPolicy({ path, text }: TextFile): Policy {
  if (text === undefined) refuseMissing(path);
  return text === undefined ? OPEN_POLICY : parsePolicy(text, path);
}

interface Attempted<T> {
  /** Undefined if the file is invalid. */
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
}

function attempt<T>(path: string, read: () => T): Attempted<T> {
  try {
    return { value: read(), findings: [] };
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    const findings = error.problems.map((problem) => finding(path, "error", problem));
    return { value: undefined, findings };
  }
}

function refusedRecords({ releases }: Database, policy: Policy, policyPath: string) {
  return releases.flatMap((record, index) =>
    recordProblems(policy, record, policyPath).map(({ field, message }) => ({
      path: `releases[${index}].${field}`,
      segments: ["releases", index, field],
      message,
    })),
  );
}

/** Finds where a file differs from what a release would write, which would make the next release's diff larger. */
function formDeviation(text: string, canonical: string): Problem | undefined {
  if (text === canonical) return undefined;
  const found = text.split("\n");
  const expected = canonical.split("\n");
  const first = expected.findIndex((line, index) => line !== found[index]);
  const index = first < 0 ? expected.length : first;
  const message = `not in the order and format that releases write, so the next release would change more than its own record: ${shown(found[index])} should be ${shown(expected[index])}`;
  return { path: "", message, position: { line: Math.min(index + 1, found.length), column: 1 } };
}

function shown(line: string | undefined): string {
  if (line === undefined) return "the end of the file";
  return line === "" ? "a line break" : quote(line);
}

function finding(document: string, level: Finding["level"], problem: Problem): Finding {
  return { document, level, ...problem };
}
