import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { DocumentCheck, type OpenApi } from "../../lib/http/testing/document.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { ReleaseRepository } from "../../tools/testing/release-repository.ts";
import { makeFiles, record, type DatabaseDirectory } from "./testing/files.ts";
import { startServerProcess, type ReleaseApiProcess } from "./testing/server-process.ts";

const ID = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const DAY = (number: number, time = "10:00:00") => `2026-11-${String(number).padStart(2, "0")}T${time}Z`;
const source = (sha: string, run_id: number) => ({
  repository: "acme/app",
  sha: sha.repeat(40),
  ref: "refs/heads/main",
  run_id,
  run_attempt: 1,
});
const by = (number: number, more = {}) => ({ dispatch_id: ID(number), released_by: "octocat", ...more });
const APP1 = record("app", "dev", "v1", by(1, { source: source("a", 7) }));
const APP2 = record("app", "dev", "v2", by(2, { source: source("b", 8), released_by: "mara" }));
const BACK = record("app", "dev", "v1", by(5, { source: source("a", 7), released_by: "tomas" }));
const PROD = record("app", "prod", "v1", by(3, { source: source("a", 7) }));
const WEB = record("web", "dev", "v9", by(4));
const pinned = { by: "alice", at: DAY(6), reason: "Incident 4211", until: "2099-01-01T00:00:00Z" };

let repository: ReleaseRepository;
let files: DatabaseDirectory;
let server: ReleaseApiProcess;
let history: string;
let oids: readonly string[];

beforeAll(async () => {
  repository = new ReleaseRepository();
  const first = repository.release([APP1], DAY(1), [`Dispatch-Id: ${ID(1)}`]);
  repository.publish(first, DAY(1, "10:04:00"));
  const second = repository.release([APP2], DAY(2), [`Dispatch-Id: ${ID(2)}`]);
  const third = repository.release([APP2, PROD], DAY(3), [`Dispatch-Id: ${ID(3)}`, "Promoted-From: dev"]);
  repository.publish(third, DAY(3, "10:06:00"));
  const fourth = repository.release([APP2, PROD, WEB], DAY(4), [`Dispatch-Id: ${ID(4)}`]);
  const fifth = repository.release([BACK, PROD, WEB], DAY(5), [
    `Dispatch-Id: ${ID(5)}`,
    "Rolled-Back: true",
    "Reason: it leaks",
  ]);
  const sixth = repository.commit({
    message: "Pin it",
    author: "Alice Ash",
    at: DAY(6),
    files: { "db/db.json": JSON.stringify({ version: 1, releases: [BACK, { ...PROD, pinned }, WEB] }) },
  });
  // Says nothing of a place.
  repository.commit({ message: "Read me", at: DAY(7), files: { "README.md": "it" } });
  oids = [first, second, third, fourth, fifth, sixth];
  files = await makeFiles([BACK, WEB]);
  history = join(files.directory, "history.jsonl");
  repository.writeHistory(history);
  server = await startServerProcess({ DATABASE_PATH: files.databasePath });
  await has((status) => status === 200);
});

afterAll(async () => {
  await server.stop();
  await files.remove();
  repository.remove();
});

const get = (query = "") => server.get(`/v1/history${query}`);
const has = (is: (status: number) => boolean) =>
  eventually(
    async () => (is((await get()).status) ? true : undefined),
    () => "the history did not change",
  );

interface Shown {
  readonly kind: string;
  readonly container: string;
  readonly channel: string;
  readonly commit: string;
  readonly links: object;
}
async function entries(query = ""): Promise<readonly Shown[]> {
  return ((await (await get(query)).json()) as { entries: readonly Shown[] }).entries;
}
const kinds = async (query: string) =>
  (await entries(query)).map(({ kind, container, channel }) => `${kind} ${container} ${channel}`);

test("an entry says who, what, when, why, and when it was published and replaced", async () => {
  const all = await entries();
  expect(all.map(({ commit }) => commit)).toEqual(oids.toReversed());
  expect(all.at(-2)).toEqual({
    at: DAY(2),
    container: "app",
    channel: "dev",
    kind: "release",
    from: { image: "ghcr.io/acme/app:v1", source: source("a", 7) },
    to: { image: "ghcr.io/acme/app:v2", source: source("b", 8) },
    by: "mara",
    committed_by: "acme-releases[bot]",
    commit: oids[1],
    dispatch_id: ID(2),
    published_at: DAY(3, "10:06:00"),
    replaced_at: DAY(5),
    replaced_by: "rollback",
    links: {
      commit: `https://github.com/acme/releases/commit/${oids[1]}`,
      source: `https://github.com/acme/app/commit/${"b".repeat(40)}`,
      run: "https://github.com/acme/app/actions/runs/8",
      compare: `https://github.com/acme/app/compare/${"a".repeat(40)}...${"b".repeat(40)}`,
    },
  });
  expect(all[1]).toMatchObject({ kind: "rollback", by: "tomas", reason: "it leaks", published_at: null });
  expect(all[0]).toMatchObject({ kind: "pin", by: "alice", committed_by: "Alice Ash", pinned });
  // A pin leaves running what runs.
  expect(all[3]).toMatchObject({ kind: "promote", promoted_from: "dev", replaced_at: null });
});

