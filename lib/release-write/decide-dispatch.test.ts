import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDatabase, recordKey, serializeDatabase } from "../releases/documents/database.ts";
import type { ReceivedDispatch } from "../releases/documents/dispatch.ts";
import { InvalidDocument } from "../releases/documents/problem.ts";
import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { policyProblems, type Origin } from "../releases/rules/policy-problems.ts";
import * as arbitrary from "../releases/testing/arbitraries.ts";
import { decideDispatch } from "./decide-dispatch.ts";
import type { DatabaseChange } from "./decide.ts";
import { readDocuments } from "./documents.ts";

const AT = "2026-11-21T03:00:00Z";
const origin: fc.Arbitrary<Origin> = fc.constantFrom({ via: "event" }, { via: "inputs" });

interface Given {
  readonly database: Database;
  readonly dispatch: ReceivedDispatch;
  readonly policy: Policy | undefined;
  readonly origin: Origin;
  readonly force: boolean;
}

const given: fc.Arbitrary<Given & { readonly policy: Policy }> = fc.record({
  database: arbitrary.database,
  dispatch: arbitrary.dispatch,
  policy: arbitrary.policy,
  origin,
  force: fc.boolean(),
});

function decide({ database, dispatch, policy, origin, force }: Given): DatabaseChange | "rejected" {
  const paths = { path: "db/db.json", policyPath: "db/policy.json" };
  try {
    const files = {
      database: serializeDatabase(database),
      policy: policy && JSON.stringify(policy),
      locks: undefined,
    };
    return decideDispatch(readDocuments(files, paths), dispatch, {
      ...paths,
      by: "octocat",
      at: AT,
      force,
      origin,
      serverUrl: "https://github.com",
    });
  } catch (error) {
    if (error instanceof InvalidDocument) return "rejected";
    throw error;
  }
}

const applied = (change: DatabaseChange | "rejected") =>
  change === "rejected"
    ? []
    : change.update.results.filter(({ outcome }) => outcome === "applied").map(recordKey);

describe("a policy", () => {
  test("that refuses a dispatch has it rejected, force or not", () => {
    fc.assert(
      fc.property(given, (all) => {
        const refused =
          policyProblems(all.policy, all.dispatch, { origin: all.origin, document: "" }).length > 0;
        expect(decide({ ...all, force: false }) === "rejected").toBe(refused);
        expect(decide({ ...all, force: true }) === "rejected").toBe(refused);
      }),
    );
  });

  test("never has written what would not be written without it", () => {
    fc.assert(
      fc.property(given, (all) => {
        const without = applied(decide({ ...all, policy: undefined }));
        expect(without).toEqual(expect.arrayContaining(applied(decide(all))));
      }),
    );
  });

  test("leaves the records of frozen channels as they are, but for force", () => {
    fc.assert(
      fc.property(given, (all) => {
        const frozen: Policy = { version: 1, freezes: [{ channel: "prod", by: "alice", reason: "x" }] };
        const change = decide({ ...all, policy: frozen, force: false });
        if (change === "rejected") throw new Error("a freeze rejects nothing");
        const prod = (text: string) =>
          parseDatabase(text, "db.json").releases.filter(({ channel }) => channel === "prod");
        expect(prod(change.update.after)).toEqual(prod(change.update.before));
      }),
    );
  });
});

describe("a proof", () => {
  const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
  const releases = [
    { container: "api", channel: "dev", image: "ghcr.io/acme/api:v1" },
    { container: "web", channel: "prod", image: "ghcr.io/acme/web:v1" },
  ];
  const policy: Policy = { version: 1, provenance: ["prod"] };
  const dispatch: ReceivedDispatch = { id: ID, releases };
  const outcomes = (change: DatabaseChange | "rejected") =>
    change === "rejected" ? change : change.update.results.map(({ outcome }) => outcome);
  const database: Database = { version: 1, releases: [] };

  test.each<[Origin["via"], Policy, object]>([
    ["event", policy, ["rejected"]],
    ["inputs", policy, ["applied", "applied"]],
    ["event", { version: 1, provenance: ["stag"] }, ["applied", "applied"]],
  ])("is needed from an event alone, and where the policy says so: by %s, %j", (via, policy, expected) => {
    const change = decide({ database, dispatch, policy, origin: { via }, force: false });
    expect([outcomes(change)].flat()).toEqual(expected);
  });

  test("names each release that lacks it, and no other", () => {
    const files = { database: serializeDatabase(database), policy: JSON.stringify(policy), locks: undefined };
    const paths = { path: "db/db.json", policyPath: "db/policy.json" };
    const options = { ...paths, by: "octocat", at: AT, force: false, serverUrl: "https://github.com" };
    let problems: InvalidDocument["problems"] = [];
    try {
      decideDispatch(readDocuments(files, paths), dispatch, { ...options, origin: { via: "event" } });
    } catch (error) {
      if (!(error instanceof InvalidDocument)) throw error;
      ({ problems } = error);
    }
    expect(problems.map(({ path }) => path)).toEqual(["releases[1]"]);
  });
});
