import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ReceivedDispatch } from "../documents/dispatch.ts";
import type { Database } from "../generated/schema.generated.ts";
import {
  applyDispatch,
  DIGEST,
  dispatch,
  EMPTY,
  OPTIONS,
  PINNED,
  release,
  SOURCE,
  standing,
  withDigest,
} from "../testing/applying.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { applyReleases } from "./apply.ts";

describe("applying", () => {
  test("a release by hand takes away the digest and source of the image that it replaces", () => {
    const before = standing("v1", { source: SOURCE, digest: `sha256:${"0".repeat(64)}`, note: "kept" });
    const [record] = applyDispatch(before, dispatch("v2"), OPTIONS).database.releases;
    expect(record).toEqual({
      ...standing("v2").releases[0],
      newest_builds: [{ repository: "acme/my-app", run_id: 10, run_attempt: 1 }],
      note: "kept",
      released_at: OPTIONS.at,
      released_by: OPTIONS.by,
    });
  });

  test("another digest of the same image is what the record then says", () => {
    const digest = DIGEST.replace("a", "b");
    const before = standing("v1", { digest: DIGEST, source: SOURCE });
    const { database } = applyDispatch(before, withDigest(dispatch("v1", { run_id: 11 }), digest), OPTIONS);
    expect(database.releases).toEqual([
      expect.objectContaining({ image: release("v1").image, digest, source: { ...SOURCE, run_id: 11 } }),
    ]);
  });

  test("keeps of a source what was agreed on, and leaves the sources of other records as they are", () => {
    const other = {
      ...standing("v7", { source: { ...SOURCE, job: "build" } }).releases[0]!,
      channel: "prod",
    };
    const before: Database = { version: 1, releases: [other] };
    const { database } = applyDispatch(before, dispatch("v1", { job: "deploy" }), OPTIONS);
    expect(database.releases.map(({ channel, source }) => [channel, source])).toEqual([
      ["prod", { ...SOURCE, job: "build" }],
      ["dev", SOURCE],
    ]);
  });

  test("what a dispatch leads to, once more with one release changed: only that one is applied", () => {
    fc.assert(
      fc.property(
        arbitrary.database,
        arbitrary.dispatch,
        fc.nat(),
        (database, { source: _source, ...given }, pick) => {
          const options = { ...OPTIONS, force: true };
          const { database: stands } = applyDispatch(database, given, options);
          const changed = pick % given.releases.length;
          const releases = given.releases.map((one, index) =>
            index === changed ? { ...one, image: `${one.image}x` } : one,
          );
          const { results } = applyDispatch(stands, { ...given, releases }, options);
          expect(results.map(({ outcome }) => outcome)).toEqual(
            releases.map((_, index) => (index === changed ? "applied" : "unchanged")),
          );
        },
      ),
    );
  });

  describe("with a pin,", () => {
    const pin = { by: "carol", at: OPTIONS.at, reason: "audit" };
    const pinned: Database = {
      version: 1,
      releases: [
        { ...standing("v1", { pinned: PINNED }).releases[0]!, container: "api" },
        standing("v1").releases[0]!,
      ],
    };
    const apply = (image: string, force = false) =>
      applyReleases(
        pinned,
        ["api", "my-app"].map((container) => ({ ...release(image), container })),
        { ...OPTIONS, id: dispatch("x").id, order: "any", force, pin },
      );
    const pins = (database: Database) => database.releases.map((one) => one.pinned);

    test("a pin that stands keeps its reason, and a record without one is pinned", () => {
      const { results, database } = apply("v1");
      expect(results.map(({ outcome, reason }) => [outcome, reason])).toEqual([
        ["unchanged", "the record already says so"],
        ["applied", "pinned as it is"],
      ]);
      expect(pins(database)).toEqual([PINNED, pin]);
    });

    test.each([
      ["before its end", "2026-11-21T03:00:01Z", ["unchanged", "the record already says so"], "incident 42"],
      ["at its end", OPTIONS.at, ["applied", "it was pinned by alice: incident 42"], "audit"],
    ])("a pin with an end, %s", (_when, until, result, reason) => {
      const database = standing("v1", { pinned: { ...PINNED, until } });
      const options = { ...OPTIONS, id: dispatch("x").id, order: "any", pin } as const;
      const after = applyReleases(database, [release("v1")], options);
      expect(after.results.map((one) => [one.outcome, one.reason])).toEqual([result]);
      expect(after.database.releases.map(({ pinned }) => pinned?.reason)).toEqual([reason]);
    });

    test("a pin that stands holds another image, and only force writes both", () => {
      expect(apply("v2").results.map(({ outcome }) => outcome)).toEqual(["held", "applied"]);
      expect(pins(apply("v2").database)).toEqual([PINNED, pin]);
      expect(apply("v2", true).results.map(({ outcome }) => outcome)).toEqual(["applied", "applied"]);
      expect(pins(apply("v2", true).database)).toEqual([pin, pin]);
    });
  });

  test("remembers the newest build only where the source does not tell", () => {
    const after = (...given: readonly ReceivedDispatch[]) =>
      given.reduce((database, one) => applyDispatch(database, one, OPTIONS).database, EMPTY).releases[0];
    const build = { repository: "acme/my-app", run_id: 10, run_attempt: 1 };
    expect(after(dispatch("v1", {}))).not.toHaveProperty("newest_builds");
    expect(after(dispatch("v1", {}), dispatch("v2"))).toMatchObject({ newest_builds: [build] });
    expect(after(dispatch("v1", {}), dispatch("v2"), dispatch("v0", { run_id: 9 }))?.image).toBe(
      "ghcr.io/acme/my-app:v2",
    );
    expect(after(dispatch("v1", {}), dispatch("v2"), dispatch("v3", { run_id: 11 }))).not.toHaveProperty(
      "newest_builds",
    );
  });
});

test("a release without a build, a digest or a config has none of these fields", () => {
  const { database } = applyReleases(EMPTY, [release("v1")], { ...OPTIONS, id: "x", order: "ever" });
  expect(Object.keys(database.releases[0] ?? {})).toEqual([
    "container",
    "channel",
    "image",
    "released_at",
    "released_by",
    "dispatch_id",
  ]);
});