describe("is found by", () => {
  const everything = [
    "pin app prod",
    "rollback app dev",
    "release web dev",
    "promote app prod",
    "release app dev",
    "release app dev",
  ];
  test.each([
    ["", everything],
    ["?container=web", ["release web dev"]],
    ["?container=a*&channel=prod", ["pin app prod", "promote app prod"]],
    ["?channel=prod&channel=stage", ["pin app prod", "promote app prod"]],
    ["?kind=rollback&kind=pin", ["pin app prod", "rollback app dev"]],
    [`?since=${DAY(4)}`, everything.slice(0, 3)],
    [`?until=${DAY(4)}`, everything.slice(3)],
    [`?since=${DAY(2)}&until=${DAY(4)}&channel=dev`, ["release app dev"]],
    ["?container=ap", []],
  ])("%s", async (query, found) => {
    expect(await kinds(query)).toEqual(found);
  });
});

test("comes in pages as large as was asked for, each entry once", async () => {
  const seen: string[] = [];
  let query = "?limit=2&channel=dev";
  const sizes: number[] = [];
  while (query !== "") {
    const response = await get(query);
    const page = (await response.json()) as { total: number; entries: readonly Shown[] };
    expect(page.total).toBe(4);
    sizes.push(page.entries.length);
    seen.push(...page.entries.map(({ commit }) => commit));
    query = /<([^>]*)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1] ?? "";
  }
  expect(sizes).toEqual([2, 2]);
  expect(seen).toEqual([oids[4], oids[3], oids[1], oids[0]]);
});

test("holds what it answers to the document", async () => {
  const document = (await (await server.get("/openapi.json")).json()) as OpenApi;
  const check = new DocumentCheck(document);
  for (const [query, status] of [
    ["", 200],
    ["?limit=0", 400],
  ] as const) {
    const response = await server.get(`/v1/statistics${query}`);
    expect([query, response.status]).toEqual([query, status]);
    await check.check("get", "/v1/statistics", response);
  }
  const etag = (await get()).headers.get("etag") ?? "";
  expect(etag).toBe(`"${repository.git("rev-parse", "HEAD")}"`);
  for (const [query, status, headers] of [
    ["", 200, {}],
    ["", 304, { "if-none-match": etag }],
    ["?limit=0", 400, {}],
    ["?since=yesterday", 400, {}],
    ["?since=2026-02-30T00:00:00Z", 400, {}],
    ["?kind=deploy", 400, {}],
    [`?cursor=1-${"0".repeat(12)}`, 400, {}],
    [`?cursor=999-${"0".repeat(12)}`, 400, {}],
  ] as const) {
    const response = await server.get(`/v1/history${query}`, { headers });
    expect([query, response.status]).toEqual([query, status]);
    await check.check("get", "/v1/history", response);
  }
});

test("counts how often a container is released and rolled back, and how long it took", async () => {
  const answer = await server.get(`/v1/statistics?since=${DAY(1)}&until=${DAY(8)}`);
  expect(await answer.json()).toEqual({
    since: DAY(1),
    until: DAY(8),
    total: 2,
    containers: [
      {
        container: "app",
        releases: 2,
        promotions: 1,
        rollbacks: 1,
        rolled_back: 1,
        per_week: 4,
        // 4 and 6 minutes, and a day: the second release waited for the third one's image.
        publish_seconds: { median: 360, slowest: 86_760 },
      },
      {
        container: "web",
        releases: 1,
        promotions: 0,
        rollbacks: 0,
        rolled_back: 0,
        per_week: 1,
        publish_seconds: null,
      },
    ],
  });
  const page = await server.get(`/v1/statistics?since=${DAY(1)}&until=${DAY(8)}&limit=1&after=app`);
  expect(await page.json()).toMatchObject({ total: 2, containers: [{ container: "web" }] });
  const dev = await server.get(`/v1/statistics?since=${DAY(1)}&until=${DAY(8)}&channel=prod`);
  expect(await dev.json()).toMatchObject({ containers: [{ container: "app", releases: 0, promotions: 1 }] });
});

test.each([
  ["/compare", 400],
  ["/compare?container=app&from=dev", 400],
  ["/compare?container=App&from=dev&to=prod", 400],
  ["/compare?container=nothing&from=dev&to=prod", 200],
  ["/history?since=yesterday", 400],
  ["/history?container=nothing", 200],
])("the page %s answers %i", async (path, status) => {
  expect((await server.get(path)).status).toBe(status);
});

test("a page shows what it is asked for as text", async () => {
  const page = await (await server.get("/history?container=app*&channel=dev&limit=1")).text();
  expect(page).toContain('value="app*"');
  expect(page).toContain("History of app* in dev");
  expect(page).toMatch(/href="\?[^"]*cursor=4-[0-9a-f]{12}">Older</);
});

test("of a server that has none, says what makes it; one that comes later is served", async () => {
  const elsewhere = join(files.directory, "kept.jsonl");
  copyFileSync(history, elsewhere);
  rmSync(history);
  await has((status) => status === 404);
  const { detail } = (await (await get()).json()) as { detail: string };
  expect(detail).toBe(
    `This server has no history: ${history} does not exist. The workflow publish.yml makes it from git for each image; in a clone, run node tools/publish/write-history.ts ${history}.`,
  );
  writeFileSync(history, '{"version":1}\n{"at":\n');
  await eventually(
    async () =>
      ((await (await get()).json()) as { detail: string }).detail.includes("cannot be read") || undefined,
    () => "a broken file was not noticed",
  );
  expect(await (await get()).json()).toMatchObject({
    status: 404,
    detail: `This server has no history: ${history} cannot be read, because entry 0 is not JSON. Write it again: node tools/publish/write-history.ts ${history}.`,
  });
  copyFileSync(elsewhere, history);
  await has((status) => status === 200);
  expect(await kinds("?container=web")).toEqual(["release web dev"]);
});
