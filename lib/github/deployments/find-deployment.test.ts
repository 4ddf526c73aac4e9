import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { runGit, send, testGitHub, tokenFor } from "@release-channels/sandbox";
import { repositoryWithToken } from "../access.ts";
import { createDeployment } from "./create-deployment.ts";
import { findDeployment } from "./find-deployment.ts";

/** A deployment is known by its creation id, its commit, its environment and its task, and by none of them alone. */
const github = await testGitHub();
const { gitDir } = await github.createRepository("acme/my-app", { private: true, files: { a: "1" } });
const token = tokenFor(github, ["acme/my-app"], { deployments: "write", contents: "read" });
const sha = (await runGit(gitDir, "rev-parse", "main")).trim();
const tree = `${sha}^{tree}`;
const otherSha = (await runGit(gitDir, "commit-tree", tree, "-p", sha, "-m", "Another")).trim();
await runGit(gitDir, "update-ref", "refs/heads/other", otherSha);
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

let count = 0;
let wanted: { creationId: string; environment: string; task: string; sha: string };
beforeEach(() => {
  count += 1;
  wanted = { creationId: `creation-${count}`, environment: `dev-${count}`, task: "deploy", sha };
});

async function deployed({ creationId, environment, task, sha: ref }: typeof wanted): Promise<number> {
  const payload = { creation_id: creationId };
  const body = { ref, environment, task, payload, required_contexts: [], auto_merge: false };
  const { json } = await send(`${github.apiUrl}/repos/acme/my-app/deployments`, { token, body });
  return json.id;
}

const NEAR: readonly [string, Partial<typeof wanted>][] = [
  ["another commit with the same creation id", { sha: otherSha }],
  ["another creation of the same commit", { creationId: "creation-0" }],
  ["a creation id that begins alike", { creationId: "creation-11" }],
  ["another environment", { environment: "prod" }],
  ["another task", { task: "migrate" }],
];

test.each(NEAR)("%s is not taken for it, alone or beside it", async (_name, difference) => {
  await deployed({ ...wanted, ...difference });
  expect(await findDeployment(repository, wanted)).toBeUndefined();
  const id = await deployed(wanted);
  await deployed({ ...wanted, ...difference });
  expect(await findDeployment(repository, wanted)).toMatchObject({ id, sha });
});

test("after a lost answer, none of these counts as made", async () => {
  const others = await Promise.all(NEAR.map(([, difference]) => deployed({ ...wanted, ...difference })));
  github.inject({ operation: "repos/create-deployment", fault: { kind: "drop", when: "before" }, times: 1 });
  const made = await createDeployment(repository, {
    ...wanted,
    ref: sha,
    description: "",
    payload: {},
    autoMerge: false,
    requiredContexts: [],
    transient: false,
    production: undefined,
  });
  expect(made).toMatchObject({ sha });
  for (const id of others) expect(made).not.toMatchObject({ id });
});
