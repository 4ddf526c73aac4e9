import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { answering, type Answer } from "../../../lib/github/testing/answering.ts";
import { findRepository } from "../../../lib/store/repositories.ts";
import { openStore, type Store } from "../../../lib/store/store.ts";
import type { World } from "../world.ts";
import { trackRepository } from "./track-repository.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({ driver: "pglite" });
});
afterAll(() => store.close());

const told = (id: number, full_name: string, more: object = {}) => ({
  repository: { id, full_name, default_branch: "main", archived: false, ...more },
});
const facts = (id: number, full_name: string): Answer => ({
  json: { id, full_name, default_branch: "trunk", archived: true },
});
const absent: Answer = { status: 404, json: { message: "Not Found" } };

async function track(body: object, ...answers: readonly Answer[]) {
  const { repository, asked } = answering(answers);
  const github = { at: async (name: { owner: string; repo: string }) => ({ ...repository, name }) };
  const world = { db: store.db, github } as unknown as World;
  const found = await trackRepository(world, body);
  return { found, asked: asked.map(({ path }) => path) };
}

test("a repository that is as it was known asks nothing of GitHub", async () => {
  const expected = { id: 1, name: "acme/one", defaultBranch: "main", isArchived: false };
  expect(await track(told(1, "acme/one"))).toEqual({ found: expected, asked: [] });
  expect(await track(told(1, "acme/one"))).toEqual({ found: expected, asked: [] });
});

test("one that is called otherwise is what GitHub says of that id now, whoever has taken its name", async () => {
  await track(told(2, "acme/old"));
  // The event's name is another repository's by now; the old one leads to the renamed one.
  const { found, asked } = await track(told(2, "acme/new"), facts(9, "acme/new"), facts(2, "acme/newest"));
  expect(asked).toEqual(["/repos/acme/new", "/repos/acme/old"]);
  expect(found).toEqual({ id: 2, name: "acme/newest", defaultBranch: "trunk", isArchived: true });
  expect(await findRepository(store.db, 2)).toMatchObject({ name: "acme/newest", defaultBranch: "trunk" });
});

test("one that GitHub shows under neither name stays as it was known", async () => {
  await track(told(3, "acme/gone"));
  const { found, asked } = await track(told(3, "acme/else"), absent, absent);
  expect(asked).toHaveLength(2);
  expect(found).toMatchObject({ id: 3, name: "acme/gone" });
  expect(await findRepository(store.db, 3)).toMatchObject({ name: "acme/gone" });
});

test("one that GitHub does not answer for is asked for again later", async () => {
  await track(told(4, "acme/four"));
  const failing = track(told(4, "acme/five"), { status: 502, json: {} });
  await expect(failing).rejects.toMatchObject({ failure: { code: "transient" } });
});

test("an event that is not about a repository is none", async () => {
  expect((await track({ installation: { id: 1 } })).found).toBeUndefined();
});
