import { describe, expect, test } from "@jest/globals";
import type { Database } from "../generated/schema.generated.ts";
import {
  applyDispatch,
  dispatch,
  EMPTY,
  OPTIONS,
  PINNED,
  standing,
  type Options,
} from "../testing/applying.ts";

describe("a place that is closed by its past", () => {
  const gone = { by: "carol", at: "2026-11-20T00:00:00Z", reason: "no longer needed" };
  const place = { container: "my-app", channel: "dev" };
  const retired = [
    { ...place, channel: "prod", ...gone },
    { ...place, ...gone },
  ];
  const asked = (database: Database, more: Partial<Options> = {}) =>
    applyDispatch(database, dispatch("v1", {}), { ...OPTIONS, ...more });

  test("takes nothing, unless it was filled since or somebody brings it back", () => {
    expect(asked({ ...EMPTY, retired }).results).toMatchObject([
      {
        outcome: "held",
        reason: "my-app in dev was retired by carol on 2026-11-20T00:00:00Z: no longer needed",
      },
    ]);
    expect(asked({ ...standing("v0"), retired }).results).toMatchObject([{ outcome: "applied", reason: "" }]);
    const back = asked({ ...EMPTY, retired }, { bringsBack: true });
    expect(back.results).toMatchObject([{ outcome: "applied", reason: "" }]);
    expect(back.database.retired).toEqual(retired.slice(0, 1));
  });

  test("and whoever brings it back ends the pin of a rollback, and no other", () => {
    const own = { ...PINNED, reason: "rolled back, until /deploy resume" };
    const [kept] = asked(standing("v0", { pinned: own })).results;
    expect(kept?.outcome).toBe("held");
    const back = asked(standing("v0", { pinned: own }), { bringsBack: true });
    expect(back.results).toMatchObject([{ outcome: "applied", reason: "" }]);
    expect(back.database.releases[0]?.pinned).toBeUndefined();
    const held = asked(standing("v0", { pinned: PINNED }), { bringsBack: true });
    expect(held.results).toMatchObject([{ outcome: "held" }]);
  });

  test("a frozen place says all that holds it", () => {
    const policy = { version: 1 as const, freezes: [{ channel: "dev", by: "dan", reason: "sale" }] };
    expect(asked({ ...EMPTY, retired }, { policy }).results[0]?.reason).toMatch(
      /: no longer needed; and dev is frozen by dan: sale$/,
    );
    expect(asked(standing("v0", { pinned: PINNED }), { policy }).results[0]?.reason).toMatch(
      /^the record was pinned by alice .*: incident 42; and dev is frozen by dan: sale$/,
    );
  });
});
