import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import { actingAccount, tokenOwner } from "./account.ts";
import { repositoryPermission } from "./permission.ts";
import { readableRepositories } from "./readable.ts";
import { isInTeam } from "./team.ts";

const refused = (status: number, message = "Not Found"): Answer => ({ status, json: { message } });

test("what somebody may do is their role, what it amounts to, and whose account it is", async () => {
  const json = { permission: "write", role_name: "maintain", user: { id: 9 } };
  const { repository, asked } = answering([{ json }, { json: { ...json, user: null } }, refused(404)]);
  const may = { role: "maintain", permission: "write" };
  expect(await repositoryPermission(repository, "alice")).toEqual({ ...may, userId: 9 });
  expect(await repositoryPermission(repository, "ghost")).toEqual({ ...may, userId: undefined });
  expect(await repositoryPermission(repository, "nobody")).toBeUndefined();
  expect(asked.map(({ path }) => path)).toEqual(
    ["alice", "ghost", "nobody"].map((login) => `/repos/acme/my-app/collaborators/${login}/permission`),
  );
  await expect(repositoryPermission(answering([refused(403)]).repository, "alice")).rejects.toMatchObject({
    failure: { code: "missing-permission" },
  });
});

test.each([
  [{ json: { state: "active" } }, true],
  [{ json: { state: "pending" } }, false],
  [refused(404), false],
])("somebody whom GitHub answers %j about is in the team: %s", async (answer, isIn) => {
  const { repository, asked } = answering([answer]);
  expect(await isInTeam(repository, "octo/platform", "alice")).toBe(isIn);
  expect(asked.map(({ path }) => path)).toEqual(["/orgs/octo/teams/platform/memberships/alice"]);
});

test("a team that may not be seen is no answer", async () => {
  const asking = isInTeam(answering([refused(403)]).repository, "octo/platform", "alice");
  await expect(asking).rejects.toMatchObject({ failure: { code: "missing-permission" } });
});

test("whose a token is, and who acts with it", async () => {
  const viewer = (databaseId: number | null) => ({
    json: { data: { viewer: { login: "bot[bot]", databaseId } } },
  });
  const { session, repository } = answering([{ json: { id: 9, login: "alice" } }, viewer(3), viewer(null)]);
  const token = { token: "gho_1", tokenLabel: "the token" };
  expect(await tokenOwner(session, token)).toEqual({ id: 9, login: "alice" });
  expect(await actingAccount(repository)).toEqual({ id: 3, login: "bot[bot]" });
  await expect(actingAccount(repository)).rejects.toMatchObject({ failure: { code: "transient" } });
});

describe("which repositories can be seen", () => {
  const names = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ owner: "Acme", repo: `R${index}` }));
  const seen = (ids: readonly (number | null)[], errors?: readonly object[]): Answer => ({
    json: {
      data: Object.fromEntries(
        ids.map((databaseId, index) => [`repository${index}`, databaseId === null ? null : { databaseId }]),
      ),
      ...(errors && { errors }),
    },
  });
  const error = (type: string, at: number) => ({ type, path: [`repository${at}`], message: type });

  test("is asked a hundred at a time, and their keys ignore case", async () => {
    const { repository, asked } = answering([seen(Array.from({ length: 100 }, () => 1)), seen([1])]);
    const readable = await readableRepositories(repository, names(101));
    expect([readable.size, readable.has("acme/r0"), readable.has("acme/r100")]).toEqual([101, true, true]);
    expect(asked.map(({ body }) => body)).toMatchObject([
      { variables: { owner0: "Acme", name0: "R0", name99: "R99" } },
      { variables: { owner0: "Acme", name0: "R100" } },
    ]);
  });

  test("is said beside errors about those that cannot", async () => {
    const errors = [error("NOT_FOUND", 1), error("FORBIDDEN", 2)];
    const { repository } = answering([seen([5, null, null, 6], errors)]);
    expect([...(await readableRepositories(repository, names(4)))]).toEqual([
      ["acme/r0", 5],
      ["acme/r3", 6],
    ]);
  });

  test("is not known where anything else went wrong", async () => {
    const errors = [error("NOT_FOUND", 1), error("INTERNAL", 2)];
    const { repository } = answering([seen([5, null, null], errors)]);
    await expect(readableRepositories(repository, names(3))).rejects.toThrow("NOT_FOUND; INTERNAL");
    const nothing = answering([{ json: { data: null, errors: [error("FORBIDDEN", 0)] } }]);
    await expect(readableRepositories(nothing.repository, names(1))).rejects.toMatchObject({
      failure: { code: "missing-permission" },
    });
  });
});
