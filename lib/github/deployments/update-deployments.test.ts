import { afterAll, expect, test } from "@jest/globals";
import { runGit, send, testGitHub, tokenFor } from "@release-channels/sandbox";
import { repositoryWithToken } from "../access.ts";
import { updateDeployments } from "./update-deployments.ts";

const github = await testGitHub();
const { gitDir } = await github.createRepository("acme/my-app", { private: true, files: { a: "1" } });
const sha = (await runGit(gitDir, "rev-parse", "main")).trim();
const token = tokenFor(github, ["acme/my-app"], { deployments: "write", contents: "read" });
const silent = () => {};
const repositoryBy = (token: string) =>
  repositoryWithToken(
    {
      connection: { apiUrl: github.apiUrl, fetch, userAgent: "test" },
      log: { debug: silent, info: silent, warning: silent, mask: silent },
      deadline: Date.now() + 3_600_000,
    },
    { token, tokenLabel: "the token" },
    { owner: "acme", repo: "my-app" },
  );
const repository = repositoryBy(token);
const update = (environment: string, state: "success" | "failure") => ({
  environment,
  sha,
  creationId: "1",
  isToBeMade: false,
  isAlone: false,
  isEnd: false,
  state,
  description: environment,
  logUrl: undefined,
});
afterAll(() => github.stop());

function create(environment: string): Promise<unknown> {
  const body = {
    ref: sha,
    environment,
    payload: { creation_id: "1" },
    required_contexts: [],
    auto_merge: false,
  };
  return send(`${github.apiUrl}/repos/acme/my-app/deployments`, { token, body });
}

test("deployments of several environments are found and told, each its own", async () => {
  for (const environment of ["dev", "prod"]) await create(environment);
  const updates = [update("dev", "success"), update("prod", "failure"), update("qa", "success")];
  const results = await updateDeployments(repository, updates);
  expect(results.map(({ outcome }) => outcome)).toEqual(["told", "told", "missing"]);
  const repeated = await updateDeployments(repository, updates);
  expect(repeated.map(({ outcome }) => outcome)).toEqual(["settled", "settled", "missing"]);
});

test("a token that only reads is told what it could not do, and which permission it lacks", async () => {
  await create("stage");
  const reader = repositoryBy(tokenFor(github, ["acme/my-app"], { deployments: "read", contents: "read" }));
  await expect(updateDeployments(reader, [update("stage", "failure")])).rejects.toMatchObject({
    message: expect.stringMatching(/^Could not set the states of the deployments in acme\/my-app: /),
    failure: { code: "missing-permission", needed: "deployments: write" },
  });
});
