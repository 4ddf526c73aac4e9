import { describe, expect, test } from "@jest/globals";
import type { Policy, ReleaseRecord, Source } from "../releases/generated/schema.generated.ts";
import { deployProblems, sourceOnRecord, type Deploy, type Rules, type SeenBuild } from "./policy.ts";

const SHA = "1a2b3c4d".repeat(5);
const IMAGE = "ghcr.io/acme/my-app:main-1a2b3c4";
const DIGEST = `sha256:${"a".repeat(64)}`;
const SOURCE: Source = {
  repository: "acme/my-app",
  sha: SHA,
  ref: "refs/heads/main",
  run_id: 50,
  run_attempt: 2,
};
const PROVED: Source = { ...SOURCE, repository_id: 7 };
const BUILD: SeenBuild = {
  repository: "acme/my-app",
  repositoryId: 7,
  sha: SHA,
  ref: "refs/heads/main",
  run: { id: 50, attempt: 2 },
};

const record = (
  channel: string,
  source: Source | undefined,
  more: Partial<ReleaseRecord> = {},
): ReleaseRecord => ({
  container: "my-app",
  channel,
  image: IMAGE,
  digest: DIGEST,
  ...(source !== undefined && { source }),
  released_at: "2026-11-20T00:00:00Z",
  released_by: "octocat",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  ...more,
});
const deploy = (more: Partial<Deploy> = {}): Deploy => ({
  kind: "deploy",
  release: { container: "my-app", channel: "prod", image: IMAGE, digest: DIGEST },
  build: BUILD,
  ...more,
});
const rules = (policy: Partial<Policy>, releases: readonly ReleaseRecord[] = []): Rules => ({
  policy: { version: 1, channels: ["dev", "stage", "prod"], ...policy },
  database: { version: 1, releases: [...releases] },
  policyPath: "db/policy.json",
});
const of = (containers: Policy["containers"]): Partial<Policy> => ({
  containers: { "my-app": {}, ...containers },
});

describe("the policy's rules for builds count for deploys", () => {
  const refs = of({ "my-app": { refs: { prod: ["main", "release/*"] } } });
  const repository = (name: string, id: number): Partial<Policy> =>
    of({ "my-app": { repository: { name, id } } });
  test.each<[string, Partial<Policy>, Partial<SeenBuild> | undefined, readonly string[]]>([
    ["a ref that is allowed", refs, {}, []],
    ["a ref that is allowed, by statuses alone", refs, { run: undefined }, []],
    [
      "a ref that is not",
      refs,
      { ref: "refs/heads/release-1" },
      [
        "my-app in prod comes from refs/heads/release-1, but only main, release/* are allowed: release it from a matching ref, or change containers.my-app.refs.prod in db/policy.json",
      ],
    ],
    [
      "no build at all",
      refs,
      undefined,
      [
        "my-app in prod comes without a source, but containers.my-app.refs in db/policy.json must be checked against one: release it with trigger-dispatch, or run the workflow by hand",
      ],
    ],
    ["the repository by its number, whatever its name", repository("acme/renamed", 7), {}, []],
    [
      "another repository under the same name",
      repository("acme/my-app", 8),
      {},
      [
        "my-app in prod comes from acme/my-app with the repository_id 7, but belongs to the one with the repository_id 8, which is another repository: release it from there, or change containers.my-app.repository in db/policy.json",
      ],
    ],
    [
      "an image of another name",
      of({ "my-app": { image: "ghcr.io/acme/my-app-2" } }),
      {},
      [
        "my-app in prod: its image is ghcr.io/acme/my-app, but must be ghcr.io/acme/my-app-2: use that one, or change containers.my-app.image in db/policy.json",
      ],
    ],
    [
      "a channel that is not listed",
      { channels: ["dev", "stage"] },
      {},
      [
        "my-app: there is no channel prod, only dev, stage: use one of them, or add it to channels in db/policy.json",
      ],
    ],
    ["a channel that is the server's alone", { server_only: ["prod"] }, {}, []],
  ])("%s", (_what, policy, more, problems) => {
    const build = more && { ...BUILD, ...more };
    expect(deployProblems(rules(policy), deploy({ build }))).toEqual(problems);
  });
});

