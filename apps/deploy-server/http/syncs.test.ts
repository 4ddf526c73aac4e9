import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { allConfigs } from "../../../lib/store/known-repositories.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { checkedApi, type CheckedApi } from "../testing/checked-api.ts";
import { jobToken } from "../testing/job-token.ts";
import { ownToken } from "../testing/own-token.ts";
import { stepBegins } from "../testing/step-begins.ts";
import { startSyncWorld, type SyncWorld } from "../testing/sync-world.ts";

const configOf = (name: string): string =>
  `version: 1\nname: ${name}\nartifact: { repository: acme/one, container: ${name}, image: "ghcr.io/acme/${name}:{branch}-{short-sha}" }\nchannels: { dev: {} }\n`;
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

let world: SyncWorld;
let api: CheckedApi;
/** Of an administrator of the release repository. */
let token: string;
beforeAll(async () => {
  world = await startSyncWorld(await emptyStore());
  const { github } = world;
  const files = {
    ".deploy/one-a.yaml": configOf("one-a"),
    ".deploy/one-b.yaml": configOf("one-b"),
    ".deploy/twice.yaml": configOf("twice"),
  };
  await github.createRepository("acme/one", { private: true, files });
  await github.createRepository("acme/two", { files: { ".deploy/twice.yaml": configOf("twice") } });
  github.setPermission("acme/releases", "alice", "write");
  github.setPermission("acme/releases", "bob", "admin");
  token = await ownToken(github, { login: "bob", app: world.githubApp });
  api = await checkedApi(world.url);
});
afterAll(() => world.stop());
beforeEach(() => world.github.clearFaults());

const ask = (method: "get" | "post", path: string, body?: object | string) =>
  api(method, path, { token, body });

const syncs = () => world.store.db.selectFrom("syncs").selectAll().orderBy("asked_at").execute();

/** Resolves with a sync's body when it says so. */
async function until(id: string, says: (body: { state: string; progress: { read: number } }) => boolean) {
  let last: unknown;
  return eventually(
    async () => {
      const { json } = await ask("get", `/v1/sync/${id}`);
      last = json;
      return says(json) ? json : undefined;
    },
    () => `not yet: ${JSON.stringify(last)}`,
  );
}

const ended = ({ state }: { readonly state: string }): boolean => state === "done" || state === "incomplete";

test("only admins of the release repository sync, by the App's own token", async () => {
  const { github } = world;
  const own = await ownToken(github, { login: "alice", app: world.githubApp });
  const foreign = github.createToken({
    actor: "bob",
    kind: "pat",
    repositories: ["acme/releases"],
    permissions: { metadata: "read" },
  });
  const people = expect.stringContaining("A sync is for people");
  const refusals: readonly (readonly [token: string, detail: unknown])[] = [
    [own, "A sync is for admins of acme/releases, and alice is none: ask one of them."],
    [await jobToken(world, "acme/one"), people],
    [foreign, people],
  ];
  for (const [of, detail] of refusals) {
    const { status, json } = await api("post", "/v1/sync", { token: of, body: { dry_run: true } });
    expect([status, json.detail]).toEqual([403, detail]);
  }
  expect(await syncs()).toEqual([]);
});

describe("a body that says nothing that can be done begins no sync", () => {
  test.each([
    ["[]", `The body is no JSON object: send {"dry_run": true}.`],
    ["nonsense", `The body is no JSON object: send {"dry_run": true}.`],
    [`{"dryrun":false}`, `"dryrun" means nothing here: dry_run and remove do.`],
    [`{"dry_run":"no"}`, `dry_run is "no", but must be true or false.`],
    [`{"remove":"one-a"}`, `remove must be a list of configs' names, such as ["my-app"].`],
    [`{"remove":["one-a",1]}`, `remove must be a list of configs' names, such as ["my-app"].`],
  ])("%s", async (body, detail) => {
    const answer = await ask("post", "/v1/sync", body);
    expect([answer.status, answer.json.detail]).toEqual([400, detail]);
    expect(await syncs()).toEqual([]);
  });

  test("an id that no sync has", async () => {
    const { status, json } = await ask("get", `/v1/sync/${UNKNOWN}`);
    expect([status, json.detail]).toEqual([404, `There is no sync ${UNKNOWN}: the newest thirty are kept.`]);
  });
});

