import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import { runGit, testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;

beforeAll(async () => {
  github = await testGitHub();
  const { gitDir } = await github.createRepository("acme/app", { files: { a: "1" } });
  await runGit(gitDir, "tag", "v1", "main");
});
afterAll(() => github.stop());

const create = async (body: object, level: "read" | "write" = "write"): Promise<TestAnswer> =>
  await send(`${github.apiUrl}/repos/acme/app/releases`, {
    token: tokenFor(github, ["acme/app"], { contents: level }),
    body,
  });

test("a tag is released once", async () => {
  const first = await create({ tag_name: "v1", name: "One", body: "Notes" });
  expect(first.status).toBe(201);
  expect(first.json).toMatchObject({
    tag_name: "v1",
    target_commitish: "main",
    name: "One",
    body: "Notes",
    html_url: `${github.url}/acme/app/releases/tag/v1`,
    author: { login: "octocat" },
  });
  const second = await create({ tag_name: "v1" });
  expect(second.status).toBe(422);
  expect(second.json).toMatchObject({
    message: "Validation Failed",
    errors: [{ resource: "Release", code: "already_exists", field: "tag_name" }],
  });
});

test.each([
  [{}, 422, '"tag_name" wasn\'t supplied'],
  [{ tag_name: "v1", assets: [] }, 422, '"assets" is not a permitted key'],
  [{ tag_name: "v2" }, 501, "sandbox does not know releases of a tag that is not there: v2"],
  [{ tag_name: "v1", draft: true }, 501, "sandbox does not know drafts of releases"],
])("%j is refused with %i", async (body, status, message) => {
  const answer = await create(body);
  expect(answer.status).toBe(status);
  expect(answer.json.message).toContain(message);
});

test("a token that may only read creates none", async () => {
  expect((await create({ tag_name: "v1" }, "read")).status).toBe(403);
});
