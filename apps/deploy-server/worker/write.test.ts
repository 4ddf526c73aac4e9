import { describe, expect, test } from "@jest/globals";
import { newRequest, type DeployRequest } from "../../../lib/deploys/request.ts";
import { answering, type Answer } from "../../../lib/github/testing/answering.ts";
import type { World } from "../world.ts";
import { readTargetFiles } from "./target-files.ts";
import { NOTHING_UNDONE } from "./undeployed-before.ts";
import { commitLedger, findLedgerCommit } from "./write-ledger.ts";
import { write } from "./write.ts";

const AT = "2026-11-30T10:00:00Z";
const ID = "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11";
const sha = (digit: string) => digit.repeat(40);
const target = { config: "settings", channel: "prod" };
const SERVER = [
  "version: 1",
  "clusters:",
  "  eu: { engine: kubernetes, kubeconfig: env:CLUSTER_K }",
  "targets:",
  "  settings/prod:",
  "    - { cluster: eu, namespace: shop }",
  "",
].join("\n");
const record = {
  ...target,
  repository: "acme/settings",
  path: ".deploy/settings.yaml",
  sha: sha("1"),
  released_at: AT,
  released_by: "alice",
  dispatch_id: ID,
};

/** The release repository's branch, in which the ledger says what the request is about. */
const branch: Answer = (() => {
  const texts = [JSON.stringify({ version: 1, releases: [], configs: [record] }), null, null, SERVER];
  const files = texts.map((text, index) => [
    `file${index}`,
    text === null ? null : { object: { text, isTruncated: false, isBinary: false } },
  ]);
  const head = { oid: sha("a"), history: { totalCount: 1, nodes: [] }, ...Object.fromEntries(files) };
  return { json: { data: { repository: { defaultBranchRef: { name: "main" }, ref: { target: head } } } } };
})();
const history = (...messages: readonly string[]): Answer => {
  const nodes = messages.map((message, index) => ({ oid: sha(String(index + 1)), url: "u", message }));
  const pageInfo = { hasNextPage: false, endCursor: null };
  return { json: { data: { repository: { object: { history: { nodes, pageInfo } } } } } };
};
const refused: Answer = { status: 403, json: { message: "Resource not accessible by integration" } };

function worldOf(answers: readonly Answer[]) {
  const { repository, asked } = answering(answers);
  const releases = {
    repository: { owner: "acme", repo: "releases" },
    branch: "main",
    database: "db/db.json",
    policy: "db/policy.json",
    server: "db/server.yaml",
  };
  const world = {
    settings: { releases, github: { url: "https://github.com" } },
    github: { at: async () => repository },
    clock: { now: () => new Date(AT) },
  } as unknown as World;
  return { world, asked };
}

const LEASE = { id: ID, fence: 1 };
const request: DeployRequest = {
  ...newRequest(
    {
      id: ID,
      target,
      kind: "deploy",
      wish: { by: "config" },
      by: { via: "page", account: { id: 1, login: "alice" } },
      why: "",
    },
    AT,
  ),
  state: "writing",
  from: { kind: "virtual" },
  to: { kind: "artifactless", configSha: sha("1") },
};

describe("the ledger's commit", () => {
  const own = `deploy(settings): prod → x\n\nDispatch-Id: ${ID}\nDeploy-Request: ${ID}`;

  test("of an earlier attempt counts, whatever the branch says by now, and nothing is written again", async () => {
    const { world, asked } = worldOf([branch, branch, history("somebody else's", own)]);
    const files = await readTargetFiles(world, request);
    expect(await commitLedger(world, request, { files, undone: NOTHING_UNDONE })).toEqual({
      commit: sha("2"),
      parent: undefined,
      own: [{ repository: "acme/releases", sha: sha("2"), requestId: ID, role: "ledger" }],
    });
    expect(asked).toHaveLength(3);
  });

  test("is the head where all says so already, and none is the request's own then", async () => {
    const { world } = worldOf([branch, branch, history("somebody else's")]);
    const files = await readTargetFiles(world, request);
    const change = { files, undone: NOTHING_UNDONE };
    expect(await commitLedger(world, request, change)).toEqual({
      commit: sha("a"),
      parent: undefined,
      own: [],
    });
  });

  test("is found by its trailer, and by no other's", async () => {
    const near = own.replaceAll(ID, `${ID}0`);
    expect(await findLedgerCommit(worldOf([branch, history(near, own)]).world, request)).toBe(sha("2"));
    expect(await findLedgerCommit(worldOf([branch, history(near)]).world, request)).toBeUndefined();
  });
});

describe("a request whose ledger is written, and for which nothing more can be", () => {
  const change = (repository: string, after: string | null = "v2") => ({
    repository,
    file: "values.yaml",
    field: "image.tag",
    before: "v1",
    after,
  });
  const here = change("Acme/Releases");
  const elsewhere = change("acme/charts");
  const afterwards = async (kind: DeployRequest["kind"], changes: readonly object[]) => {
    const shown = { target, changes, companions: [], drift: [] } as unknown as NonNullable<
      DeployRequest["shown"]
    >;
    // Of a release that a workflow has made, an event asks.
    const asked = { kind, by: { via: kind === "adopt" ? "event" : "page" } } as const;
    return write(worldOf([refused]).world, { ...request, ...asked, shown, commit: sha("c") }, LEASE);
  };

  test.each<[string, DeployRequest["kind"], readonly object[], "committed" | "target refused"]>([
    ["is done where its files are beside the ledger", "deploy", [here], "committed"],
    ["is done where it has no files", "deploy", [], "committed"],
    [
      "is done where the file elsewhere said so already",
      "deploy",
      [here, change("acme/charts", "v1")],
      "committed",
    ],
    ["is not where one of its files is elsewhere", "deploy", [here, elsewhere], "target refused"],
    ["is not, whichever comes first", "deploy", [elsewhere, here], "target refused"],
    ["is not where the files of an adopted release follow", "adopt", [here], "target refused"],
    [
      "is done where an adopted release changes nothing",
      "adopt",
      [change("acme/releases", "v1")],
      "committed",
    ],
  ])("%s", async (_what, kind, changes, type) => {
    expect(JSON.stringify(await afterwards(kind, changes))).toContain(
      JSON.stringify({ type, commit: sha("c") }).slice(0, -1),
    );
  });

  test("is told why where it was never written", async () => {
    await expect(write(worldOf([refused, branch, history("x")]).world, request, LEASE)).rejects.toMatchObject(
      {
        failure: { code: "missing-permission" },
      },
    );
  });

  test("may pass where GitHub did not answer", async () => {
    const lost = worldOf([{ status: 502, json: {} }]).world;
    await expect(write(lost, { ...request, commit: sha("c") }, LEASE)).rejects.toMatchObject({
      failure: { code: "transient" },
    });
  });
});
