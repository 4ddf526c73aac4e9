import { expect, test } from "@jest/globals";
import { GitHubFailure, type Failure } from "../../../lib/github/failure/failure.ts";
import { Passing } from "../trouble.ts";
import { Retries } from "./retries.ts";

const NOW = Date.parse("2026-11-29T14:00:00Z");
const failure = (of: Failure) => new GitHubFailure("Could not read main", of);

test("waits longer after each failure, up to a minute, and begins anew after a success", () => {
  const retries = new Retries();
  const waits = Array.from({ length: 8 }, () => retries.after("a", failure({ code: "transient" }), NOW));
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  expect(retries.after("b", new Error("odd"), NOW)).toBe(2_000);
  retries.forget("a");
  expect(retries.after("a", failure({ code: "transient" }), NOW)).toBe(2_000);
});

test.each([
  ["GitHub's limit", failure({ code: "rate-limit", limit: "hourly", until: NOW + 1_800_000 }), 1_800_000],
  ["a limit that is over", failure({ code: "rate-limit", limit: "secondary", until: NOW - 5_000 }), 2_000],
  ["Slack's limit", new Passing("Slack asks to wait", { retryInMs: 30_000 }), 30_000],
  ["at once", new Passing("the request has changed meanwhile", { retryInMs: 0 }), 0],
  ["what says nothing of it", new Passing("prod-eu did not answer"), 2_000],
])("waits as long as it is told: %s", (_what, error, wait) => {
  expect(new Retries().after("a", error, NOW)).toBe(wait);
});
