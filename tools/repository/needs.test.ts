import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { evaluateText } from "./expressions.ts";

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
}

/** A condition with one of these replaces GitHub's own, that all earlier jobs succeeded. */
const STATUS_FUNCTION = /\b(?:always|cancelled|failure)\(\)/;

const jobs = globSync(".github/workflows/*.yml").flatMap((file) => {
  const { jobs } = parse(readFileSync(file, "utf8")) as { readonly jobs: Readonly<Record<string, Job>> };
  return Object.entries(jobs).flatMap(([id, { needs = [], if: condition = "" }]) =>
    STATUS_FUNCTION.test(condition) && needs.length > 0
      ? [{ name: `${file} ${id}`, condition, needs: [needs].flat() }]
      : [],
  );
});

/** Whether a job starts on a push to the default branch, with everything its caller may ask for. */
function starts(
  condition: string,
  needs: Readonly<Record<string, { readonly result: string; readonly outputs: object }>>,
): boolean {
  const contexts = {
    github: { event_name: "push", ref_name: "main", event: { repository: { default_branch: "main" } } },
    inputs: { environment: "production", result: "success" },
    needs,
  };
  return !["", "false"].includes(evaluateText(`\${{ ${condition} }}`, contexts));
}

test("some jobs set their own condition on the jobs that they need", () => {
  expect(jobs.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      ".github/workflows/publish.yml pin",
      ".github/workflows/update-database.yml publish",
    ]),
  );
});

describe.each(jobs)("$name", ({ condition, needs }) => {
  const all = (result: string, outputs: object) =>
    Object.fromEntries(needs.map((id) => [id, { result, outputs }]));

  test("starts when the jobs that it needs succeeded and changed something", () => {
    expect(starts(condition, all("success", { changed: "true", has_webhook: "true" }))).toBe(true);
  });

  test.each(["failure", "cancelled", "skipped"])("does not start when they all ended with %s", (result) => {
    expect(starts(condition, all(result, {}))).toBe(false);
  });
});
