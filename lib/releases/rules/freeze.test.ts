import { describe, expect, test } from "@jest/globals";
import type { Freeze } from "../generated/schema.generated.ts";
import { comingFreezes, freezeReason } from "./freeze.ts";

const AT = "2026-11-21T03:00:00Z";
const FREEZE: Freeze = { channel: "prod", reason: "release week", by: "alice" };
const reason = (...freezes: Freeze[]) =>
  freezeReason({ version: 1, freezes }, { container: "my-app", channel: "prod" }, AT);

describe("a freeze", () => {
  test.each<[string, Freeze, string | undefined]>([
    ["without an end holds", FREEZE, "prod is frozen by alice: release week"],
    [
      "that lasts holds",
      { ...FREEZE, until: "2026-12-01T00:00:00Z" },
      "prod is frozen by alice until 2026-12-01T00:00:00Z: release week",
    ],
    [
      "holds up to its last moment",
      { ...FREEZE, until: "2026-11-21T03:00:00.5Z" },
      "prod is frozen by alice until 2026-11-21T03:00:00.5Z: release week",
    ],
    [
      "that has begun says since when",
      { ...FREEZE, from: AT, until: "2026-12-01T00:00:00Z" },
      "prod is frozen by alice since 2026-11-21T03:00:00Z until 2026-12-01T00:00:00Z: release week",
    ],
    ["that has not begun holds nothing", { ...FREEZE, from: "2026-11-21T03:00:01Z" }, undefined],
    ["is over at its end", { ...FREEZE, until: AT }, undefined],
    ["that is over holds nothing", { ...FREEZE, until: "2026-11-01T00:00:00Z" }, undefined],
    ["of another channel holds nothing", { ...FREEZE, channel: "dev" }, undefined],
    [
      "of the container holds it",
      { ...FREEZE, container: "my-app" },
      "my-app in prod is frozen by alice: release week",
    ],
    ["of another container holds nothing", { ...FREEZE, container: "other" }, undefined],
    [
      "of a container whose name this one begins with holds nothing",
      { ...FREEZE, container: "my" },
      undefined,
    ],
    ["of a container whose name begins so holds nothing", { ...FREEZE, container: "my-app-api" }, undefined],
    ["of a channel whose name begins so holds nothing", { ...FREEZE, channel: "prod-eu" }, undefined],
    ["of a channel whose name this one begins with holds nothing", { ...FREEZE, channel: "pro" }, undefined],
  ])("%s", (_name, freeze, expected) => {
    expect(reason(freeze)).toBe(expected);
  });

  test("that ends last counts, of several that last", () => {
    const shorter = { ...FREEZE, until: "2026-11-22T00:00:00Z" };
    expect(reason(shorter, { ...FREEZE, by: "bob", until: "2026-11-23T00:00:00Z" }, shorter)).toBe(
      "prod is frozen by bob until 2026-11-23T00:00:00Z: release week",
    );
  });

  test("that lasts counts, whatever came before it", () => {
    expect(reason({ ...FREEZE, until: "2026-01-01T00:00:00Z" }, { ...FREEZE, by: "bob" })).toBe(
      "prod is frozen by bob: release week",
    );
  });
});

test("each container has its own freeze, wherever that stands in the list", () => {
  const freezes = ["app-api", "app", "api"].map((container) => ({
    ...FREEZE,
    container,
    by: `who froze ${container}`,
  }));
  for (const { container, by } of freezes) {
    expect(freezeReason({ version: 1, freezes }, { container, channel: "prod" }, AT)).toContain(`by ${by}:`);
  }
  for (const container of ["ap", "app-", "app-api-2", "my-app"]) {
    expect(freezeReason({ version: 1, freezes }, { container, channel: "prod" }, AT)).toBeUndefined();
  }
});

test("without freezes nothing is frozen", () => {
  expect(freezeReason({ version: 1 }, { container: "my-app", channel: "prod" }, AT)).toBeUndefined();
});

