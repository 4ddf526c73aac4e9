import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send } from "@release-channels/sandbox";
import { listInstallations } from "../../lib/github/installation/list-installations.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { allConfigs } from "../../lib/store/known-repositories.ts";
import { findRepository, findRepositoryNamed } from "../../lib/store/repositories.ts";
import { listRequests } from "../../lib/store/request-lists.ts";
import { emptyStore } from "../../lib/store/testing/empty-store.ts";
import { eventsOf, tell } from "./testing/deliveries.ts";
import type { Event } from "./testing/replay.ts";
import { startSyncWorld, type SyncWorld } from "./testing/sync-world.ts";

const configOf = (name: string): string => `version: 1
name: ${name}
artifact: { repository: acme/${name}, container: ${name}, image: "ghcr.io/acme/${name}:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build], initial: auto }
`;

let world: SyncWorld;
/** What the transfer of `app` was told with. */
let late: readonly Event[] = [];
let ids: { readonly app: number; readonly near: number };
beforeAll(async () => {
  world = await startSyncWorld(await emptyStore());
  const { github } = world;
  const idOf = async (name: string): Promise<number> => {
    const files = { [`.deploy/${name}.yaml`]: configOf(name) };
    return (await github.createRepository(`acme/${name}`, { private: true, files })).id;
  };
  ids = { app: await idOf("app"), near: await idOf("app-2") };
  github.installApp(world.githubApp, "globex");
  // All that GitHub would say is lost: each test sends what it is about.
  github.failWebhooks({ lose: Number.MAX_SAFE_INTEGER });
  github.releaseWebhooks();
  await github.webhooksSettled();
  await world.sync();
});
afterAll(() => world.stop());

const known = (id: number) => findRepository(world.store.db, id);

/** Where each config is, as the API shows it to somebody who may read everything that there is. */
async function shown(...repositories: readonly string[]): Promise<readonly string[]> {
  const token = world.github.createToken({
    actor: "alice",
    kind: "pat",
    repositories: ["acme/releases", ...repositories],
    permissions: { metadata: "read" },
  });
  const { json } = await send(`${world.url}/v1/configs`, { token });
  return json.configs.flatMap(({ files }: { files: readonly { repository: string }[] }) =>
    files.map(({ repository }) => repository),
  );
}

/** Whatever happens to one repository, the other one stays as it is, and nothing is deployed. */
const isNearAsBefore = async (): Promise<void> => {
  expect(await known(ids.near)).toEqual({
    id: ids.near,
    name: "acme/app-2",
    defaultBranch: "main",
    isArchived: false,
    isReachable: true,
  });
  expect((await allConfigs(world.store.db)).map(({ name }) => name)).toEqual(["app", "app-2"]);
  expect(await listRequests(world.store.db, { limit: 10 })).toEqual([]);
};

