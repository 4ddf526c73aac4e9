import { globSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

/**
 * What lib/github may not know, so that a server and a chat can use it with words of their own: a runner and its jobs,
 * the inputs of an action, releases and their channels. GraphQL has inputs of its own, and a commit's hash is no job.
 */
const FOREIGN = [
  /@actions\//,
  /\bprocess\.(?:uptime|env)\b/,
  /\b(?:the|a) runner\b|\brunner's\b/i,
  /\bjobs?\b/i,
  /\breleases?\b/i,
  /\bchannels?\b/i,
  /\binputs? "/i,
  /\b(?:installation-id|required-contexts|auto-merge|private-key|app-id)\b/,
  /\bdispatch_id\b/,
  /\bannotations?\b/i,
];

const FILES = globSync("lib/github/**/*.ts").filter((file) => !file.endsWith(".test.ts"));

test("there are files to look at", () => {
  expect(FILES.length).toBeGreaterThan(30);
});

test.each(FILES.map((file) => [file]))("%s speaks of GitHub alone", (file) => {
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines.filter((line) => FOREIGN.some((word) => word.test(line)))).toEqual([]);
});

test.each([
  'import { GitHub } from "@actions/github";',
  "Run the job again.",
  "The release itself stands.",
  'the token of input "token"',
  "leave installation-id away",
  "process.uptime()",
])("%j would be found", (line) => {
  expect(FOREIGN.some((word) => word.test(line))).toBe(true);
});
