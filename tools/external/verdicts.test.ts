import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";

/** The rows of the table after some checks, and how it ended. */
function verdicts(...checks: readonly string[]) {
  const script = ["source tools/external/verdicts.sh", ...checks, "show_verdicts"].join("\n");
  const { status, stdout } = spawnSync("bash", ["-euo", "pipefail", "-c", script], { encoding: "utf8" });
  const rows = stdout.slice(stdout.indexOf("== Verdicts\n")).trim().split("\n").slice(1);
  return { status, rows: rows.map((row) => row.split(/ {2,}/)) };
}

const version = process.version.slice(1);

test("a row ends with the last words of its check, or with the command of one that said nothing", () => {
  const { status, rows } = verdicts("check node printf 'One.\\nTwo.\\n\\n'", "check node true it is");
  expect(rows).toEqual([
    ["node", version, "passed", "Two."],
    ["node", version, "passed", "true it is"],
  ]);
  expect(status).toBe(0);
});

test("one failure fails all, and what cannot be checked does not", () => {
  const ends = (code: number): string => `check nothing bash -c 'exit ${code}'`;
  expect(verdicts(ends(77))).toEqual({
    status: 0,
    rows: [["nothing", "none", "NO WORD", "bash -c exit 77"]],
  });
  expect(verdicts(ends(3), "check node true")).toMatchObject({
    status: 1,
    rows: [["nothing", "none", "FAILED", "bash -c exit 3"], expect.anything()],
  });
});
