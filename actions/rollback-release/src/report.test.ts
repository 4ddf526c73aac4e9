import { expect, test } from "@jest/globals";
import type { PastRelease } from "../../../lib/releases/history/record-history.ts";
import { hear, wordsOf } from "../../../tools/testing/hear-testing.ts";
import { reportHistory, setHistory } from "./report.ts";

const DIGEST = `sha256:${"d".repeat(64)}`;
const past = (container: string, version: number, more: object = {}): PastRelease => ({
  record: {
    container,
    channel: "prod",
    image: `${container}:v${version}`,
    released_at: `2026-11-${10 + version}T00:00:00Z`,
    released_by: "bob",
    dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
    ...more,
  },
  commit: {
    oid: String(version % 10).repeat(40),
    url: `https://github.com/acme/releases/commit/${version}`,
    message: "",
  },
});
const source = {
  repository: "acme/web",
  sha: "a".repeat(40),
  ref: "refs/heads/main",
  run_id: 1,
  run_attempt: 1,
};
/** Twelve releases of one container, and two of another. */
const HISTORY = new Map([
  ["api prod", Array.from({ length: 12 }, (_, index) => past("api", 12 - index))],
  ["web prod", [past("web", 2, { digest: DIGEST, source }), past("web", 1)]],
]);

test("the output has the newest ten releases of each container, with what a rollback can name", async () => {
  const { outputs } = await hear(() => setHistory(HISTORY));
  const told = JSON.parse(outputs["history"] ?? "") as { readonly image: string }[];
  expect(told.map(({ image }) => image)).toEqual([
    ...[12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((version) => `api:v${version}`),
    "web:v2",
    "web:v1",
  ]);
  expect(told.slice(-2)).toEqual([
    {
      container: "web",
      channel: "prod",
      image: "web:v2",
      digest: DIGEST,
      source_sha: "a".repeat(40),
      released_at: "2026-11-12T00:00:00Z",
      released_by: "bob",
      commit: "2".repeat(40),
      commit_url: "https://github.com/acme/releases/commit/2",
    },
    expect.objectContaining({ image: "web:v1", digest: null, source_sha: null }),
  ]);
  expect((await hear(() => setHistory(new Map()))).outputs).toEqual({ history: "[]" });
});

test("the summary has them as a table, and nothing where there are none", async () => {
  const { summary } = await hear(() => reportHistory(HISTORY));
  expect(summary).toContain("<h3>Earlier releases</h3>");
  expect(wordsOf(summary)).toMatch(/^Earlier releases Container Channel Image Released By Commit \S/);
  expect(summary.match(/<tr>/g)).toHaveLength(13);
  expect(summary).toContain(
    "<tr><td>web</td><td>prod</td><td>web:v2</td><td>2026-11-12T00:00:00Z</td><td>bob</td><td>2222222</td></tr>",
  );
  expect((await hear(() => reportHistory(new Map([["api prod", []]])))).summary).toBe("");
});
