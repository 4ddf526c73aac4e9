import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer, type TestRequest } from "../../../http/testing.ts";
import type { App } from "../../model.ts";
import { appJwt, authenticated, runGit, testGitHub, tokenFor, type TestGitHub } from "../../testing.ts";

const REPOSITORY = "acme/releases";

/** What GitHub asks for in addition to `pull_request`. */
const REVIEW = {
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_approving_review_count: 1,
  required_review_thread_resolution: false,
};

let github: TestGitHub;
let admin: string;
let app: App;

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository(REPOSITORY, { files: { "db/db.json": "{}" } });
  admin = tokenFor(github, [REPOSITORY], {
    administration: "write",
    contents: "write",
    secrets: "write",
    variables: "write",
  });
  app = await github.createApp({ slug: "releaser", permissions: { contents: "write" } });
});
afterAll(() => github.stop());

const ask = (path: string, request: TestRequest = {}): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/${REPOSITORY}/${path}`, { token: admin, ...request });

describe("refuses", () => {
  const put = "PUT";
  test.each([
    [
      "an access level for a public repository",
      "actions/permissions/access",
      { method: put, body: { access_level: "organization" } },
      422,
      "Access policy only applies to internal and private repositories.",
    ],
    [
      "a policy for actions that there is not",
      "actions/permissions",
      { method: put, body: { enabled: true, allowed_actions: "some" } },
      422,
      "allowed_actions is not one of all, local_only, selected.",
    ],
    [
      "a secret that nobody sealed",
      "actions/secrets/X",
      { method: put, body: { encrypted_value: "eA==", key_id: "1" } },
      422,
      "key_id is not current",
    ],
    [
      "a name that GitHub keeps",
      "actions/variables",
      { body: { name: "GITHUB_X", value: "1" } },
      422,
      "must not start with GITHUB_",
    ],
    [
      "a ruleset that it would not follow",
      "rulesets",
      { body: { name: "x", enforcement: "active", rules: [{ type: "required_signatures" }] } },
      501,
      "sandbox does not know the rule required_signatures",
    ],
    [
      "protection of an environment",
      "environments/prod",
      { method: put, body: { wait_timer: 5 } },
      501,
      "sandbox does not know protection rules",
    ],
    ["a variable that is not there", "actions/variables/NONE", {}, 404, "Not Found"],
  ])("%s", async (_what, path, request, status, message) => {
    const answer = await ask(path, request);
    expect(answer.status).toBe(status);
    expect(answer.json.message).toContain(message);
  });

  test("those who may not administer", async () => {
    const token = tokenFor(github, [REPOSITORY], { contents: "write" });
    const answer = await ask("rulesets", { token, body: { name: "x", enforcement: "active" } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("x-accepted-github-permissions")).toBe("administration=write");
  });
});

describe("a ruleset that asks for pull requests", () => {
  const MESSAGE = "Repository rule violations found\n\nChanges must be made through a pull request.\n\n";
  let byApp: string;

  beforeAll(async () => {
    const { id } = github.installApp(app, "acme");
    const jwt = await appJwt(app);
    const url = `${github.apiUrl}/app/installations/${id}/access_tokens`;
    byApp = (await send(url, { token: jwt, method: "POST" })).json.token;
    const { status } = await ask("rulesets", {
      body: {
        name: "Releases",
        target: "branch",
        enforcement: "active",
        conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
        bypass_actors: [{ actor_id: app.id, actor_type: "Integration", bypass_mode: "always" }],
        rules: [
          { type: "pull_request", parameters: REVIEW },
          { type: "deletion" },
          { type: "non_fast_forward" },
        ],
      },
    });
    expect(status).toBe(201);
  });

  const head = async (): Promise<string> => (await ask("git/ref/heads/main")).json.object.sha;
  const commit = async (token: string): Promise<TestAnswer> =>
    send(github.graphqlUrl, {
      token,
      body: {
        query: `mutation Commit($input: CreateCommitOnBranchInput!) {
          createCommitOnBranch(input: $input) { commit { oid } }
        }`,
        variables: {
          input: {
            branch: { repositoryNameWithOwner: REPOSITORY, branchName: "main" },
            message: { headline: "change" },
            expectedHeadOid: await head(),
            fileChanges: { additions: [{ path: "file", contents: "eA==" }] },
          },
        },
      },
    });

  test("refuses a job's own token over GraphQL", async () => {
    const token = tokenFor(github, [REPOSITORY], { contents: "write" }, "actions");
    const { json } = await commit(token);
    expect(json.data.createCommitOnBranch).toBeNull();
    expect(json.errors).toEqual([expect.objectContaining({ type: "UNPROCESSABLE", message: MESSAGE })]);
  });

  test("refuses a person over REST", async () => {
    const body = { message: "change", content: "eA==" };
    const answer = await ask("contents/other", { method: "PUT", body });
    expect(answer.status).toBe(409);
    expect(answer.json.message).toBe(MESSAGE);
  });

  test("refuses a push to the branch, but not to others", async () => {
    const folder = await mkdtemp(join(tmpdir(), "push-"));
    try {
      const { cloneUrl } = github.repository(REPOSITORY);
      await runGit(folder, "clone", "--quiet", authenticated(cloneUrl, admin), ".");
      await runGit(folder, "commit", "--quiet", "--allow-empty", "-m", "change");
      await runGit(folder, "push", "origin", "HEAD:refs/heads/topic");
      await expect(runGit(folder, "push", "origin", "HEAD:refs/heads/main")).rejects.toThrow(
        "GH013: Repository rule violations found for refs/heads/main.",
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("lets the App that may bypass it pass", async () => {
    const before = await head();
    const { json } = await commit(byApp);
    expect(json.data.createCommitOnBranch.commit.oid).toBe(await head());
    expect(await head()).not.toBe(before);
  });
});
