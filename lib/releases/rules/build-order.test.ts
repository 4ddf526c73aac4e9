import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Database, Source } from "../generated/schema.generated.ts";
import { applyReleases, sourced, type ReleaseOptions } from "./apply.ts";
import { OPEN_POLICY } from "./policy.ts";

const OPTIONS: Omit<ReleaseOptions, "id" | "order"> = {
  by: "octocat",
  at: "2026-11-21T03:00:00Z",
  force: false,
  policy: OPEN_POLICY,
};
const EMPTY: Database = { version: 1, releases: [] };
const HIGHEST = Number.MAX_SAFE_INTEGER;

interface Step {
  readonly run: number;
  readonly attempt?: number;
  readonly name?: string;
  /** The repository's id, where a token proved the build. */
  readonly id?: number;
  readonly force?: boolean;
  /** `dispatch` unless said otherwise. */
  readonly how?: "rollback" | "promotion" | "by hand";
}

const claimed = (run: number, more: Partial<Step> = {}): Step => ({ run, ...more });
const proved = (run: number, more: Partial<Step> = {}): Step => ({ run, id: 7, ...more });

const sourceOf = ({ run, attempt = 1, id, name = "acme/my-app" }: Step): Source => ({
  repository: name,
  ...(id !== undefined && { repository_id: id }),
  sha: run.toString(16).padStart(40, "0"),
  ref: "refs/heads/main",
  run_id: run,
  run_attempt: attempt,
});

function take(database: Database, step: Step): { readonly outcome: string; readonly database: Database } {
  const release = { container: "my-app", channel: "dev", image: `my-app:v${step.run}` };
  const options = { ...OPTIONS, force: step.force ?? false };
  const id = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
  const source = sourceOf(step);
  const order = ({ rollback: "any", promotion: "stands", "by hand": "ever" } as const)[step.how ?? "by hand"];
  const applied =
    step.how === undefined
      ? applyReleases(database, sourced([release], source), { ...options, id, order: "ever" })
      : applyReleases(database, [step.how === "by hand" ? release : { ...release, source }], {
          ...options,
          id,
          order,
        });
  return { outcome: applied.results[0]?.outcome ?? "", database: applied.database };
}

function outcomesOf(steps: readonly Step[]): readonly string[] {
  let database = EMPTY;
  return steps.map((step) => {
    const taken = take(database, step);
    ({ database } = taken);
    return taken.outcome;
  });
}

const APPLIED = "applied";
const LATE = "superseded";

describe("an order that is only claimed", () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    ["holds back older claims", [claimed(9), claimed(8)], [APPLIED, LATE]],
    [
      "never holds back a proved build",
      [claimed(HIGHEST), proved(9), proved(10)],
      [APPLIED, APPLIED, APPLIED],
    ],
    [
      "nor where it stands in the past of a release by hand",
      [claimed(HIGHEST), claimed(0, { how: "by hand" }), proved(9)],
      [APPLIED, APPLIED, APPLIED],
    ],
    [
      "never replaces a proved build, however high",
      [proved(9), claimed(10), claimed(HIGHEST)],
      [APPLIED, LATE, LATE],
    ],
    [
      "replaces that of another repository",
      [proved(9), claimed(1, { name: "acme/other" })],
      [APPLIED, APPLIED],
    ],
    [
      "replaces a proved build by force, and the next proved one replaces it",
      [proved(9), claimed(HIGHEST, { force: true }), proved(8), proved(10)],
      [APPLIED, APPLIED, LATE, APPLIED],
    ],
    [
      "begins anew with a forced build",
      [claimed(HIGHEST), claimed(9), claimed(9, { force: true }), claimed(10)],
      [APPLIED, LATE, APPLIED, APPLIED],
    ],
    [
      "and does not come back with a release by hand after that",
      [claimed(HIGHEST), claimed(9, { force: true }), claimed(0, { how: "by hand" }), claimed(10)],
      [APPLIED, APPLIED, APPLIED, APPLIED],
    ],
    [
      "begins anew with a rollback; what was gone back from does not come again",
      [claimed(8), claimed(HIGHEST), claimed(8, { how: "rollback" }), claimed(HIGHEST), claimed(9)],
      [APPLIED, APPLIED, APPLIED, LATE, APPLIED],
    ],
    [
      "begins anew with a rollback to another repository's build",
      [claimed(HIGHEST), claimed(8, { name: "acme/other", how: "rollback" }), claimed(9)],
      [APPLIED, APPLIED, APPLIED],
    ],
    [
      "does not keep a proved build from being promoted",
      [claimed(HIGHEST), proved(9, { how: "promotion" })],
      [APPLIED, APPLIED],
    ],
  ])("%s", (_name, steps, outcomes) => {
    expect(outcomesOf(steps)).toEqual(outcomes);
  });
});

describe("an order that is proved", () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    [
      "outlives a rollback",
      [proved(8), proved(10), proved(8, { how: "rollback" }), proved(9)],
      [APPLIED, APPLIED, APPLIED, LATE],
    ],
    [
      "outlives force",
      [proved(10), proved(8, { force: true }), proved(9), proved(11)],
      [APPLIED, APPLIED, LATE, APPLIED],
    ],
    [
      "goes with the repository's id: through a new name",
      [proved(9), proved(8, { name: "globex/renamed" }), proved(10, { name: "globex/renamed" })],
      [APPLIED, LATE, APPLIED],
    ],
    [
      "and not to another repository that has taken the name",
      [proved(9), proved(8, { id: 8 })],
      [APPLIED, APPLIED],
    ],
    [
      "counts attempts",
      [proved(9, { attempt: 2 }), proved(9), proved(9, { attempt: 3 })],
      [APPLIED, "unchanged", APPLIED],
    ],
  ])("%s", (_name, steps, outcomes) => {
    expect(outcomesOf(steps)).toEqual(outcomes);
  });

  test("is taken up where the same was only claimed before", () => {
    expect(outcomesOf([claimed(9), proved(9), claimed(9), proved(9)])).toEqual([
      APPLIED,
      APPLIED,
      "unchanged",
      "unchanged",
    ]);
  });
});

test("whatever was claimed before, a proved build is held back by newer proved ones alone", () => {
  const step = fc.record({
    run: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(HIGHEST)),
    isProved: fc.boolean(),
    force: fc.boolean(),
    how: fc.constantFrom("dispatch", "rollback", "by hand"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), fc.integer({ min: 1, max: 7 }), (given, run) => {
      const steps = given.map(({ isProved, how, ...one }): Step => ({
        ...one,
        ...(isProved && { id: 7 }),
        ...(how !== "dispatch" && { how }),
      }));
      let database = EMPTY;
      let newest = 0;
      for (const one of steps) {
        const taken = take(database, one);
        ({ database } = taken);
        if (taken.outcome === APPLIED && one.id !== undefined && one.how !== "by hand")
          newest = Math.max(newest, one.run);
      }
      const { outcome } = take(database, proved(run));
      if (run > newest) expect(outcome).toBe(APPLIED);
      else expect(outcome).not.toBe(APPLIED);
    }),
    { numRuns: 1000 },
  );
});
