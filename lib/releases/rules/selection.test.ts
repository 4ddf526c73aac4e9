import { describe, expect, test } from "@jest/globals";
import type { Database, Policy } from "../generated/schema.generated.ts";
import { listed, refuse, selectListed, selectRecords, unknownChannel } from "./selection.ts";

const record = (container: string, channel: string) => ({
  container,
  channel,
  image: `${container}:1`,
  released_at: "2026-11-30T10:00:00Z",
  released_by: "bob",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
});
const DATABASE: Database = {
  version: 1,
  releases: [record("web", "dev"), record("api", "prod"), record("api", "dev"), record("db", "dev")],
};
const names = (records: readonly { readonly container: string; readonly channel: string }[]) =>
  records.map(({ container, channel }) => `${container} ${channel}`);

describe("records of a channel", () => {
  test("are those that were named, in that order, or all", () => {
    expect(names(selectRecords(DATABASE, ["api", "web"], "dev"))).toEqual(["api dev", "web dev"]);
    expect(names(selectRecords(DATABASE, "*", "dev"))).toEqual(["web dev", "api dev", "db dev"]);
  });

  test.each<[string, Database, readonly string[] | "*", string, readonly string[]]>([
    [
      "no release at all",
      { version: 1, releases: [] },
      "*",
      "dev",
      ["there is no release in dev: the database is empty"],
    ],
    [
      "none in the channel",
      DATABASE,
      "*",
      "de",
      ["there is no release in de (did you mean dev?): channels with releases are dev, prod"],
    ],
    [
      "some that are not there",
      DATABASE,
      ["api", "ap", "cache"],
      "dev",
      [
        "there is no ap in dev (did you mean api?): its containers are api, db, web",
        "there is no cache in dev: its containers are api, db, web",
      ],
    ],
  ])("are refused where there is %s", (_what, database, containers, channel, messages) => {
    const problems = messages.map((message) => expect.objectContaining({ path: "", message }));
    expect(() => selectRecords(database, containers, channel)).toThrow(expect.objectContaining({ problems }));
  });
});

describe("all records of a channel", () => {
  const select = (policy: Partial<Policy>, containers: readonly string[] | "*" = "*") => {
    const { records, leftOut } = selectListed(
      DATABASE,
      { version: 1, ...policy },
      { containers, channel: "dev", policyPath: "db/policy.json" },
    );
    return { records: names(records), leftOut };
  };
  const containers = { api: {}, web: {} };

  test("are those that the policy lists, where it allows no others", () => {
    expect(select({ allow_unlisted: false, containers })).toEqual({
      records: ["web dev", "api dev"],
      leftOut: [
        "* leaves out db, which is not listed in the policy: add it to containers in db/policy.json, or retire it",
      ],
    });
    expect(select({ containers }).records).toEqual(["web dev", "api dev", "db dev"]);
    expect(select({ allow_unlisted: true, containers }).leftOut).toEqual([]);
  });

  test("that were named stay, whatever the policy lists", () => {
    expect(select({ allow_unlisted: false, containers }, ["db"])).toEqual({
      records: ["db dev"],
      leftOut: [],
    });
  });

  test("are refused where the policy lists none of them", () => {
    expect(() => select({ allow_unlisted: false, containers: { cache: {} } })).toThrow(
      "no container in dev is listed in the policy, which allows only listed containers: add them to containers in db/policy.json",
    );
  });
});

test("a channel that the policy does not list is named with those that it does", () => {
  const policy = { version: 1 as const, channels: ["dev", "prod"] };
  expect(unknownChannel(policy, "prod")).toBeUndefined();
  expect(unknownChannel({ version: 1 }, "x")).toBeUndefined();
  expect(unknownChannel(policy, "prood")).toBe(
    "there is no channel prood (did you mean prod?), only dev, prod",
  );
});

test("a list names twenty, and counts the rest", () => {
  const many = Array.from({ length: 22 }, (_, index) => `c${index}`);
  expect(listed(many.slice(0, 20))).toBe(many.slice(0, 20).join(", "));
  expect(listed(many.slice(0, 21))).toMatch(/c19 and 1 more$/);
  expect(listed(many)).toMatch(/c19 and 2 more$/);
  expect(() => refuse([])).not.toThrow();
});
