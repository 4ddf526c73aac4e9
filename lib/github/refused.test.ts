import { expect, test } from "@jest/globals";
import { isOnBranch } from "./branch/is-on-branch.ts";
import { listCommits } from "./branch/list-commits.ts";
import { readAt } from "./branch/read-at.ts";
import { attemptStarter } from "./builds/attempt-starter.ts";
import { buildFacts } from "./builds/build-facts.ts";
import { numberedStatuses } from "./builds/numbered-statuses.ts";
import { compareCommits } from "./commits/ancestry.ts";
import { commitsBetween } from "./commits/between.ts";
import { branchHead } from "./commits/branch-head.ts";
import { getCommit } from "./commits/commit.ts";
import { filesAt, sizesAt } from "./commits/files-at.ts";
import { lastChanges, listFiles } from "./commits/folder.ts";
import { listFolder } from "./commits/list-folder.ts";
import { pullRequest } from "./commits/pull-request.ts";
import { repositoryFacts } from "./commits/repository-facts.ts";
import { createDeployment } from "./deployments/create-deployment.ts";
import { findDeployment, findLostDeployment } from "./deployments/find-deployment.ts";
import { inactivateDeployments } from "./deployments/inactivate.ts";
import { listDeployments } from "./deployments/list-deployments.ts";
import { listRollouts } from "./deployments/list-rollouts.ts";
import { setDeploymentState } from "./deployments/set-state.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { actingAccount } from "./people/account.ts";
import { repositoryPermission } from "./people/permission.ts";
import { readableRepositories } from "./people/readable.ts";
import { isInTeam } from "./people/team.ts";
import { sendRepositoryDispatch } from "./repository-dispatch.ts";
import { setCommitStatus } from "./statuses/commit-status.ts";
import { answering, type Answer } from "./testing/answering.ts";

const [A, B] = ["a".repeat(40), "b".repeat(40)] as const;
const CREATION = { creationId: "c1", environment: "prod", task: "deploy" };
const DEPLOYMENT = {
  ...CREATION,
  ref: "main",
  description: "",
  payload: {},
  autoMerge: false,
  requiredContexts: [],
  transient: false,
  production: undefined,
};
const STATUS = { context: "CI / Build", sha: A, state: "success", description: "", targetUrl: "" } as const;
const STATE = {
  id: 7,
  state: "success",
  description: "",
  logUrl: undefined,
  environmentUrl: undefined,
  autoInactive: false,
} as const;
const DENIED: Answer = { status: 403, json: { message: "Resource not accessible by integration" } };

/** Each thing that is done in a repository, in words that follow "could not", and the permission that it needs. */
test.each<[string, string, (repository: GitHubRepository) => Promise<unknown>]>([
  ["read the workflow runs of aaaaaaa", "actions: read", (to) => buildFacts(to, A)],
  ["read the statuses of aaaaaaa", "statuses: read", (to) => numberedStatuses(to, A)],
  [
    "read who has started run 7 again",
    "actions: read",
    (to) => attemptStarter(to, { runId: 7, runAttempt: 2 }),
  ],
  [
    "send a repository_dispatch",
    "contents: write",
    (to) => sendRepositoryDispatch(to, { eventType: "x", payload: {} }),
  ],
  ['set the status "CI / Build" of commit aaaaaaa', "statuses: write", (to) => setCommitStatus(to, STATUS)],
  ["read db.json at aaaaaaa", "contents: read", (to) => filesAt(to, A, ["db.json", "other"])],
  ["read a.yaml at aaaaaaa", "contents: read", (to) => sizesAt(to, A, ["a.yaml", "other"])],
  ["read the folder .deploy", "contents: read", (to) => listFiles(to, { commit: A, path: ".deploy" })],
  ["read who changed the files last", "contents: read", (to) => lastChanges(to, A, ["x", "y"])],
  ["look for the branch main", "contents: read", (to) => branchHead(to, "main")],
  ["read pull request #7", "pull_requests: read", (to) => pullRequest(to, 7)],
  ["compare aaaaaaa and bbbbbbb", "contents: read", (to) => commitsBetween(to, A, B)],
  ["compare aaaaaaa and bbbbbbb", "contents: read", (to) => compareCommits(to, A, B)],
  ["list apps at aaaaaaa", "contents: read", (to) => listFolder(to, { path: "apps", commit: A })],
  ["read the commit main", "contents: read", (to) => getCommit(to, "main")],
  ["read the repository", "metadata: read", (to) => repositoryFacts(to)],
  ["read db.json", "contents: read", (to) => readAt(to, "db.json", [A, B])],
  [`look for ${A} on main`, "contents: read", (to) => isOnBranch(to, "main", A)],
  ["read the history of db.json", "contents: read", (to) => listCommits(to, { head: A, path: "db.json" })],
  ["create a deployment of main to prod", "deployments: write", (to) => createDeployment(to, DEPLOYMENT)],
  ["read the deployments to prod", "deployments: read", (to) => findDeployment(to, CREATION)],
  ["read the deployments to prod", "deployments: read", (to) => findLostDeployment(to, CREATION)],
  [
    "make the deployments of prod inactive",
    "deployments: write",
    (to) => inactivateDeployments(to, { environment: "prod", description: "", logUrl: undefined }),
  ],
  ["read the deployments to dev, prod", "deployments: read", (to) => listDeployments(to, ["dev", "prod"])],
  ["read the deployments to prod", "deployments: read", (to) => listRollouts(to, "prod")],
  ["set the state of deployment 7", "deployments: write", (to) => setDeploymentState(to, STATE)],
  ["read who acts", "metadata: read", (to) => actingAccount(to)],
  ["read what octocat may do", "metadata: read", (to) => repositoryPermission(to, "octocat")],
  [
    "read which repositories there are",
    "metadata: read",
    (to) => readableRepositories(to, [{ owner: "acme", repo: "my-app" }]),
  ],
  ["read whether alice is in acme/platform", "members: read", (to) => isInTeam(to, "acme/platform", "alice")],
])("what could not be done is named, with the permission: %s", async (doing, needed, act) => {
  const { repository } = answering([DENIED, DENIED]);
  await expect(act(repository)).rejects.toMatchObject({
    message: `Could not ${doing} in acme/my-app: GitHub answered 403, Resource not accessible by integration.`,
    failure: { code: "missing-permission", needed, tokenLabel: "the token", isIntegration: true },
  });
});
