import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { InvalidDocument } from "../releases/documents/problem.ts";
import type { ReleaseResult } from "../releases/rules/apply.ts";
import { runAction } from "../runner/run-action.ts";
import { readDatabaseInputs } from "./inputs.ts";
import { orRejected, Rejection } from "./rejection.ts";
import { reportUpdate } from "./report-update.ts";
import { setOutputs } from "./report.ts";

// The toolkit speaks by lines on stdout where it has no files to write to.
let lines: string[];
const kept = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"].map((name) => [name, process.env[name]] as const);
beforeEach(() => {
  lines = [];
  for (const [name] of kept) delete process.env[name];
  jest.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line).trim());
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
  for (const name of Object.keys(process.env)) if (name.startsWith("INPUT_")) delete process.env[name];
});
const said = (level: string) => lines.filter((line) => line.startsWith(`::${level}`));
const output = (name: string) =>
  lines
    .findLast((line) => line.startsWith(`::set-output name=${name}::`))
    ?.split("::")
    .at(-1);

const COMMIT = { oid: "a".repeat(40), url: "https://github.com/acme/releases/commit/a" };
const result = (
  container: string,
  outcome: ReleaseResult["outcome"],
  more: Partial<ReleaseResult> = {},
): ReleaseResult => ({
  container,
  channel: "prod",
  outcome,
  reason: "",
  before: `${container}:v1`,
  after: `${container}:v2`,
  ...more,
});

test("changed says whether something was committed, and not whether something was asked for", () => {
  setOutputs({ id: "1", results: [{}, {}] });
  expect([output("changed"), output("commit-sha"), output("results")]).toEqual(["false", "", "[{},{}]"]);
  setOutputs({ id: "1", results: [], commit: COMMIT });
  expect([output("changed"), output("commit-sha"), output("dispatch-id")]).toEqual(["true", COMMIT.oid, "1"]);
});

describe("the outcome of each release is", () => {
  const results = [
    result("api", "applied"),
    result("web", "superseded", { reason: "older" }),
    result("job", "held", { reason: "frozen" }),
    result("old", "unchanged", { before: null, after: null }),
  ];
  const report = (failOnHeld: boolean) =>
    reportUpdate(
      { results, coming: [], before: "a\n", after: "b\n" },
      {
        id: "1",
        commit: undefined,
        path: "db.json",
        dryRun: false,
        failOnHeld,
        notes: [],
        warnings: ["* leaves out x"],
      },
    );

  test("noticed, warned of or only logged", async () => {
    await report(false);
    expect(said("notice")).toEqual([
      "::notice title=superseded%3A web in prod::web in prod: superseded, older (web:v1 → web:v2)",
    ]);
    expect(said("warning")).toEqual([
      "::warning title=Left out::* leaves out x",
      "::warning title=held%3A job in prod::job in prod: held, frozen (job:v1 → job:v2)",
    ]);
    expect(said("error")).toEqual([]);
    expect(process.exitCode).toBeUndefined();
  });

  test("a failure where it is held, if that is asked for", async () => {
    await report(true);
    expect(said("error")).toEqual(["::error::job in prod: held, frozen (job:v1 → job:v2)"]);
    expect(process.exitCode).toBe(1);
  });
});

describe("a rejection", () => {
  const invalid = new InvalidDocument("db/db.json", [
    { path: "a", message: "is wrong", position: { line: 3, column: 5 } },
    { path: "b", message: "is wrong, too", position: { line: 7, column: 1 } },
    { path: "c", message: "is missing" },
  ]);

  test("is annotated problem by problem, on the line of each", async () => {
    await runAction(() => Promise.reject(new Rejection(invalid)));
    expect(said("error")).toEqual([
      "::error title=Rejected,file=db/db.json,line=3,col=5::db/db.json:3:5: is wrong",
      "::error title=Rejected,file=db/db.json,line=7,col=1::db/db.json:7:1: is wrong, too",
      "::error title=Rejected::db/db.json: is missing",
    ]);
    expect(process.exitCode).toBe(1);
  });

  test("says in the outputs that nothing was written, and why", async () => {
    await expect(orRejected({ id: "1" }, () => Promise.reject(invalid))).rejects.toBeInstanceOf(Rejection);
    expect(output("changed")).toBe("false");
    expect(lines.find((line) => line.includes("name=results"))).toContain('"outcome":"rejected"');
    const own = new Error("our own");
    await expect(orRejected({ id: "1" }, () => Promise.reject(own))).rejects.toBe(own);
    expect(await orRejected({ id: "1" }, async () => 1)).toBe(1);
  });
});

test("each input is its own", () => {
  const given = {
    token: "ghp_1",
    branch: "main",
    path: "db/db.json",
    policy: "db/policy.json",
    deadline: "10m",
  };
  const flags = ["force", "fail-on-held", "dry-run"];
  for (const set of flags) {
    const values = { ...given, ...Object.fromEntries(flags.map((name) => [name, String(name === set)])) };
    for (const [name, value] of Object.entries(values)) process.env[`INPUT_${name.toUpperCase()}`] = value;
    const { force, failOnHeld, dryRun, timeLimit, path, policyPath } = readDatabaseInputs();
    expect([force, failOnHeld, dryRun]).toEqual(flags.map((name) => name === set));
    expect([timeLimit, path, policyPath]).toEqual([600_000, "db/db.json", "db/policy.json"]);
  }
});
