import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../../../lib/github/testing/answering.ts";
import { findRevisions, readRolloutChange } from "./rollout-change.ts";
import { rolloutOf } from "./rollout.ts";

const [NOW, BEFORE, OTHER] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [string, string, string];
const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";

describe("the event of a deployment's status is a rollout's end", () => {
  const event = (state: string) => ({
    deployment: { id: 1, sha: NOW, environment: "release-api" },
    deployment_status: {
      id: 2,
      node_id: "S2",
      state,
      description: "why",
      environment: "release-api",
      log_url: "https://log",
    },
  });
  test.each([
    ["success", "success"],
    ["failure", "failure"],
    ["error", "failure"],
    ["in_progress", undefined],
    ["inactive", undefined],
    ["pending", undefined],
  ])("where it is %s: %s", (state, end) => {
    expect(rolloutOf(event(state))?.state).toBe(end);
    if (end !== undefined)
      expect(rolloutOf(event(state))).toMatchObject({
        revision: NOW,
        environment: "release-api",
        reason: "why",
      });
  });

  test("and another event is none", () => {
    expect(rolloutOf({})).toBeUndefined();
  });
});

const FILES = {
  kustomization: "deployment/kustomization.yaml",
  image: "release-channel-api",
  database: "db/db.json",
};
const rollout = {
  revision: NOW,
  environment: "release-api",
  statusId: "S2",
  state: "success",
  reason: "",
} as const;

const deployed = (...revisions: readonly string[]): Answer => ({
  json: {
    data: {
      repository: {
        deployments: {
          nodes: revisions.map((commitOid, index) => ({
            commitOid,
            statuses: {
              nodes: [
                {
                  id: commitOid === NOW ? "S2" : `S${commitOid[0]}`,
                  state: "SUCCESS",
                  createdAt: `2026-11-30T10:0${9 - index}:00Z`,
                },
              ],
            },
          })),
        },
      },
    },
  },
});
const files = (...texts: readonly (string | null | undefined)[]): Answer => {
  const at = texts.map((text, index) => {
    const object = typeof text === "string" ? { oid: "x", text, isTruncated: false, isBinary: false } : null;
    const commit = {
      oid: [NOW, BEFORE][index],
      url: "u",
      committedDate: `2026-11-30T0${8 - index}:00:00Z`,
      message: "m",
      file: object && { object },
    };
    return [`c${index}`, text === undefined ? null : commit];
  });
  return { json: { data: { repository: Object.fromEntries(at) } } };
};
const pinned = (image: string, revision?: string) =>
  [
    "kind: Kustomization",
    "images:",
    `  - name: ${image}`,
    `    newName: ghcr.io/acme/${image}`,
    `    digest: sha256:${"d".repeat(64)}`,
    "",
  ].join("\n") + (revision ?? "");

function releases(answers: readonly Answer[], more: Partial<typeof FILES> = {}) {
  const { repository, asked } = answering(answers);
  return { handle: { repository, branch: "main", files: { ...FILES, ...more } }, asked };
}

describe("the revisions of a rollout", () => {
  test("are the synced commits, where nothing pins the image", async () => {
    const { handle, asked } = releases([deployed(NOW, BEFORE, OTHER), files(null, "kind: Kustomization\n")]);
    expect(await findRevisions(handle, rollout)).toEqual({ now: NOW, before: BEFORE });
    expect(asked[1]?.body).toMatchObject({
      variables: { path: FILES.kustomization, revision0: NOW, revision1: BEFORE },
    });
  });

  test("know nothing before the first", async () => {
    const { handle } = releases([deployed(NOW), files(null)]);
    expect(await findRevisions(handle, rollout)).toEqual({ now: NOW, before: undefined });
  });

  test.each<[string, readonly Answer[], Partial<typeof FILES>, string]>([
    ["a commit that is none", [deployed(NOW), files(undefined)], {}, `${NOW} is not a commit of acme/my-app`],
    [
      "a file that was named and is not there",
      [deployed(NOW), files(null)],
      { kustomization: "k/kustomization.yaml" },
      "k/kustomization.yaml does not exist in aaaaaaa, but the input kustomization names it",
    ],
    [
      "an image that was named and is not there",
      [deployed(NOW), files(pinned("other"))],
      { image: "my-api" },
      "pins no image my-api, but the input image names it",
    ],
    [
      "an image that somebody pinned by hand",
      [deployed(NOW), files(pinned("release-channel-api"))],
      {},
      "pins release-channel-api but does not say which commit it was built from",
    ],
    [
      "an image that somebody had pinned by hand before",
      [deployed(NOW, BEFORE), files(null, pinned("release-channel-api"))],
      {},
      "deployment/kustomization.yaml of bbbbbbb pins release-channel-api",
    ],
  ])("are not known of %s", async (_what, answers, more, message) => {
    await expect(findRevisions(releases(answers, more).handle, rollout)).rejects.toThrow(message);
  });
});

