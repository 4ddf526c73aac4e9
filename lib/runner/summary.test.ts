import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { writeSummary } from "./summary.ts";

let directory: string;
let file: string;

// The toolkit looks the file up once.
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "summary-"));
  file = join(directory, "summary.md");
  process.env["GITHUB_STEP_SUMMARY"] = file;
});
beforeEach(() => writeFileSync(file, ""));
afterAll(() => {
  delete process.env["GITHUB_STEP_SUMMARY"];
  rmSync(directory, { recursive: true });
});

test("text from an event cannot become markup", async () => {
  const hostile = '<img src="x" onerror=alert(1)> & more';
  await writeSummary({
    heading: hostile,
    paragraphs: [hostile, { text: hostile, href: 'https://example.com/"><b>' }],
    table: { head: ["a"], rows: [[hostile]] },
  });
  const summary = readFileSync(file, "utf8");
  expect(summary).not.toMatch(/<img|<b>/);
  expect(summary.match(/&lt;img src=&quot;x&quot; onerror=alert\(1\)&gt; &amp; more/g)).toHaveLength(4);
});

test("a table of many rows is cut, and says how many are left out", async () => {
  const rows = Array.from({ length: 1234 }, (_, index) => [`row ${index}`]);
  await writeSummary({ heading: "x", paragraphs: [], table: { head: ["a"], rows } });
  const summary = readFileSync(file, "utf8");
  expect(summary).toContain("<td>row 999</td>");
  expect(summary).not.toContain("<td>row 1000</td>");
  expect(summary).toContain("<td>… and 234 more</td>");
});
