import { describe, expect, test } from "@jest/globals";
import { newRequest } from "../../../lib/deploys/request.ts";
import { answering, type Answer } from "../../../lib/github/testing/answering.ts";
import type { World } from "../world.ts";
import { judgeAgain, permissionIn } from "./judge.ts";

const NAME = { owner: "acme", repo: "my-app" };
const ALICE = { id: 9, login: "alice" };
const worldOf = (...answers: readonly Answer[]) => {
  const { repository, asked } = answering(answers);
  return { world: { github: { at: async () => repository } } as unknown as World, asked };
};
const may = (role_name: string, permission: string, id: number | null = 9): Answer => ({
  json: { role_name, permission, user: id === null ? null : { id } },
});

describe("what somebody may do", () => {
  test.each<[string, Answer, string | undefined]>([
    ["their role", may("maintain", "write"), "maintain"],
    ["their role, where it is less than what it amounts to", may("triage", "read"), "triage"],
    ["what a role of the organisation amounts to", may("release-manager", "write"), "write"],
    ["none, of a role that amounts to none", may("x", "none"), "none"],
    ["nothing, of a login that is another account's by now", may("admin", "admin", 10), undefined],
    ["nothing, of an account that is gone", may("admin", "admin", null), undefined],
    ["nothing, of a login that is nobody's", { status: 404, json: { message: "Not Found" } }, undefined],
  ])("is %s", async (_what, answer, permission) => {
    const { world, asked } = worldOf(answer);
    expect(await permissionIn(world, NAME, ALICE)).toBe(permission);
    expect(asked.map(({ path }) => path)).toEqual(["/repos/acme/my-app/collaborators/alice/permission"]);
  });

  test("is not known where GitHub does not say", async () => {
    const { world } = worldOf({ status: 403, json: { message: "Forbidden" } });
    await expect(permissionIn(world, NAME, ALICE)).rejects.toMatchObject({
      failure: { code: "missing-permission" },
    });
  });
});

test("what an event asks for, nobody is judged for", async () => {
  const { world, asked } = worldOf();
  const request = newRequest(
    {
      id: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11",
      target: { config: "my-app", channel: "prod" },
      kind: "autodeploy",
      wish: { by: "branch", branch: "main" },
      by: { via: "event", account: ALICE },
      why: "",
    },
    "2026-11-30T10:00:00Z",
  );
  expect(await judgeAgain(world, {} as never, request)).toEqual({ account: ALICE, verdicts: [], lost: [] });
  expect(asked).toEqual([]);
});
