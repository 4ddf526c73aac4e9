import { afterAll, expect, test } from "@jest/globals";
import { testGitHub } from "@release-channels/sandbox";
import { withAccess, type Access } from "./access.ts";
import { deployCommit } from "./deployments/deploy-commit.ts";
import { updateDeployments } from "./deployments/update-deployments.ts";
import { setCommitStatus } from "./statuses/commit-status.ts";

/** What is reported to a repository by a name that it had when its build was proved. */
const github = await testGitHub();
const files = { "README.md": "#" };
const { id } = await github.createRepository("acme/my-app", { private: true, files });
await github.createRepository("acme/other", { private: true, files });
const app = await github.createApp({
  slug: "acme-bot",
  permissions: { statuses: "write", deployments: "write" },
});
const installation = github.installApp(app, "acme", { repositories: ["my-app", "other"] });
github.renameRepository("acme/my-app", "shop");
afterAll(() => github.stop());

const { sha } = (await (
  await fetch(`${github.apiUrl}/repos/acme/shop/commits/main`, { headers: authorized() })
).json()) as {
  sha: string;
};
function authorized() {
  const repositories = ["acme/shop"];
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories,
    permissions: { contents: "read" },
  });
  return { authorization: `Bearer ${token}` };
}

const silent = () => {};
const access = (fields: Partial<Access> = {}): Access => ({
  connection: { apiUrl: github.apiUrl, fetch, userAgent: "test" },
  log: { debug: silent, info: silent, warning: silent, mask: silent },
  deadline: Date.now() + 600_000,
  credentials: { appId: String(app.id), privateKey: app.privateKey, installationId: undefined },
  repository: { owner: "acme", repo: "my-app" },
  permissions: { statuses: "write", deployments: "write" },
  ...fields,
});
const known = { appId: String(app.id), privateKey: app.privateKey, installationId: installation.id };

test.each<[string, Partial<Access>]>([
  ["found by its former name", {}],
  ["known by its id", { repositoryId: id }],
  ["known by its id, with the installation", { repositoryId: id, credentials: known }],
])("an App reports to a renamed repository, %s, with a token for that one alone", async (name, fields) => {
  github.forgetRequests();
  const creationId = `7f9c24e8-${name.length}`;
  const results = await withAccess(access(fields), async (repository) => {
    const status = { sha, state: "success", context: name, description: "", targetUrl: undefined } as const;
    await setCommitStatus(repository, status);
    await deployCommit(repository, { creationId, environment: "dev", sha, description: "" });
    const update = {
      environment: "dev",
      sha,
      creationId,
      state: "success",
      description: "",
      logUrl: undefined,
    } as const;
    return updateDeployments(repository, [{ ...update, isToBeMade: false, isAlone: true, isEnd: false }]);
  });
  expect(results).toEqual([{ outcome: "told" }]);
  expect(github.statuses("acme/shop", sha).map(({ context }) => context)).toContain(name);
  expect(github.deployments("acme/shop")[0]).toMatchObject({ sha, payload: { creation_id: creationId } });
  expect(github.deployments("acme/other")).toEqual([]);
  const reached = github.requests.flatMap(({ grant }) =>
    grant?.kind === "installation" ? grant.repositories : [],
  );
  expect([...new Set(reached)]).toEqual(["acme/shop"]);
});
