import { describe, expect, test } from "@jest/globals";
import { decideChange } from "./decide.ts";
import { readDocuments } from "./documents.ts";

const PATHS = { path: "db/db.json", policyPath: "db/policy.json" };
const OPTIONS = {
  ...PATHS,
  id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  by: "alice",
  at: "2026-11-21T02:00:00Z",
  force: false,
  serverUrl: "https://github.com",
} as const;

const source = (repository: string, run_id: number) => ({
  repository,
  sha: String(run_id % 10).repeat(40),
  ref: "refs/heads/main",
  run_id,
  run_attempt: 1,
});
const release = (container: string, run_id: number) => ({
  container,
  channel: "prod",
  image: `ghcr.io/acme/${container}:v${run_id}`,
  source: source(`acme/${container}`, run_id),
});
const documents = (policy: object = {}) =>
  readDocuments(
    {
      database: JSON.stringify({
        version: 1,
        releases: [5, 6].map((run, index) => ({
          ...release(["api", "web"][index] ?? "", run),
          released_at: "2026-11-20T00:00:00Z",
          released_by: "bob",
          dispatch_id: "11111111-2222-4333-8444-555555555555",
        })),
      }),
      policy: JSON.stringify({ version: 1, channels: ["dev", "prod"], ...policy }),
      locks: undefined,
    },
    PATHS,
  );

test("the commit names the builds that it releases, each once, and none of those that came too late", () => {
  const releases = [
    release("api", 7),
    { ...release("job", 7), source: source("acme/api", 7) },
    release("web", 4),
  ];
  const { update, content } = decideChange(documents(), { releases, order: "ever" }, OPTIONS);
  expect(update.results.map(({ container, outcome }) => [container, outcome])).toEqual([
    ["api", "applied"],
    ["job", "applied"],
    ["web", "superseded"],
  ]);
  expect(content?.body.match(/^Source.*$/gm)).toEqual([
    `Source: acme/api@${"7".repeat(40)}`,
    "Source-Run: https://github.com/acme/api/actions/runs/7",
  ]);
});

test("a freeze that begins soon is told to those whom it concerns, before it holds anything", () => {
  const freeze = { by: "carol", reason: "sale", from: "2026-11-23T00:00:00Z" };
  const freezes = [
    { ...freeze, channel: "prod", container: "web" },
    { ...freeze, channel: "prod", container: "api" },
    { ...freeze, channel: "dev" },
    { ...freeze, channel: "prod", container: "api", from: "2026-12-23T00:00:00Z" },
  ];
  const listed = { containers: { api: {}, web: {} } };
  const { update } = decideChange(
    documents({ freezes, ...listed }),
    { releases: [release("api", 7)], order: "ever" },
    OPTIONS,
  );
  expect(update.results.map(({ outcome }) => outcome)).toEqual(["applied"]);
  expect(update.coming).toEqual(["api in prod will be frozen by carol from 2026-11-23T00:00:00Z: sale"]);
});

describe("after an earlier attempt", () => {
  const earlier = {
    oid: "1234567890".repeat(4),
    url: "u",
    message: "release(web): prod → v7\n\nweb prod: (new) → ghcr.io/acme/web:v7\n",
  };

  test("what it wrote is done, and the rest is decided again, in the order of the request", () => {
    const releases = [release("job", 8), release("web", 7), release("api", 7)];
    const { update, content } = decideChange(
      documents(),
      { releases, order: "ever" },
      { ...OPTIONS, earlier },
    );
    expect(update.results).toMatchObject([
      { container: "job", outcome: "applied" },
      {
        container: "web",
        outcome: "unchanged",
        reason: "an earlier attempt of this job wrote it, in commit 1234567",
        before: "ghcr.io/acme/web:v6",
        after: "ghcr.io/acme/web:v7",
      },
      { container: "api", outcome: "applied" },
    ]);
    expect(content?.body.match(/^Source: .*$/gm)).toHaveLength(2);
  });

  test("nothing is written where it wrote all", () => {
    const change = decideChange(
      documents(),
      { releases: [release("web", 7)], order: "ever" },
      { ...OPTIONS, earlier },
    );
    expect(change.content).toBeUndefined();
    expect(change.update.after).toBe(change.update.before);
  });
});

test("a commit holds the whole file, and names each build of a repository", () => {
  const releases = [
    release("api", 7),
    { ...release("web", 8), source: { ...source("acme/api", 7), run_attempt: 2 } },
  ];
  const { update, content } = decideChange(documents(), { releases, order: "any" }, OPTIONS);
  expect([...(content?.files ?? [])]).toEqual([["db/db.json", update.after]]);
  expect(content?.body.match(/^Source-Run: .*$/gm)).toEqual([
    "Source-Run: https://github.com/acme/api/actions/runs/7",
    "Source-Run: https://github.com/acme/api/actions/runs/7/attempts/2",
  ]);
});
