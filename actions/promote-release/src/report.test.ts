import { expect, test } from "@jest/globals";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { hear, wordsOf } from "../../../tools/testing/hear-testing.ts";
import { reportDifferences } from "./report.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const record = (container: string, tag: string, more: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  container,
  channel: "dev",
  image: `${container}:${tag}`,
  released_at: "2026-11-21T02:00:00Z",
  released_by: "octocat",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  ...more,
});
const pinned = { by: "alice", at: "2026-11-21T02:00:00Z", reason: "incident 42" };

test("two channels are shown side by side: the image, the digest and the pin of each, and whether they differ", async () => {
  const differences = [
    { container: "api", from: record("api", "v2"), to: record("api", "v1", { pinned }) },
    { container: "web", from: record("web", "v1"), to: record("web", "v1", { channel: "prod" }) },
    {
      container: "job",
      from: record("job", "v1", { digest: digest("a") }),
      to: record("job", "v1", { digest: digest("b") }),
    },
    { container: "new", from: record("new", "v1"), to: undefined },
    { container: "old", from: undefined, to: record("old", "v1") },
  ];
  const { log, summary } = await hear(() =>
    reportDifferences(differences, { containers: "*", from: "dev", to: "prod" }),
  );
  expect(log).toEqual([
    "Container: dev | prod",
    "api: api:v2 | api:v1 (pinned) (differs)",
    "web: web:v1 | web:v1 (same)",
    "job: job:v1@sha256:aaaaaaa… | job:v1@sha256:bbbbbbb… (differs)",
    "new: new:v1 | none (differs)",
    "old: none | old:v1 (differs)",
  ]);
  expect(summary).toContain("<h3>dev and prod</h3>");
  expect(wordsOf(summary)).toMatch(/^dev and prod Container dev prod \S/);
  expect(summary).toContain("<tr><th>Container</th><th>dev</th><th>prod</th>");
  expect(summary).toContain("<tr><td>new</td><td>new:v1</td><td>none</td><td>differs</td></tr>");
});
