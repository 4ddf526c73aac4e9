import { describe, expect, test } from "@jest/globals";
import { hear, rowsOf } from "../../tools/testing/hear-testing.ts";
import type { Finding } from "../releases/rules/validation.ts";
import { InvalidFiles, reportFindings, setFindingOutputs } from "./findings.ts";

const finding = (level: Finding["level"], line: number | undefined, message: string): Finding => ({
  level,
  document: "db/db.json",
  path: "releases",
  message,
  ...(line !== undefined && { position: { line, column: 2 } }),
});
const FOUND = [
  finding("error", 3, "lacks a"),
  finding("warning", 4, "repeats b"),
  finding("warning", undefined, "is old"),
];
const CHECKED = { valid: "The database is valid", warning: "Stray", paragraphs: ["Read at main."] };

describe("what was found in files", () => {
  test("is annotated where it is a warning, and all of it is in the summary, each at its place", async () => {
    const { annotations, log, summary } = await hear(() => reportFindings(FOUND, CHECKED));
    expect(annotations).toMatchObject([
      { level: "warning", title: "Stray", message: "db/db.json:4:2: repeats b", file: "db/db.json", line: 4 },
      { level: "warning", title: "Stray", message: "db/db.json: is old" },
    ]);
    expect(log).toEqual(["1 error, 2 warnings"]);
    expect(rowsOf(summary)).toEqual([
      ["Level", "Place", "Problem"],
      ["error", "db/db.json:3:2", "lacks a"],
      ["warning", "db/db.json:4:2", "repeats b"],
      ["warning", "db/db.json", "is old"],
    ]);
    expect(summary).toContain("Read at main.");
  });

  test.each<[readonly Finding[], string]>([
    [[], "The database is valid"],
    [[FOUND[1]!], "0 errors, 1 warning"],
    [[FOUND[0]!, FOUND[0]!], "2 errors, 0 warnings"],
  ])("is counted: %#", async (findings, heading) => {
    const { log, summary } = await hear(() => reportFindings(findings, CHECKED));
    expect(log).toEqual([heading]);
    expect(summary).toContain(heading);
  });

  test("is an output, too, with nothing in place of a position that is not known", async () => {
    const { outputs } = await hear(() => setFindingOutputs({ valid: false, findings: FOUND }));
    expect(outputs["valid"]).toBe("false");
    expect(JSON.parse(outputs["problems"] ?? "")).toEqual([
      { level: "error", file: "db/db.json", line: 3, column: 2, path: "releases", message: "lacks a" },
      { level: "warning", file: "db/db.json", line: 4, column: 2, path: "releases", message: "repeats b" },
      { level: "warning", file: "db/db.json", line: null, column: null, path: "releases", message: "is old" },
    ]);
  });

  test.each([
    [1000, 1000],
    [1001, 1000],
  ])("is no longer an output than GitHub takes: of %d, %d", async (count, told) => {
    const findings = Array.from({ length: count }, (_, index) => finding("warning", index + 1, "x"));
    const { outputs } = await hear(() => setFindingOutputs({ valid: true, findings }));
    expect([outputs["valid"], JSON.parse(outputs["problems"] ?? "").length]).toEqual(["true", told]);
  });

  test("fails the step where it must not be merged, with an annotation for each problem", () => {
    const one = new InvalidFiles([FOUND[0]!], "db/db.json");
    const two = new InvalidFiles([FOUND[0]!, finding("error", 9, "lacks c")], "the policy");
    expect([one.message, two.message]).toEqual(["1 problem in db/db.json.", "2 problems in the policy."]);
    expect(two.annotations.map(({ message, properties }) => [message, properties.startLine])).toEqual([
      ["db/db.json:3:2: lacks a", 3],
      ["db/db.json:9:2: lacks c", 9],
    ]);
  });
});
