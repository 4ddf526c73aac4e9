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
  ])("%s", (_name, freeze, expected) => {
    expect(reason(freeze)).toBe(expected);
  });

  test("that lasts counts, whatever came before it", () => {
    expect(reason({ ...FREEZE, until: "2026-01-01T00:00:00Z" }, { ...FREEZE, by: "bob" })).toBe(
      "prod is frozen by bob: release week",
    );
  });
});

test("without freezes nothing is frozen", () => {
  expect(freezeReason({ version: 1 }, { container: "my-app", channel: "prod" }, AT)).toBeUndefined();
});
