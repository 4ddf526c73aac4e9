import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Policy } from "../../../lib/releases/generated/schema.generated.ts";
import { freezeReason } from "../../../lib/releases/rules/freeze.ts";
import { record } from "../testing/files.ts";
import { activeFreeze, ago, buildRows, countRows, filterRows, lagBehind, span } from "./model.js";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const channel = (name: string, position: number, listed = true) => ({
  name,
  position,
  listed,
  releases: 0,
  freezes: [],
});
const CHANNELS = [channel("dev", 1), channel("stage", 2), channel("prod", 3), channel("extra", 4, false)];
const at = (hoursAgo: number) => ({ released_at: new Date(NOW - hoursAgo * 3_600_000).toISOString() });

const build = (run_id: number) => ({
  repository: "acme/app",
  sha: "a".repeat(40),
  ref: "refs/heads/main",
  run_id,
  run_attempt: 1,
});

describe("a channel lags", () => {
  const A = `sha256:${"a".repeat(64)}`;
  const B = `sha256:${"b".repeat(64)}`;
  test.each([
    [
      "not with the same image",
      record("app", "dev", "v1", at(1)),
      record("app", "prod", "v1", at(5)),
      undefined,
    ],
    [
      "when the one before got another later",
      record("app", "dev", "v2", at(1)),
      record("app", "prod", "v1", at(5)),
      "behind",
    ],
    [
      "not, but differs, when its own came later",
      record("app", "dev", "v1", at(5)),
      record("app", "prod", "v2", at(1)),
      "differs",
    ],
    [
      "when one tag has two digests",
      record("app", "dev", "v1", { ...at(1), digest: A }),
      record("app", "prod", "v1", { ...at(5), digest: B }),
      "behind",
    ],
    [
      "not, but differs, when the one before went back to an older build",
      record("app", "dev", "v1", { ...at(1), source: build(7) }),
      record("app", "prod", "v2", { ...at(5), source: build(8) }),
      "differs",
    ],
    [
      "not with one digest under two tags",
      record("app", "dev", "v1", { ...at(1), digest: A }),
      record("app", "prod", "v1.0", { ...at(5), digest: A }),
      undefined,
    ],
  ])("%s", (_name, before, own, kind) => {
    expect(lagBehind(before, own)?.kind).toBe(kind);
  });

  test("behind the next one before it that has a release, and only where there is an order", () => {
    const records = [
      record("app", "dev", "v2", at(1)),
      record("app", "prod", "v1", at(4)),
      record("app", "extra", "v0", at(9)),
    ];
    const [row] = buildRows(records, CHANNELS, NOW);
    expect(row?.cells.map((cell) => cell?.lag)).toEqual([
      undefined,
      undefined,
      { kind: "behind", channel: "dev", image: "ghcr.io/acme/app:v2", milliseconds: 3 * 3_600_000 },
      undefined,
    ]);
  });
});

test.each([
  [[{ reason: "r", by: "a" }], true],
  [[{ reason: "r", by: "a", container: "app" }], true],
  [[{ reason: "r", by: "a", container: "other" }], false],
  [[{ reason: "r", by: "a", until: "2026-11-21T12:00:00Z" }], false],
  [[{ reason: "r", by: "a", until: "2026-11-21T12:00:01Z" }], true],
])("the freezes %j hold app: %s", (freezes, holds) => {
  expect(activeFreeze(freezes, "app", NOW) !== undefined).toBe(holds);
});

test("a freeze holds when the release repository holds to it", () => {
  const time = fc.constantFrom("00:00", "08:00", "17:30", "22:15");
  const weekly = fc.record(
    {
      days: fc.subarray(["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const, { minLength: 1 }),
      hours: fc.record({ from: time, to: time }),
      time_zone: fc.constantFrom("UTC", "Asia/Kolkata", "America/New_York"),
    },
    { requiredKeys: ["days", "time_zone"] },
  );
  const moment = fc.integer({ min: -40 * 96, max: 40 * 96 }).map((step) => NOW + step * 900_000);
  const iso = moment.map((at) => new Date(at).toISOString());
  const freeze = fc.record({ from: iso, until: iso, weekly }, { requiredKeys: [] });
  fc.assert(
    fc.property(freeze, moment, (fields, now) => {
      // The clocks of New York go back on 1 November: which of two same hours is meant is the server's to say.
      fc.pre(now > Date.parse("2026-11-03T00:00:00Z"));
      const freeze = { reason: "r", by: "a", ...fields };
      const policy: Policy = { version: 1, freezes: [{ ...freeze, channel: "dev" }] };
      const place = { container: "app", channel: "dev" };
      const held = freezeReason(policy, place, new Date(now).toISOString()) !== undefined;
      expect(activeFreeze([freeze], "app", now) !== undefined).toBe(held);
    }),
  );
});

test("filters find by every word, and by mark", () => {
  const pinned = { by: "bob", at: "2026-11-20T00:00:00Z", reason: "r" };
  const rows = buildRows(
    [
      record("b", "dev", "v1", { pinned }),
      record("a", "dev", "v2", at(1)),
      record("a", "prod", "v1", at(9)),
      record("c", "dev", "v1", { pinned: { ...pinned, until: "2026-11-21T12:00:01Z" } }),
      record("d", "dev", "v1", { pinned: { ...pinned, until: "2026-11-21T12:00:00Z" } }),
    ],
    CHANNELS,
    NOW,
  );
  const found = (query: string, show: "" | "behind" | "pinned" | "frozen") =>
    filterRows(rows, query, show).map(({ container }) => container);
  expect(found("", "")).toEqual(["a", "b", "c", "d"]);
  expect(found("OCTOCAT acme/b", "")).toEqual(["b"]);
  expect(found("v2", "behind")).toEqual(["a"]);
  expect(found("", "pinned")).toEqual(["b", "c"]);
  expect(countRows(rows)).toEqual({ "": 4, behind: 1, pinned: 2, frozen: 0 });
});

test.each([
  [-5, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [47 * 3_600_000, "47 h"],
  [48 * 3_600_000, "2 d"],
  [90 * 86_400_000, "3 mo"],
  [800 * 86_400_000, "2 y"],
])("%i ms are %s", (milliseconds, text) => {
  expect(span(milliseconds)).toBe(text);
  expect(ago(new Date(NOW - milliseconds).toISOString(), NOW)).toBe(
    milliseconds < 5000 ? "just now" : `${text} ago`,
  );
});