describe("what is to be proved is shown by another channel's record of this very image", () => {
  const builds = { protected_ref: true as const };
  const needed = { provenance: ["prod"] };
  const proof =
    "my-app in prod needs proof of its build, and no channel has ghcr.io/acme/my-app:main-1a2b3c4 with one: release it with trigger-dispatch in a job with the permission id-token: write, and deploy it then";
  test.each<[string, Partial<Policy>, readonly ReleaseRecord[], readonly string[]]>([
    ["a proved one", needed, [record("dev", SOURCE), record("stage", PROVED)], []],
    ["none", needed, [], [proof]],
    [
      "one with another digest",
      needed,
      [record("dev", PROVED, { digest: `sha256:${"b".repeat(64)}` })],
      [proof],
    ],
    [
      "one with another tag",
      needed,
      [record("dev", PROVED, { image: "ghcr.io/acme/my-app:next-1a2b3c4" })],
      [proof],
    ],
    ["one of another container", needed, [record("dev", PROVED, { container: "my-app-2" })], [proof]],
    [
      "one that only claims its build",
      needed,
      [record("dev", SOURCE)],
      [
        "my-app in prod needs provenance, but dev accepts releases without it: add dev to provenance in db/policy.json, or release it to prod with trigger-dispatch",
      ],
    ],
    [
      "one of a channel with the same rules for builds",
      of({ "my-app": { builds: { dev: builds, prod: builds } } }),
      [record("dev", PROVED)],
      [],
    ],
    [
      "one of a channel without those rules",
      of({ "my-app": { builds: { prod: builds } } }),
      [record("dev", PROVED)],
      [
        "my-app in prod must be built as containers.my-app.builds.prod in db/policy.json says, but dev does not require the same: give builds.dev the same rules, or release it to prod with trigger-dispatch",
      ],
    ],
    ["an earlier channel's, for a promotion", { promotion_only: ["prod"] }, [record("stage", SOURCE)], []],
    [
      "no earlier channel's",
      { promotion_only: ["prod"] },
      [record("later", SOURCE), record("dev", SOURCE, { digest: `sha256:${"b".repeat(64)}` })],
      [
        "my-app in prod: prod takes releases by promotion only, and no earlier channel has ghcr.io/acme/my-app:main-1a2b3c4: deploy ghcr.io/acme/my-app:main-1a2b3c4 to dev or stage first, or remove prod from promotion_only in db/policy.json",
      ],
    ],
  ])("%s", (_what, policy, releases, problems) => {
    expect(deployProblems(rules(policy, releases), deploy())).toEqual(problems);
  });

  test("a claimed source does not stand in for the branch that the server sees", () => {
    const policy = of({ "my-app": { refs: { dev: ["**"], prod: ["main"] } } });
    const claimed = rules(policy, [record("dev", SOURCE)]);
    const build = { ...BUILD, ref: "refs/heads/evil" };
    expect(deployProblems(claimed, deploy({ build }))).toEqual([
      expect.stringContaining("comes from refs/heads/evil"),
    ]);
    expect(deployProblems(rules(policy, [record("dev", PROVED)]), deploy({ build }))).toEqual([]);
  });

  test.each(["rollback", "reapply", "adopt"] as const)("a %s has passed them before", (kind) => {
    expect(
      deployProblems(rules({ provenance: ["prod"], promotion_only: ["prod"] }), deploy({ kind })),
    ).toEqual([]);
    expect(deployProblems(rules({ channels: ["dev"] }), deploy({ kind }))).toHaveLength(1);
  });

  test("so has what stands already, and nothing near it", () => {
    const strict = { provenance: ["prod"], promotion_only: ["prod"] };
    expect(deployProblems(rules(strict, [record("prod", SOURCE)]), deploy())).toEqual([]);
    const near = record("prod", SOURCE, { digest: `sha256:${"b".repeat(64)}` });
    expect(deployProblems(rules(strict, [near]), deploy())).toHaveLength(2);
  });
});

test("a repository's number goes on record only where a token proved it", () => {
  expect(sourceOnRecord(rules({}), deploy())).toEqual(SOURCE);
  expect(sourceOnRecord(rules({}, [record("dev", PROVED)]), deploy())).toEqual(PROVED);
  expect(sourceOnRecord(rules({}), deploy({ build: { ...BUILD, run: undefined } }))).toBeUndefined();
  expect(sourceOnRecord(rules({}), deploy({ build: undefined }))).toBeUndefined();
});
