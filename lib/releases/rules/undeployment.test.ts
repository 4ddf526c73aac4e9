import { describe, expect, test } from "@jest/globals";
import type { Database } from "../generated/schema.generated.ts";
import { buildsIn, isResumed, stopOf, tracesOf, withoutTraces } from "./undeployment.ts";

const AT = "2026-11-30T10:00:00Z";
const by = { by: "carol", at: AT, reason: "no longer needed" };
const resumed = { by: "bob", at: AT };
const build = (run_id: number) => ({ repository: "acme/my-app", run_id, run_attempt: 1 });
const gone = (config: string, channel: string, more: object = {}) => ({ config, channel, ...by, ...more });
const retired = (container: string, channel: string, more: object = {}) => ({
  container,
  channel,
  ...by,
  ...more,
});
const DATABASE: Database = {
  version: 1,
  releases: [],
  retired: [retired("my-app", "dev"), retired("api", "prod", { newest_builds: [build(1)] })],
  undeployed: [
    gone("my-app", "qa"),
    gone("my-app", "prod", { newest_builds: [build(2)] }),
    gone("web", "prod", { resumed }),
  ],
};
const place = (container: string, channel: string) => ({ container, channel });

describe("what keeps a place empty", () => {
  test.each([
    ["api", "prod", `api in prod was retired by carol on ${AT}: no longer needed`, false],
    ["my-app", "prod", `my-app in prod was undeployed by carol on ${AT}: no longer needed`, false],
    ["web", "prod", undefined, true],
    ["my-app", "stage", undefined, false],
    ["my-app-2", "prod", undefined, false],
    ["api", "dev", undefined, false],
  ])("%s in %s", (container, channel, because, isFree) => {
    expect(stopOf(DATABASE, place(container, channel))?.because).toBe(because);
    expect(isResumed(DATABASE, place(container, channel))).toBe(isFree);
  });

  test("a tombstone counts before an undeployment, whoever resumed that", () => {
    const both = { ...DATABASE, retired: [retired("web", "prod")] };
    expect(stopOf(both, place("web", "prod"))?.because).toContain("web in prod was retired");
    expect(isResumed(both, place("web", "prod"))).toBe(false);
  });

  test("remembers its builds", () => {
    const builds = (...names: readonly [string, string]) => buildsIn(tracesOf(DATABASE, place(...names)));
    expect(builds("api", "prod")).toMatchObject({ newest_builds: [build(1)] });
    expect(builds("my-app", "prod")).toMatchObject({ newest_builds: [build(2)] });
    expect(builds("my-app", "stage")).toEqual({});
  });
});

describe("a place that is filled again", () => {
  const { retired: stones = [], undeployed = [] } = DATABASE;
  test("leaves the traces of all others", () => {
    const places = [place("api", "prod"), place("my-app", "qa")];
    expect(withoutTraces(DATABASE, places)).toEqual({
      version: 1,
      releases: [],
      retired: stones.slice(0, 1),
      undeployed: undeployed.slice(1),
    });
    expect(withoutTraces(DATABASE, [place("api", "dev")])).toEqual(DATABASE);
  });

  test("takes a list with it that is empty then, and not one that was empty before", () => {
    const all = [...stones, ...undeployed.map(({ config, channel }) => place(config, channel))];
    expect(withoutTraces(DATABASE, all)).toEqual({ version: 1, releases: [] });
    const empty = { version: 1 as const, releases: [], retired: [], undeployed: [] };
    expect(withoutTraces(empty, all)).toEqual(empty);
    expect(withoutTraces({ version: 1, releases: [] }, all)).toEqual({ version: 1, releases: [] });
  });
});
