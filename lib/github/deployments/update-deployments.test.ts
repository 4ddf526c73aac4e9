import { afterAll, expect, test } from "@jest/globals";
import { runGit, send, testGitHub, tokenFor } from "@release-channels/sandbox";
import { repositoryWithToken } from "../access.ts";
import { updateDeployments } from "./update-deployments.ts";

const github = await testGitHub();
const { gitDir } = await github.createRepository("acme/my-app", { private: true, files: { a: "1" } });
const sha = (await runGit(gitDir, "rev-parse", "main")).trim();
const token = tokenFor(github, ["acme/my-app"], { deployments: "write", contents: "read" });
const silent = () => {};
const repository = repositoryWithToken(
  {
    connection: { apiUrl: github.apiUrl, fetch, userAgent: "test" },
    log: { debug: silent, info: silent, warning: silent, mask: silent },
    deadline: Date.now() + 3_600_000,
  },
  { token, tokenLabel: "the token" },
  { owner: "acme", repo: "my-app" },
);
afterAll(() => github.stop());

test("deployments of several environments are found and told, each its own", async () => {
  const address = `${github.apiUrl}/repos/acme/my-app/deployments`;
  for (const environment of ["dev", "prod"]) {
    const payload = { creation_id: "1" };
    const body = { ref: sha, environment, payload, required_contexts: [], auto_merge: false };
    await send(address, { token, body });
  }
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
  const updates = [update("dev", "success"), update("prod", "failure"), update("qa", "success")];
  const results = await updateDeployments(repository, updates);
  expect(results.map(({ outcome }) => outcome)).toEqual(["told", "told", "missing"]);
  const repeated = await updateDeployments(repository, updates);
  expect(repeated.map(({ outcome }) => outcome)).toEqual(["settled", "settled", "missing"]);
});
