import { expect, test } from "@jest/globals";
import { hear } from "../../../tools/testing/hear-testing.ts";
import { reportPin, setOutputs } from "./report.ts";

const DIGEST = `sha256:${"d".repeat(64)}`;
const PIN = { name: "api", image: "ghcr.io/acme/api", digest: DIGEST, tag: "2.0" };
const COMMIT = { oid: "0123456789".repeat(4), url: "https://github.com/acme/releases/commit/0123456789" };

test("a pin is told from what was there to what is there now, with its commit", async () => {
  const before = "ghcr.io/acme/api:1.0";
  const decision = { outcome: "pinned", before, after: "the new file" } as const;
  const { log, annotations, summary } = await hear(() => reportPin(PIN, decision, COMMIT));
  expect(log).toEqual([
    `api: ${before} → ghcr.io/acme/api:2.0@${DIGEST}`,
    `Committed ${COMMIT.oid}: ${COMMIT.url}`,
  ]);
  expect(annotations).toEqual([]);
  expect(summary).toContain("<h3>api: pinned</h3>");
  expect(summary).toContain(`<a href="${COMMIT.url}">Commit 0123456</a>`);
});

test.each([
  ["superseded", [{ level: "notice", title: "superseded: api" }], []],
  ["unchanged", [], ["was not written: it is newer"]],
] as const)("what is %s was not written, and why", async (outcome, annotations, log) => {
  const decision = { outcome, reason: "it is newer" };
  const heard = await hear(() => reportPin(PIN, decision, undefined));
  const text = `ghcr.io/acme/api:2.0@${DIGEST} was not written: it is newer`;
  expect(heard.annotations).toEqual(annotations.map((one) => ({ ...one, message: text })));
  expect(heard.log).toEqual(log.map(() => text));
  expect(heard.summary).toContain(text);
  expect(heard.summary).not.toContain("Commit");
});

test("all outputs are set on every path", async () => {
  const { outputs } = await hear(() => setOutputs("pinned", COMMIT));
  expect(outputs).toEqual({ outcome: "pinned", "commit-sha": COMMIT.oid, "commit-url": COMMIT.url });
  expect((await hear(() => setOutputs(""))).outputs).toEqual({
    outcome: "",
    "commit-sha": "",
    "commit-url": "",
  });
});