/** 2026-11-21 is a Saturday. */
describe("a weekly freeze", () => {
  const weekend: Freeze = { ...FREEZE, weekly: { days: ["sun", "sat"], time_zone: "Europe/Berlin" } };
  const nights: Freeze = {
    ...FREEZE,
    weekly: { days: ["fri"], hours: { from: "18:30", to: "06:00" }, time_zone: "Europe/Berlin" },
  };
  const at = (freeze: Freeze, moment: string) =>
    freezeReason({ version: 1, freezes: [freeze] }, { container: "my-app", channel: "prod" }, moment);
  const held = (since: string, until: string) =>
    `prod is frozen by alice since ${since} until ${until}: release week`;

  test.each<[string, Freeze, string, string | undefined]>([
    ["before it", weekend, "2026-11-20T22:59:59Z", undefined],
    [
      "from its first moment",
      weekend,
      "2026-11-20T23:00:00Z",
      held("2026-11-20T23:00:00Z", "2026-11-22T23:00:00Z"),
    ],
    [
      "over midnight between its days",
      weekend,
      "2026-11-21T23:00:00Z",
      held("2026-11-20T23:00:00Z", "2026-11-22T23:00:00Z"),
    ],
    ["at its end", weekend, "2026-11-22T23:00:00Z", undefined],
    ["in the evening", nights, "2026-11-20T17:30:00Z", held("2026-11-20T17:30:00Z", "2026-11-21T05:00:00Z")],
    [
      "the morning after",
      nights,
      "2026-11-21T04:59:59Z",
      held("2026-11-20T17:30:00Z", "2026-11-21T05:00:00Z"),
    ],
    ["on another evening", nights, "2026-11-21T18:00:00Z", undefined],
    // Berlin's clocks go back in the night to Sunday, 2026-10-25: that weekend has 49 hours.
    [
      "over the end of summer time",
      weekend,
      "2026-10-25T22:30:00Z",
      held("2026-10-23T22:00:00Z", "2026-10-25T23:00:00Z"),
    ],
    // They go forward in the night to Sunday, 2026-03-29: that one has 47.
    [
      "over the beginning of summer time",
      weekend,
      "2026-03-29T21:59:59Z",
      held("2026-03-27T23:00:00Z", "2026-03-29T22:00:00Z"),
    ],
    ["no longer than that", weekend, "2026-03-29T22:00:00Z", undefined],
    [
      "with an end of its own",
      { ...weekend, until: "2026-11-21T12:00:00Z" },
      "2026-11-21T11:59:59Z",
      held("2026-11-20T23:00:00Z", "2026-11-21T12:00:00Z"),
    ],
    [
      "after an end of its own",
      { ...weekend, until: "2026-11-21T12:00:00Z" },
      "2026-11-21T12:00:00Z",
      undefined,
    ],
    [
      "before a start of its own",
      { ...weekend, from: "2026-11-28T00:00:00Z" },
      "2026-11-21T12:00:00Z",
      undefined,
    ],
    [
      "on every day",
      {
        ...FREEZE,
        weekly: {
          days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
          hours: { from: "22:00", to: "23:00" },
          time_zone: "UTC",
        },
      },
      "2026-11-24T22:30:00Z",
      held("2026-11-24T22:00:00Z", "2026-11-24T23:00:00Z"),
    ],
  ])("%s", (_name, freeze, moment, expected) => {
    expect(at(freeze, moment)).toBe(expected);
  });

  test("whose time the clocks leave out begins as they go on", () => {
    const early: Freeze = {
      ...FREEZE,
      weekly: { days: ["sun"], hours: { from: "02:30", to: "04:00" }, time_zone: "Europe/Berlin" },
    };
    expect(at(early, "2026-03-29T01:29:59Z")).toBeUndefined();
    expect(at(early, "2026-03-29T01:30:00Z")).toBe(held("2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z"));
  });
});

describe("a freeze that is to come", () => {
  const coming = (...freezes: Freeze[]) =>
    comingFreezes({ version: 1, freezes }, [{ container: "my-app", channel: "prod" }], AT);

  test("is told a week before it begins, the first one first", () => {
    expect(
      coming(
        { ...FREEZE, from: "2026-11-28T03:00:00Z", until: "2026-12-01T00:00:00Z" },
        { ...FREEZE, by: "bob", weekly: { days: ["mon"], time_zone: "America/New_York" } },
      ),
    ).toEqual([
      "prod will be frozen by bob from 2026-11-23T05:00:00Z until 2026-11-24T05:00:00Z: release week",
      "prod will be frozen by alice from 2026-11-28T03:00:00Z until 2026-12-01T00:00:00Z: release week",
    ]);
  });

  test.each<[string, Freeze]>([
    ["later", { ...FREEZE, from: "2026-11-28T03:00:01Z" }],
    ["that holds already", FREEZE],
    ["of another channel", { ...FREEZE, channel: "dev", from: "2026-11-22T00:00:00Z" }],
    ["of another container", { ...FREEZE, container: "my-app-api", from: "2026-11-22T00:00:00Z" }],
  ])("%s is not", (_name, freeze) => {
    expect(coming(freeze)).toEqual([]);
  });
});
