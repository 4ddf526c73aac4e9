import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parseDeployConfig } from "../deploys/config/deploy-config.ts";
import type { KnownBuild } from "../deploys/counted-builds.ts";
import { NO_COMMIT } from "../deploys/order.ts";
import { branchesOf, findHead, pushBranch, pushedAncestry, saveHead } from "./branches.ts";
import { buildsOf, recordBuild } from "./builds.ts";
import { recordCommits, recordStub } from "./commits.ts";
import { configsBuiltIn, configsIn, configsNamed, forgetConfig, saveConfigs } from "./deploy-configs.ts";
import { savePreviews } from "./previews.ts";
import {
  findRepository,
  findRepositoryNamed,
  saveRepository,
  seeRepository,
  setReachable,
} from "./repositories.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";

const sha = (digit: string): string => digit.repeat(40);
const [A, B, C, D] = [sha("a"), sha("b"), sha("c"), sha("d")];
const push = (before: string, after: string, forced = false) => ({ before, after, forced });

const file = (name: string, blob: string, artifact = "") => {
  const path = `.deploy/${name}.yaml`;
  const text = `version: 1\nname: ${name}\nteam: payments\n${artifact}channels: { dev: {} }\n`;
  return { name, path, configSha: A, blob, document: parseDeployConfig(text, path), problems: undefined };
};
const built = (repository: string): string =>
  `artifact: { repository: ${repository}, container: app, image: "ghcr.io/acme/app:{branch}-{sha}" }\n`;

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Db;
  let repositories = 0;
  /** A repository that no other test has. */
  const repository = async (): Promise<number> => {
    repositories += 1;
    await seeRepository(db, named(repositories));
    return repositories;
  };
  const named = (id: number) => ({ id, name: `acme/r${id}`, defaultBranch: "main", isArchived: false });
  beforeAll(async () => {
    ({ db } = (await open()).store);
  });

  describe("repositories", () => {
    test("an event that says otherwise changes nothing; what GitHub says does", async () => {
      const id = await repository();
      const other = await repository();
      expect(await seeRepository(db, named(id))).toBe("known");
      for (const differs of [{ name: "acme/moved" }, { defaultBranch: "trunk" }, { isArchived: true }]) {
        expect(await seeRepository(db, { ...named(id), ...differs })).toBe("differs");
      }
      expect(await findRepository(db, id)).toEqual({ ...named(id), isReachable: true });
      await saveRepository(db, { ...named(id), name: "acme/moved" });
      expect(await findRepository(db, id)).toMatchObject({ name: "acme/moved" });
      expect(await findRepository(db, other)).toMatchObject({ name: `acme/r${other}` });
    });

    test("one that may no longer be looked at is there still", async () => {
      const [id, other] = [await repository(), await repository()];
      await setReachable(db, [id], false);
      expect(await findRepository(db, id)).toMatchObject({ isReachable: false });
      expect(await findRepository(db, other)).toMatchObject({ isReachable: true });
      await setReachable(db, [], false);
      expect(await findRepository(db, other)).toMatchObject({ isReachable: true });
    });
  });

  describe("branches", () => {
    const rows = [
      ["in order", [push(NO_COMMIT, A), push(A, B), push(B, C)], ["applied", "applied", "applied"], C],
      [
        "one that comes again",
        [push(NO_COMMIT, A), push(A, B), push(A, B)],
        ["applied", "applied", "known"],
        B,
      ],
      ["turned around", [push(A, B), push(NO_COMMIT, A)], ["read head", "read head"], undefined],
      ["a gap", [push(NO_COMMIT, A), push(B, C)], ["applied", "read head"], A],
      ["deleted", [push(NO_COMMIT, A), push(A, NO_COMMIT)], ["applied", "applied"], undefined],
      [
        "forced back, and the push before late",
        [push(NO_COMMIT, A), push(B, A, true), push(A, B)],
        ["applied", "known", "read head"],
        A,
      ],
    ] as const;
    test.each(rows)("pushes %s", async (_what, pushes, outcomes, head) => {
      const at = { repositoryId: await repository(), branch: "main" };
      const seen: string[] = [];
      for (const one of pushes) seen.push((await pushBranch(db, at, one)).outcome);
      expect(seen).toEqual(outcomes);
      expect(await findHead(db, at)).toBe(head);
      expect(await findHead(db, { ...at, branch: "other" })).toBeUndefined();
    });

    test("what GitHub said counts only while nobody was faster", async () => {
      const at = { repositoryId: await repository(), branch: "main" };
      await pushBranch(db, at, push(NO_COMMIT, A));
      expect(await saveHead(db, at, { seen: B, head: C })).toBe(false);
      expect(await saveHead(db, at, { seen: A, head: C })).toBe(true);
      expect(await findHead(db, at)).toBe(C);
      expect(await saveHead(db, at, { seen: C, head: undefined })).toBe(true);
      expect(await findHead(db, at)).toBeUndefined();
    });

    test("pushes say what came before, across branches, unless they were forced", async () => {
      const [id, other] = [await repository(), await repository()];
      await pushBranch(db, { repositoryId: id, branch: "main" }, push(NO_COMMIT, A));
      await pushBranch(db, { repositoryId: id, branch: "main" }, push(A, B));
      await pushBranch(db, { repositoryId: id, branch: "x" }, push(B, C));
      await pushBranch(db, { repositoryId: id, branch: "main" }, push(B, D, true));
      const said = (base: string, one: string) => pushedAncestry(db, id, { base, sha: one });
      expect(await said(A, C)).toBe("descendant");
      expect(await said(C, A)).toBe("ancestor");
      expect(await said(B, B)).toBe("same");
      expect(await said(A, D)).toBe("unknown");
      expect(await pushedAncestry(db, other, { base: A, sha: B })).toBe("unknown");
    });
  });

  describe("builds", () => {
    const run = (more: Partial<KnownBuild>): KnownBuild => ({
      source: "run",
      number: 7,
      attempt: 1,
      sha: A,
      branch: "main",
      name: ".github/workflows/build.yml",
      event: "push",
      state: "queued",
      conclusion: undefined,
      ...more,
    });

    test("go only forward, each attempt for itself, the newest first", async () => {
      const id = await repository();
      const done = run({ state: "completed", conclusion: "success" });
      expect(await recordBuild(db, id, run({ state: "running" }))).toBe(true);
      expect(await recordBuild(db, id, run({}))).toBe(false);
      expect(await recordBuild(db, id, done)).toBe(true);
      expect(await recordBuild(db, id, run({ state: "running" }))).toBe(false);
      expect(await recordBuild(db, id, { ...done, conclusion: "failure" })).toBe(false);
      const again = run({ attempt: 2, state: "running" });
      const status: KnownBuild = {
        ...done,
        source: "status",
        number: 3,
        name: "ci",
        branch: undefined,
        event: "",
      };
      await recordBuild(db, id, again);
      await recordBuild(db, id, status);
      await recordBuild(db, id, run({ number: 8, sha: B }));
      expect(await buildsOf(db, id, A)).toEqual([again, done, status]);
      expect(await buildsOf(db, id, C)).toEqual([]);
    });

    test("one that comes before its push makes a stub, which the push fills", async () => {
      const id = await repository();
      const commit = { sha: A, subject: "Add it", author: "alice", committedAt: "2026-11-29T19:00:00.000Z" };
      const rows = () =>
        db
          .selectFrom("commits")
          .select(["repository_id", "sha", "subject", "author", "committed_at"])
          .where("repository_id", "=", id)
          .orderBy("sha")
          .execute();
      await recordBuild(db, id, run({}));
      expect(await rows()).toEqual([
        { repository_id: id, sha: A, subject: null, author: null, committed_at: null },
      ]);
      await recordCommits(db, id, [commit, { ...commit, sha: B, author: "bob" }]);
      await recordStub(db, id, A);
      await recordCommits(db, id, []);
      expect(await rows()).toMatchObject([
        { sha: A, subject: "Add it", author: "alice" },
        { sha: B, author: "bob" },
      ]);
    });
  });

  describe("deploy configs", () => {
    test("are taken over whole, at the head that was read alone", async () => {
      const [id, other] = [await repository(), await repository()];
      const main = { repositoryId: id, branch: "main" };
      await pushBranch(db, main, push(NO_COMMIT, A));
      await pushBranch(db, { ...main, repositoryId: other }, push(NO_COMMIT, A));
      const [app, web] = [file("taken-app", B, built("acme/App")), file("taken-web", C)];
      expect(await saveConfigs(db, { ...main, head: B }, [app])).toBe(false);
      expect(await configsIn(db, id)).toEqual([]);
      expect(await saveConfigs(db, { ...main, head: A }, [app, web])).toBe(true);
      await saveConfigs(db, { ...main, repositoryId: other, head: A }, [web]);
      const stored = { repositoryId: id, state: "present" };
      expect(await configsIn(db, id)).toEqual([
        { ...app, ...stored },
        { ...web, ...stored },
      ]);
      expect((await configsNamed(db, "taken-web")).map(({ repositoryId }) => repositoryId)).toEqual([
        id,
        other,
      ]);
      expect((await configsBuiltIn(db, "ACME/app")).map(({ name }) => name)).toEqual(["taken-app"]);
      expect(await configsBuiltIn(db, "acme/app2")).toEqual([]);
    });

    test("a file that moves keeps what it is, one that breaks has no document, one that goes waits to be seen to", async () => {
      const id = await repository();
      const main = { repositoryId: id, branch: "main" };
      await pushBranch(db, main, push(NO_COMMIT, A));
      const [app, web] = [file("moved-app", B), file("moved-web", C)];
      await saveConfigs(db, { ...main, head: A }, [app, web]);
      const moved = { ...app, path: ".deploy/moved-app.yml", configSha: B };
      const broken = { ...web, document: undefined, problems: "line 1: is no YAML" };
      await saveConfigs(db, { ...main, head: A }, [moved, broken]);
      expect(await configsIn(db, id)).toMatchObject([
        { name: "moved-app", path: ".deploy/moved-app.yml", state: "present" },
        { name: "moved-web", state: "broken", document: undefined, problems: "line 1: is no YAML" },
      ]);
      await saveConfigs(db, { ...main, head: A }, [moved]);
      expect((await configsIn(db, id)).map(({ state }) => state)).toEqual(["present", "deleted"]);
      expect(await configsNamed(db, "moved-web")).toEqual([]);
      const preview = { channel: "dev", branch: "x", sha: A };
      for (const config of ["moved-app", "moved-web"])
        await savePreviews(db, { repositoryId: id, config }, [preview]);
      await forgetConfig(db, id, "moved-app");
      await forgetConfig(db, id, "moved-web");
      const shown = await db
        .selectFrom("previews")
        .select("config")
        .where("repository_id", "=", id)
        .execute();
      expect(shown).toEqual([{ config: "moved-app" }]);
      expect((await configsIn(db, id)).map(({ name }) => name)).toEqual(["moved-app"]);
      await saveConfigs(db, { ...main, head: A }, []);
      expect((await configsIn(db, id)).map(({ state }) => state)).toEqual(["deleted"]);
      await saveConfigs(db, { ...main, head: A }, [app]);
      expect((await configsIn(db, id)).map(({ state }) => state)).toEqual(["present"]);
    });
  });

  test("previews are those of now, of each config for itself", async () => {
    const [id, other] = [await repository(), await repository()];
    const preview = { channel: "dev", branch: "feature/x", sha: A };
    const [x, y] = [preview, { ...preview, branch: "feature/y" }];
    const rows = () =>
      db
        .selectFrom("previews")
        .select(["repository_id", "branch", "sha"])
        .where("repository_id", "in", [id, other])
        .orderBy("repository_id")
        .orderBy("branch")
        .execute();
    const app = { repositoryId: id, config: "app" };
    await savePreviews(db, app, [x, y]);
    await savePreviews(db, { ...app, repositoryId: other }, [x]);
    await savePreviews(db, { ...app, config: "web" }, []);
    await savePreviews(db, app, [{ ...y, sha: B }]);
    expect(await rows()).toEqual([
      { repository_id: id, branch: "feature/y", sha: B },
      { repository_id: other, branch: "feature/x", sha: A },
    ]);
    await savePreviews(db, app, []);
    expect(await rows()).toEqual([{ repository_id: other, branch: "feature/x", sha: A }]);
  });

  test("a repository is found by its name in any case, a branch only while it is there", async () => {
    const [id, other] = [await repository(), await repository()];
    await pushBranch(db, { repositoryId: id, branch: "main" }, push(NO_COMMIT, A));
    await pushBranch(db, { repositoryId: id, branch: "gone" }, push(NO_COMMIT, A));
    await pushBranch(db, { repositoryId: id, branch: "gone" }, push(A, NO_COMMIT));
    await pushBranch(db, { repositoryId: other, branch: "main" }, push(NO_COMMIT, B));
    expect(await findRepositoryNamed(db, `ACME/R${id}`)).toMatchObject({ id });
    expect(await findRepositoryNamed(db, `acme/r${id}0`)).toBeUndefined();
    expect(await branchesOf(db, id)).toEqual([{ branch: "main", head: A }]);
  });
});
