import { describe, expect, test } from "@jest/globals";
import { freezeReason } from "./freeze.ts";
import type { Freeze } from "../generated/schema.generated.ts";

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
