import { describe, expect, test } from "@jest/globals";
import { hear, rowsOf } from "../../tools/testing/hear-testing.ts";
import type { ReleaseResult } from "../releases/rules/apply.ts";
import { reportUpdate } from "./report-update.ts";

const COMMIT = { oid: "a".repeat(40), url: "https://github.com/acme/releases/commit/a" };
const result = (container: string, more: Partial<ReleaseResult> = {}): ReleaseResult => ({
  container,
  channel: "prod",
  outcome: "applied",
  reason: "",
  before: `${container}:v1`,
  after: `${container}:v2`,
  ...more,
});
const UPDATE = { coming: ["prod is frozen soon"], before: "a\n", after: "b\n" };

function report(results: readonly ReleaseResult[], more: Partial<Parameters<typeof reportUpdate>[1]> = {}) {
  const circumstances = {
    id: "1",
    commit: undefined,
    notes: ["a note"],
    path: "db/db.json",
    dryRun: false,
    failOnHeld: false,
  };
  return hear(() => reportUpdate({ ...UPDATE, results }, { ...circumstances, ...more }));
}

describe("what became of each release", () => {
  test("is told in the log: notes first, then each release, then the commit", async () => {
    const { log } = await report(
      [result("api"), result("new", { before: null }), result("old", { after: null, reason: "moved" })],
      { commit: COMMIT },
    );
    expect(log).toEqual([
      "a note",
      "prod is frozen soon",
      "api in prod: applied (api:v1 → api:v2)",
      "new in prod: applied (none → new:v2)",
      "old in prod: applied, moved (old:v1 → retired)",
      `Committed ${COMMIT.oid}: ${COMMIT.url}`,
    ]);
  });

  test("is a table in the summary, where what stays as it is stands once", async () => {
    const { summary } = await report(
      [
        result("api", { outcome: "unchanged", after: "api:v1", reason: "the record says so" }),
        result("new", { before: null, reason: "forced" }),
        result("old", { after: null, reason: "moved" }),
        result("none", { outcome: "unchanged", before: null, after: null, reason: "retired before" }),
      ],
      { commit: COMMIT },
    );
    expect(rowsOf(summary)).toEqual([
      ["Container", "Channel", "Outcome", "Before → after", "Why"],
      ["api", "prod", "unchanged", "api:v1", "the record says so"],
      ["new", "prod", "applied", "none → new:v2", "forced"],
      ["old", "prod", "applied", "old:v1 → retired", "moved"],
      ["none", "prod", "unchanged", "none → retired", "retired before"],
    ]);
    expect(summary).toContain(`<a href="${COMMIT.url}">Commit aaaaaaa</a>`);
    expect(summary).toMatch(/Released[^]*Dispatch 1[^]*a note[^]*prod is frozen soon/);
  });

  test("is shown as the commit would change it, in a dry run", async () => {
    const { log, summary } = await report([result("api")], { dryRun: true });
    expect(log.join("\n")).toMatch(
      /Dry run: nothing was written\. The commit would change:[^]*--- a\/db\/db\.json[^]*\+\+\+ b\/db\/db\.json[^]*-a\n\+b/,
    );
    expect(summary).toContain("Dry run: nothing was written");
    expect(summary).not.toContain("Commit ");
  });

  test("is said where nothing changed", async () => {
    expect((await report([])).summary).toContain("The database did not change");
  });

  test("has advice once, where something is held", async () => {
    const held = { outcome: "held", reason: "frozen" } as const;
    const { log } = await report([result("api", held), result("web", held), result("job")]);
    expect(log.filter((line) => line.startsWith("A held release is not retried."))).toHaveLength(1);
    expect((await report([result("job")])).log.join()).not.toContain("held release");
  });

  test("warns of what was left out, each by itself", async () => {
    const { annotations, summary } = await report([], { warnings: ["* leaves out a", "* leaves out b"] });
    expect(annotations).toEqual([
      { level: "warning", title: "Left out", message: "* leaves out a" },
      { level: "warning", title: "Left out", message: "* leaves out b" },
    ]);
    expect(summary).toContain("* leaves out b");
  });
});