describe("what a rollout changes", () => {
  const record = (dispatch_id: string, container = "api") => ({
    container,
    channel: "prod",
    image: `${container}:1`,
    released_at: "2026-11-30T07:30:00Z",
    released_by: "bob",
    dispatch_id,
    source: { repository: "acme/api", sha: OTHER, ref: "refs/heads/main", run_id: 1, run_attempt: 1 },
  });
  const text = (...ids: readonly string[]) =>
    JSON.stringify({ version: 1, releases: ids.map((id, index) => record(id, `api-${index}`)) });
  const on = (status: string): Answer => ({ json: { status } });
  const page = (commits: readonly object[], next: string | null = null): Answer => ({
    json: {
      data: {
        repository: {
          object: { history: { nodes: commits, pageInfo: { hasNextPage: next !== null, endCursor: next } } },
        },
      },
    },
  });
  const commit = (oid: string, hour: number, id: string) => ({
    oid,
    url: "u",
    committedDate: `2026-11-30T0${hour}:00:00Z`,
    message: `release(api): prod → 1\n\napi-0 prod: (new) → api:1\n\nDispatch-Id: ${id}\nSource: acme/api@${OTHER}`,
  });
  const OLD = "11111111-3b12-4f6a-9d21-0a1b2c3d4e5f";

  test("is between two commits of the branch, with the dispatches since", async () => {
    const { handle, asked } = releases([
      on("behind"),
      on("identical"),
      files(text(ID), text(OLD)),
      page([commit("1", 8, ID), commit(BEFORE, 7, OLD), commit("0", 6, "older")], "c1"),
    ]);
    const change = await readRolloutChange(handle, { before: BEFORE, now: NOW });
    expect([change.now.releases[0]?.dispatch_id, change.before?.releases[0]?.dispatch_id]).toEqual([ID, OLD]);
    expect(
      change.dispatches.map(({ id }) => [
        id,
        change.isNew({ id, commit: change.dispatches.find((one) => one.id === id)!.commit }),
      ]),
    ).toEqual([
      [ID, true],
      [OLD, false],
      ["older", false],
    ]);
    // Nothing older is needed.
    expect(asked).toHaveLength(4);
  });

  test("is read further back where what runs is older", async () => {
    const { handle, asked } = releases([
      on("behind"),
      files(text(ID, OLD)),
      page([commit("2", 8, ID)], "c1"),
      page([commit("1", 7, OLD)], "c2"),
    ]);
    const change = await readRolloutChange(handle, { before: undefined, now: NOW });
    expect([change.before, change.dispatches.map(({ id }) => id)]).toEqual([undefined, [ID, OLD]]);
    expect(asked).toHaveLength(4);
  });

  test("knows nothing of before where that was never on the branch", async () => {
    const { handle } = releases([on("behind"), on("diverged"), files(text(ID)), page([commit("1", 8, ID)])]);
    const change = await readRolloutChange(handle, { before: OTHER, now: NOW });
    expect(change.before).toBeUndefined();
  });

  test("is not known where what runs was never on the branch, or has no database", async () => {
    const stray = readRolloutChange(releases([on("ahead")]).handle, { before: undefined, now: NOW });
    await expect(stray).rejects.toThrow(`${NOW} is not on main of acme/my-app`);
    const empty = readRolloutChange(releases([on("behind"), files(null)]).handle, {
      before: undefined,
      now: NOW,
    });
    await expect(empty).rejects.toThrow(`db/db.json does not exist in ${NOW}`);
  });
});
