import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Database, ReleaseRecord } from "../generated/schema.generated.ts";
import { applyReleases } from "../rules/apply.ts";
import { OPEN_POLICY } from "../rules/policy.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { ROLLED_BACK } from "./commit-message.ts";
import { pastReleases, previousRelease, runsSame, type RecordState } from "./record-history.ts";
import { releasedAgain } from "./rollback.ts";

/** `v2`: a release of that tag; `v2<`: a rollback to it; `v2#v1`: the same release as the one named v1 was. */
function states(...newestFirst: readonly string[]): readonly RecordState[] {
  return newestFirst.map((word, index) => {
    const [, tag = "", back, id] = /^(\w+)(<)?(?:#(\w+))?$/.exec(word) ?? [];
    const record: ReleaseRecord = {
      container: "my-app",
      channel: "prod",
      image: `my-app:${tag}`,
      released_at: "2026-11-20T00:00:00Z",
      released_by: "bob",
      dispatch_id: id ?? `${tag}-${index}`,
    };
    const message = `release(my-app): prod → ${tag}\n\n${back === undefined ? "" : ROLLED_BACK}`;
    return { commit: { oid: String(index), url: "", message }, record };
  });
}
const tagOf = (record: ReleaseRecord | undefined) => record?.image.split(":")[1];

describe("what ran before", () => {
  test.each([
    ["one release", ["v1"], undefined],
    ["two", ["v2", "v1"], "v1"],
    ["the same image again", ["v2", "v2", "v1"], "v1"],
    ["a rollback", ["v2<", "v3", "v2", "v1"], "v1"],
    ["a rollback to the first", ["v1<", "v2", "v1"], undefined],
    ["a rollback twice", ["v1<", "v2<", "v3", "v2", "v1", "v0"], "v0"],
    ["back, forth and back", ["v2<", "v3<", "v2<", "v3", "v2", "v1"], "v1"],
    ["a new release after a rollback", ["v4", "v2<", "v3", "v2", "v1"], "v2"],
    ["a rollback to what is not known", ["v2<", "v3"], undefined],
  ])("after %s (%j): %s", (_name, words, expected) => {
    expect(tagOf(previousRelease(pastReleases(states(...words)))?.record)).toBe(expected);
  });

  test("is as old as the oldest commit that shows it", () => {
    const releases = pastReleases(states("v3#c", "v1#a", "v2#b", "v1#a"));
    expect(releases.map(({ record, commit }) => [tagOf(record), commit.oid])).toEqual([
      ["v3", "0"],
      ["v2", "2"],
      ["v1", "3"],
    ]);
  });

  const SHA = "1a2b3c4d".repeat(5);
  const SOURCE = { repository: "acme/my-app", sha: SHA, ref: "refs/heads/main", run_id: 7, run_attempt: 1 };

  test.each<[string, Partial<ReleaseRecord>]>([
    ["another image", { image: "my-app:v2" }],
    ["another digest", { digest: `sha256:${"b".repeat(64)}` }],
    ["another commit", { source: { ...SOURCE, sha: "2".repeat(40) } }],
  ])("is what had %s", (_name, fields) => {
    const [then] = states("v1");
    const earlier = { ...then!.record!, digest: `sha256:${"a".repeat(64)}`, source: SOURCE };
    const standing = { ...earlier, ...fields, dispatch_id: "later" };
    const releases = pastReleases([standing, earlier].map((record) => ({ ...then!, record })));
    expect(previousRelease(releases)?.record).toEqual(earlier);
  });

  test("leaves out the time when there was no record", () => {
    const gap = { ...states("x")[0]!, record: undefined };
    expect(pastReleases([...states("v2"), gap, ...states("v1")])).toHaveLength(2);
  });
});

test("going back after any release restores what ran, remembers the newer builds, and never makes two records", () => {
  const options = { by: "octocat", at: "2026-11-21T03:00:00Z", force: true, policy: OPEN_POLICY };
  const pin = { by: "octocat", at: options.at, reason: "incident 42" };
  fc.assert(
    fc.property(arbitrary.record, arbitrary.release, fc.option(arbitrary.source), (former, asked, source) => {
      const before: Database = { version: 1, releases: [former] };
      const { container, channel } = former;
      const release = { ...asked, container, channel, ...(source !== null && { source }) };
      const after = applyReleases(before, [release], { ...options, id: "b", order: "stands" }).database;
      const back = applyReleases(after, [releasedAgain(former)], { ...options, id: "c", order: "any", pin });
      expect(back.database.releases).toHaveLength(1);
      const [record] = back.database.releases;
      expect(runsSame(record!, former)).toBe(true);
      expect(record!.source).toEqual(former.source);
      expect(record!.pinned).toBeDefined();
      const late = { source: source ?? undefined, ...release };
      const again = applyReleases(back.database, [late as typeof release], {
        ...options,
        force: false,
        id: "d",
        order: "ever",
      });
      expect(again.database).toEqual(back.database);
    }),
  );
});
