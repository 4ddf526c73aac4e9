import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

/** What a table of checks comes to: the rows of its verdicts, and how it ended. Only those chosen run, or all. */
function verdicts(table: readonly string[], ...chosen: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "verdicts-"));
  const path = join(folder, "checks");
  writeFileSync(path, ["# name, tool, command", ...table, ""].join("\n"));
  const script = `source tools/external/verdicts.sh; choose_checks ${path} "$@"; run_checks ${path}`;
  try {
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["-euo", "pipefail", "-c", script, "bash", ...chosen],
      {
        encoding: "utf8",
      },
    );
    const [, found = ""] = stdout.split("== Verdicts\n");
    const rows = found.trim().split("\n");
    return { status, rows: rows.map((row) => row.split(/ {2,}/)), stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const version = process.version.slice(1);
const anything: unknown = expect.anything();

test("a row ends with the last words of its check, or with the command of one that said nothing", () => {
  const { status, rows } = verdicts(["said  node  printf One.\\nTwo.\\n\\n", "silent  node  true it is"]);
  expect(rows).toEqual([
    ["said", "node", version, "passed", expect.stringMatching(/^\d+ s$/), "Two."],
    ["silent", "node", version, "passed", anything, "true it is"],
  ]);
  expect(status).toBe(0);
});

test("one failure fails all, and what cannot be checked does not", () => {
  const ends = (code: number): string => `ends nothing node -e process.exit(${code})`;
  const nothing = (verdict: string): unknown[] => ["ends", "nothing", "none", verdict, anything, anything];
  expect(verdicts([ends(77)])).toMatchObject({ status: 0, rows: [nothing("NO WORD")] });
  expect(verdicts([ends(3), "goes-on node true"])).toMatchObject({
    status: 1,
    rows: [nothing("FAILED"), ["goes-on", "node", version, "passed", anything, "true"]],
  });
});

test("a check that reads its input leaves the others what they are", () => {
  expect(verdicts(["reads node cat", "next node true"]).rows.map(([name]) => name)).toEqual([
    "reads",
    "next",
  ]);
});

test("those that are named run, and nothing else", () => {
  const table = ["one node echo First.", "two node echo Second.", "two-more node echo Third."];
  expect(verdicts(table, "two", "tests").rows.map(([name]) => name)).toEqual(["two"]);
  expect(verdicts(table, "tests")).toMatchObject({ status: 0, stdout: "" });
});

test("a name that is none is refused before anything runs", () => {
  expect(verdicts(["one node echo First.", "two node true"], "one", "tow")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: "There is no check tow. These are: tests one two.\n",
  });
});
