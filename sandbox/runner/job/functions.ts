import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { matchesGlob, relative, resolve } from "node:path";
import { data } from "@actions/expressions";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import type { Functions } from "../template/expression.ts";

/** The status that success(), failure() and cancelled() read. */
export type Status = "success" | "failure" | "cancelled";

function predicate(
  name: string,
  value: (names: readonly string[]) => boolean,
  maxArgs = 0,
): FunctionDefinition {
  return {
    name,
    minArgs: 0,
    maxArgs,
    call: (...args) => new data.BooleanData(value(args.map((arg) => arg.coerceString()))),
  };
}

function byName(...definitions: readonly FunctionDefinition[]): Functions {
  return new Map(definitions.map((definition) => [definition.name.toLowerCase(), definition]));
}

/** The functions of a step's expressions. */
export function stepFunctions(status: Status, workspace: string): Functions {
  return byName(
    predicate("success", () => status === "success"),
    predicate("failure", () => status === "failure"),
    predicate("cancelled", () => status === "cancelled"),
    predicate("always", () => true),
    {
      name: "hashFiles",
      minArgs: 1,
      maxArgs: 255,
      call: (...patterns) =>
        new data.StringData(
          hashFiles(
            workspace,
            patterns.map((pattern) => pattern.coerceString()),
          ),
        ),
    },
  );
}

/**
 * The functions of a job's `if`. success() requires that every job it depends on, directly or not, succeeded; a skipped
 * one did not. Both accept job ids to check only those.
 * @param ancestors results by job id
 */
export function jobFunctions(ancestors: ReadonlyMap<string, string>, cancelled: boolean): Functions {
  const looked = (names: readonly string[]): readonly string[] =>
    [...ancestors].filter(([id]) => names.length === 0 || names.includes(id)).map(([, result]) => result);
  return byName(
    predicate(
      "success",
      (names) => !cancelled && looked(names).every((result) => result === "success"),
      Number.MAX_SAFE_INTEGER,
    ),
    predicate("failure", (names) => !cancelled && looked(names).includes("failure"), Number.MAX_SAFE_INTEGER),
    predicate("cancelled", () => cancelled),
    predicate("always", () => true),
  );
}

/** No functions beyond GitHub's general ones. */
export const noFunctions: Functions = new Map();

/**
 * The SHA-256 over the SHA-256 of each file that the patterns match, in the order of their paths; empty when there
 * is none. A pattern with `!` excludes files again.
 */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const taken = new Set<string>();
  for (const pattern of patterns) {
    if (pattern.startsWith("!")) {
      const excluded = pattern.slice(1);
      for (const path of taken) if (matchesGlob(relative(workspace, path), excluded)) taken.delete(path);
      continue;
    }
    for (const path of globSync(pattern, { cwd: workspace })) taken.add(resolve(workspace, path));
  }
  const files = [...taken]
    .filter((path) => path.startsWith(`${workspace}/`) && statSync(path).isFile())
    .sort();
  if (files.length === 0) return "";
  const all = createHash("sha256");
  for (const path of files) all.update(createHash("sha256").update(readFileSync(path)).digest());
  return all.digest("hex");
}