test("without a body it is a dry run, which shows how far it is and changes nothing", async () => {
  // The second page waits for its next attempt, which comes when the clock says so.
  world.github.inject({
    operation: "graphql:Heads",
    fault: { kind: "secondary-limit", retryAfterSeconds: 60 },
    times: 1,
  });
  const begun = await ask("post", "/v1/sync", "");
  expect(begun.json).toMatchObject({ dry_run: true, asked_by: "bob", ended_at: null, outcome: null });
  expect([begun.status, begun.headers.get("location")]).toEqual([202, `/v1/sync/${begun.json.id}`]);
  const under = await until(begun.json.id, ({ progress }) => progress.read === 2);
  expect(under).toMatchObject({ state: "scanning", progress: { pages: 3, read: 2, failed: 0 } });

  // The same again is that one; anything else has to wait.
  const same = await ask("post", "/v1/sync", `{"dry_run":true}`);
  expect([same.status, same.json.id]).toEqual([202, begun.json.id]);
  const other = await ask("post", "/v1/sync", `{"dry_run":false}`);
  expect([other.status, other.json.detail]).toEqual([
    409,
    `Sync ${begun.json.id} of bob is under way: wait for GET /v1/sync/${begun.json.id}, and ask again.`,
  ]);
  expect(await syncs()).toHaveLength(1);

  world.clock.advance(120_000);
  world.server.world.nudges.nudge("syncs");
  const done = await until(begun.json.id, ended);
  expect(done).toMatchObject({
    state: "done",
    outcome: {
      whole: true,
      repositories: { added: ["acme/releases", "acme/one", "acme/two"] },
      configs: {
        added: [
          { repository: "acme/one", name: "one-a" },
          { repository: "acme/one", name: "one-b" },
          { repository: "acme/one", name: "twice" },
          { repository: "acme/two", name: "twice" },
        ],
        removed: [],
      },
    },
  });
  expect(await allConfigs(world.store.db)).toEqual([]);
});

test("one that is no dry run takes over what it has found, and names that it cannot remove are refused by name", async () => {
  const begun = await ask("post", "/v1/sync", `{"dry_run":false}`);
  await until(begun.json.id, ended);
  const names = (await allConfigs(world.store.db)).map(({ name }) => name);
  expect(names.toSorted()).toEqual(["one-a", "one-b", "twice", "twice"]);
  const near = await ask("post", "/v1/sync", `{"dry_run":false,"remove":["one-a","one-c"]}`);
  expect([near.status, near.json.detail]).toEqual([
    400,
    "remove names no config: there is no config one-c; did you mean one-a? Known are one-a, one-b, twice.",
  ]);
  const several = await ask("post", "/v1/sync", `{"dry_run":false,"remove":["twice"]}`);
  expect([several.status, several.json.detail]).toEqual([
    400,
    "Several repositories have a config twice, and remove cannot say which is meant: rename all but one.",
  ]);
});

test("one that fails each time it concludes is given up after hours, and the next one may begin", async () => {
  const { store, clock, server } = world;
  let broken: Promise<unknown> | undefined;
  let id = "";
  try {
    // Whatever reason there may be: here, the table of configs is called otherwise once everything has been read.
    const read = stepBegins("syncs.move", () => {
      broken = sql`alter table deploy_configs rename to deploy_configs_away`.execute(store.db);
    });
    id = (await world.begin()).id;
    await read;
    await broken;
    await eventually(
      async () => (await syncs()).at(-1)?.state === "completing" || undefined,
      () => "the sync does not complete",
    );
    clock.advance(7 * 3_600_000);
    server.world.nudges.nudge("syncs");
    await eventually(
      async () => (await syncs()).at(-1)?.ended_at ?? undefined,
      () => "the sync does not end",
    );
  } finally {
    await sql`alter table if exists deploy_configs_away rename to deploy_configs`.execute(store.db);
  }
  expect((await syncs()).at(-1)).toMatchObject({
    id,
    state: "incomplete",
    outcome: {
      isWhole: false,
      failures: [expect.stringContaining("deploy_configs")],
      configs: { removed: [] },
    },
  });
  // By the clock that has gone on, they have expired.
  server.world.github.forgetTokens();
  expect(await world.sync()).toMatchObject({ state: "done", outcome: { failures: [] } });
});