describe("repository", () => {
  test("renamed twice: whichever event comes last, it is called as it is now", async () => {
    const { github } = world;
    const events = await eventsOf(world, ["repository"], () => {
      github.renameRepository("acme/app", "app-old");
      github.renameRepository("acme/app-old", "application");
    });
    expect(events.map(nameIn)).toEqual(["acme/app-old", "acme/application"]);
    await tell(world, events.toReversed());
    expect(await known(ids.app)).toMatchObject({ name: "acme/application", isReachable: true });
    expect(await findRepositoryNamed(world.store.db, "acme/app-old")).toBeUndefined();
    expect(await shown("acme/application", "acme/app-2")).toEqual(["acme/application", "acme/app-2"]);
    await isNearAsBefore();
  });

  test("archived and unarchived: whichever comes last, it is as it is now", async () => {
    const { github } = world;
    const [archived, ...none] = await eventsOf(world, ["repository"], () =>
      github.archiveRepository("acme/application"),
    );
    expect(none).toEqual([]);
    await tell(world, [archived ?? missing()]);
    expect(await known(ids.app)).toMatchObject({ isArchived: true, isReachable: true });
    const [unarchived] = await eventsOf(world, ["repository"], () =>
      github.archiveRepository("acme/application", false),
    );
    await tell(world, [unarchived ?? missing(), { ...(archived ?? missing()), guid: "late" }]);
    expect(await known(ids.app)).toMatchObject({ isArchived: false, isReachable: true });
    await isNearAsBefore();
  });

  test("made private, and public again: it is read as before", async () => {
    const { github } = world;
    for (const [isPrivate, action] of [
      [false, "publicized"],
      [true, "privatized"],
    ] as const) {
      const events = await eventsOf(world, ["repository"], () =>
        github.setPrivate("acme/application", isPrivate),
      );
      expect(events.map(actionIn)).toEqual([action]);
      await tell(world, events);
      expect(await known(ids.app)).toMatchObject({ name: "acme/application", isReachable: true });
      expect(await shown("acme/application", "acme/app-2")).toEqual(["acme/application", "acme/app-2"]);
    }
    await isNearAsBefore();
  });

  test("transferred to an account that has the App: it goes on under its new name, whichever event comes last", async () => {
    const { github } = world;
    const { added, events } = await synced(["installation_repositories", "repository"], () =>
      github.transferRepository("acme/application", "globex"),
    );
    expect(events.map(actionIn)).toEqual(["removed", "added", "transferred"]);
    // What was told after the first had begun may be what it has not seen.
    expect([1, 2]).toContain(added);
    expect(await known(ids.app)).toMatchObject({ name: "globex/application", isReachable: true });
    await tell(world, events.slice(-1));
    expect(await known(ids.app)).toMatchObject({ name: "globex/application", isReachable: true });
    expect(await shown("globex/application", "acme/app-2")).toEqual(["globex/application", "acme/app-2"]);
    await isNearAsBefore();
    late = events.filter(({ event }) => event === "repository");
  });

  test("transferred on to an account without: unknown, and not gone, whatever comes late", async () => {
    const { github } = world;
    const { added, events } = await synced(["installation_repositories", "repository"], () =>
      github.transferRepository("globex/application", "initech"),
    );
    // Only who has lost it is told.
    expect(events.map(actionIn)).toEqual(["removed"]);
    expect(added).toBe(1);
    expect(await known(ids.app)).toMatchObject({ name: "globex/application", isReachable: false });
    // Whoever may read it sees what is known of it, and nobody who reads another one that takes its name.
    expect(await shown("initech/application", "acme/app-2")).toEqual(["globex/application", "acme/app-2"]);
    await github.createRepository("globex/application", { private: true, files: { a: "1\n" } });
    expect(await shown("globex/application", "acme/app-2")).toEqual(["acme/app-2"]);
    await tell(world, again(late));
    expect(await known(ids.app)).toMatchObject({ isReachable: false });
    await isNearAsBefore();
    const back = await eventsOf(world, ["repository"], () =>
      github.transferRepository("initech/application", "acme"),
    );
    await tell(world, back);
    expect(await known(ids.app)).toMatchObject({ name: "acme/application", isReachable: true });
    expect(await shown("acme/application", "acme/app-2")).toEqual(["acme/application", "acme/app-2"]);
  });

  test("deleted: it is not reached any more, and what it had stays until somebody says so", async () => {
    const { github } = world;
    const { id } = await github.createRepository("acme/brief", {
      private: true,
      files: { ".deploy/brief.yaml": configOf("brief") },
    });
    await world.sync();
    expect((await allConfigs(world.store.db)).map(({ name }) => name)).toEqual(["app", "app-2", "brief"]);
    const events = await eventsOf(world, ["repository"], () => github.deleteRepository("acme/brief"));
    expect(events.map(actionIn)).toEqual(["deleted"]);
    await tell(world, events);
    expect(await known(id)).toMatchObject({ name: "acme/brief", isReachable: false });
    // Another one of that name is another one.
    const next = await github.createRepository("acme/brief", { private: true, files: { a: "1\n" } });
    await tell(world, again(events));
    expect(await known(id)).toMatchObject({ isReachable: false });
    expect(next.id).not.toBe(id);
    expect((await allConfigs(world.store.db)).map(({ name }) => name)).toEqual(["app", "app-2", "brief"]);
    expect(await known(ids.near)).toMatchObject({ name: "acme/app-2", isReachable: true });
    expect(await listRequests(world.store.db, { limit: 10 })).toEqual([]);
  });
});

