import { describe, expect, test } from "@jest/globals";
import { readDocuments, ruleNotes } from "./documents.ts";

const AT = "2026-11-30T10:00:00Z";
const record = {
  container: "api",
  channel: "prod",
  image: "api:1",
  released_at: AT,
  released_by: "bob",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
};
const DATABASE = JSON.stringify({ version: 1, releases: [record] });
const lock = (config: string) => ({ config, owner: "carol", at: AT, reason: "incident 7" });
const PATHS = { path: "data/db.json", policyPath: "db/policy.json" };
const files = (more: { readonly policy?: string; readonly locks?: string } = {}) => ({
  database: DATABASE,
  policy: more.policy,
  locks: more.locks,
});

test("files that are not there allow everything and lock nothing, but a policy that was named must be there", () => {
  const documents = readDocuments(files(), PATHS);
  expect(documents).toMatchObject({
    policy: { version: 1 },
    locks: [],
    hasPolicy: false,
    locksPath: "data/locks.json",
  });
  expect(() => readDocuments(files(), { ...PATHS, policyPath: "db/policies.json" })).toThrow(
    "db/policies.json",
  );
  const named = readDocuments(files({ policy: '{"version":1}' }), {
    ...PATHS,
    policyPath: "db/policies.json",
  });
  expect(named.hasPolicy).toBe(true);
});

describe("remarks on the rules", () => {
  const notes = (
    more: Parameters<typeof files>[0],
    places: readonly { container: string; channel: string }[] = [],
  ) => {
    const documents = readDocuments(files(more), PATHS);
    return ruleNotes(documents, { database: documents.database, places, at: AT });
  };

  test("say that there is no policy", () => {
    expect(notes({})).toEqual(["There is no policy at db/policy.json: everything is allowed."]);
    expect(notes({ policy: '{"version":1}' })).toEqual([]);
  });

  test("name each file with its rules that concern nothing, unless this very change is what they concern", () => {
    const policy = JSON.stringify({ version: 1, containers: { api: {}, web: {} } });
    const locks = JSON.stringify({ version: 1, locks: [lock("api"), lock("job"), lock("cache")] });
    const found = notes({ policy, locks }, [{ container: "job", channel: "prod" }]);
    expect(found.map((note) => note.split(" is ")[0])).toEqual(
      ["db/policy.json: containers.web", "data/locks.json: locks[2].config"].map((text) =>
        expect.stringContaining(text),
      ),
    );
  });
});