describe("installation", () => {
  const reachable = async (): Promise<readonly (boolean | undefined)[]> => {
    const both = await Promise.all([known(ids.app), known(ids.near)]);
    return both.map((one) => one?.isReachable);
  };

  test("suspended, and let in again: what it has is unknown meanwhile, and not gone", async () => {
    const { github } = world;
    const id = await acmes();
    const suspended = await synced(["installation"], () => github.suspendInstallation(id));
    expect(suspended.added).toBe(1);
    expect(suspended.sync).toMatchObject({ asked_by: "installation", outcome: { suspended: ["acme"] } });
    expect(await reachable()).toEqual([false, false]);
    const back = await synced(["installation"], () => github.suspendInstallation(id, false));
    expect(back.added).toBe(1);
    expect(await reachable()).toEqual([true, true]);
    expect(await listRequests(world.store.db, { limit: 10 })).toEqual([]);
  });

  test("deprived of a repository, and given it again: unknown meanwhile; a replay begins nothing", async () => {
    const { github } = world;
    const id = await acmes();
    const removed = await synced(["installation_repositories"], () =>
      github.chooseRepositories(id, ["releases", "app-2"]),
    );
    expect([removed.added, removed.sync?.asked_by]).toEqual([1, "installation_repositories"]);
    expect(await reachable()).toEqual([false, true]);
    const given = await synced(["installation_repositories"], () => github.chooseRepositories(id, "all"));
    expect(given.added).toBe(1);
    expect(await reachable()).toEqual([true, true]);
    expect(await listRequests(world.store.db, { limit: 10 })).toEqual([]);
  });

  test("deleted: all that it had is unknown, and not gone", async () => {
    const { github } = world;
    const id = await acmes();
    const { added } = await synced(["installation"], () => github.uninstallApp(id));
    expect(added).toBe(1);
    expect(await reachable()).toEqual([false, false]);
    expect((await allConfigs(world.store.db)).map(({ name }) => name)).toEqual(["app", "app-2", "brief"]);
    expect(await listRequests(world.store.db, { limit: 10 })).toEqual([]);
  });
});

/** Does something in GitHub, tells the server of it, and waits for the sync that comes of it, if one does. */
async function synced(kinds: readonly string[], act: () => unknown) {
  const { store, github } = world;
  const count = async () => (await store.db.selectFrom("syncs").select("id").execute()).length;
  const before = await count();
  const events = await eventsOf(world, kinds, act);
  await tell(world, events);
  const sync = await eventually(
    async () => {
      const open = await store.db
        .selectFrom("syncs")
        .selectAll()
        .where("ended_at", "is", null)
        .executeTakeFirst();
      if (open !== undefined) return undefined;
      return store.db.selectFrom("syncs").selectAll().orderBy("begun_at", "desc").executeTakeFirst();
    },
    () => "the sync does not end",
  );
  await github.webhooksSettled();
  return { events, added: (await count()) - before, sync };
}

async function acmes(): Promise<number> {
  const { github, settings } = world.server.world;
  if (settings.github.login.kind !== "app") throw new Error("the server has no App");
  const { items } = await listInstallations(github.session(), settings.github.login, 1);
  return items.find(({ account }) => account === "acme")?.id ?? 0;
}

/** As GitHub's replays are: under another id. */
function again(events: readonly Event[]): readonly Event[] {
  return events.map((event) => ({ ...event, guid: randomUUID() }));
}

function actionIn({ request: { payload } }: Event): unknown {
  return payload["action"];
}

function nameIn({ request: { payload } }: Event): unknown {
  return Object(payload["repository"]).full_name;
}

function missing(): never {
  throw new Error("GitHub has told nothing");
}
