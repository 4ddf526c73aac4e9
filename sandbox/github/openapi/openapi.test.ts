import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import sodium from "libsodium-wrappers";
import { send } from "../../http/testing.ts";
import type { App, Installation } from "../model.ts";
import { routes, servedOperations } from "../rest/routes.ts";
import { appJwt, runGit, testGitHub, tokenFor, type TestGitHub } from "../testing.ts";
import { checkAnswer } from "./check-answer.ts";
import { description } from "./description.ts";
import { extract } from "./extract.ts";

const RULESET = {
  name: "main",
  enforcement: "active",
  conditions: { ref_name: { include: ["refs/heads/kept"], exclude: [] } },
  bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "pull_request" }],
  rules: [{ type: "deletion" }],
};

describe("openapi.generated.json", () => {
  test("describes exactly the operations that are served", () => {
    expect(Object.keys(description().operations)).toEqual(servedOperations.toSorted());
  });

  test("describes every query parameter that is understood", () => {
    for (const { operation, query } of routes) {
      const described = description().operations[operation]?.parameters ?? [];
      const names = described.filter((parameter) => parameter.in === "query").map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([...query]));
    }
  });

  test("holds every schema it refers to", () => {
    const { definitions } = description();
    const referred = [...JSON.stringify(description()).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)];
    expect(referred.length).toBeGreaterThan(0);
    expect(Object.keys(definitions)).toEqual(expect.arrayContaining(referred.map(([, name]) => name)));
  });
});

describe("every answer is checked against GitHub's description", () => {
  const get = "repos/get";
  test.each([
    ["a field is missing", get, { status: 200, body: { id: 1 } }, "must have required property"],
    ["it has another type", get, { status: 200, body: [] }, "body must be object"],
    ["the status is not described", get, { status: 418, body: {} }, "this status is not described"],
    [
      "there is a body where none belongs",
      "repos/create-dispatch-event",
      { status: 204, body: {} },
      "a body where none is described",
    ],
    [
      "the media type is another",
      get,
      { status: 200, headers: { "content-type": "text/html" }, body: {} },
      "the media type text/html is not described",
    ],
  ])("an error when %s", (_, operation, answer, message) => {
    expect(() => checkAnswer(operation, answer)).toThrow(message);
  });
});

describe("real answers of all operations fit", () => {
  let github: TestGitHub;
  let token: string;
  let app: App;
  let installation: Installation;
  const fitting = new Set<string>();

  beforeAll(async () => {
    github = await testGitHub();
    const repository = await github.createRepository("acme/releases", {
      files: { "db/db.json": "{}", ".github/workflows/run.yml": "on: workflow_dispatch" },
    });
    token = tokenFor(github, ["acme/releases", "acme/hidden"], {
      contents: "write",
      actions: "write",
      statuses: "write",
      deployments: "write",
      pull_requests: "write",
      administration: "write",
      environments: "write",
      secrets: "write",
      variables: "write",
    });
    await github.createRepository("acme/hidden", { private: true });
    app = await github.createApp({
      slug: "reporter",
      permissions: { contents: "read", members: "read" },
      // Nothing listens there: a failed delivery is a delivery, too.
      webhook: { url: "http://127.0.0.1:9/", events: ["status"] },
    });
    github.setTeam("acme/release", ["alice", "bob"]);
    installation = github.installApp(app, "acme");
    const sha = (await send(`${github.apiUrl}/repos/acme/releases/commits/main`, { token })).json.sha;
    for (const status of ["queued", "completed"] as const) {
      const { id } = github.runs.create({
        workflowPath: ".github/workflows/run.yml",
        workflowName: "run",
        displayTitle: "Run",
        event: { name: "push", repository, ref: "refs/heads/main", sha, actor: "octocat", payload: {} },
      });
      github.runs.addJob(id, {
        name: "job",
        result: "success",
        steps: [{ name: "Say", conclusion: "success" }],
        summary: "",
        log: "said\n",
      });
      github.runs.update(id, { status, conclusion: status === "completed" ? "success" : null });
    }
    await github.createBranch("acme/releases", "topic");
    await send(`${github.apiUrl}/repos/acme/releases/contents/topic`, {
      token,
      method: "PUT",
      body: { message: "Topic", content: "", branch: "topic" },
    });
    await github.openPullRequest("acme/releases", { head: "topic" });
    github.forgetRequests();
  });
  afterAll(() => github.stop());

  const runId = (status: string): number =>
    github.runs.list("acme/releases").find((run) => run.status === status)?.id ?? 0;
  const head = async (): Promise<string> =>
    (await send(`${github.apiUrl}/repos/acme/releases/git/ref/heads/main`, { token })).json.object.sha;

  const deployment = (): number => github.deployments("acme/releases")[0]?.id ?? 0;
  const deploymentStatus = (): number => github.deployments("acme/releases")[0]?.statuses[0]?.id ?? 0;

  const delivery = (): number => github.webhookDeliveries(app)[0]?.id ?? 0;
  const ruleset = (): number => [...github.settings("acme/releases").rulesets.keys()][0] ?? 0;
  const sealed = async (): Promise<unknown> => {
    const { sealingKey } = github.settings("acme/releases");
    await sodium.ready;
    const box = sodium.crypto_box_seal("secret", Buffer.from(sealingKey.publicKey, "base64"));
    return { encrypted_value: Buffer.from(box).toString("base64"), key_id: sealingKey.id };
  };

  const inRepository = "/repos/acme/releases";
  const cases: readonly {
    readonly operation: string;
    readonly method?: string;
    readonly path: string | (() => string | Promise<string>);
    readonly body?: () => unknown;
    /** Instead of a user's token. */
    readonly as?: "app" | "installation";
  }[] = [
    { operation: "rate-limit/get", path: "/rate_limit" },
    { operation: "repos/get", path: inRepository },
    { operation: "repos/get-branch", path: `${inRepository}/branches/main` },
    { operation: "repos/get-commit", path: `${inRepository}/commits/main` },
    { operation: "repos/get-content", path: `${inRepository}/contents/db/db.json` },
    { operation: "repos/get-content", path: `${inRepository}/contents/` },
    {
      operation: "repos/create-or-update-file-contents",
      method: "PUT",
      path: `${inRepository}/contents/new`,
      body: () => ({ message: "m", content: "" }),
    },
    {
      operation: "repos/create-dispatch-event",
      method: "POST",
      path: `${inRepository}/dispatches`,
      body: () => ({ event_type: "x" }),
    },
    {
      operation: "repos/create-release",
      method: "POST",
      path: `${inRepository}/releases`,
      body: async () => {
        await runGit(github.repository("acme/releases").gitDir, "tag", "v1", "main");
        return { tag_name: "v1", name: "v1", body: "Notes" };
      },
    },
    { operation: "git/get-ref", path: `${inRepository}/git/ref/heads/main` },
    {
      operation: "git/update-ref",
      method: "PATCH",
      path: `${inRepository}/git/refs/heads/main`,
      body: async () => ({ sha: await head() }),
    },
    { operation: "actions/list-workflow-runs-for-repo", path: `${inRepository}/actions/runs` },
    { operation: "actions/list-workflow-runs", path: `${inRepository}/actions/workflows/run.yml/runs` },
    {
      operation: "actions/get-workflow-run",
      path: () => `${inRepository}/actions/runs/${runId("queued")}`,
    },
    {
      operation: "actions/get-workflow-run-attempt",
      path: () => `${inRepository}/actions/runs/${runId("queued")}/attempts/1`,
    },
    {
      operation: "actions/cancel-workflow-run",
      method: "POST",
      path: () => `${inRepository}/actions/runs/${runId("queued")}/cancel`,
    },
    {
      operation: "actions/re-run-workflow",
      method: "POST",
      path: () => `${inRepository}/actions/runs/${runId("completed")}/rerun`,
    },
    {
      operation: "actions/create-workflow-dispatch",
      method: "POST",
      path: `${inRepository}/actions/workflows/run.yml/dispatches`,
      body: () => ({ ref: "main" }),
    },
    {
      operation: "repos/create-commit-status",
      method: "POST",
      path: async () => `${inRepository}/statuses/${await head()}`,
      body: () => ({ state: "success" }),
    },
    { operation: "checks/list-for-ref", path: `${inRepository}/commits/main/check-runs` },
    {
      operation: "repos/get-collaborator-permission-level",
      path: `${inRepository}/collaborators/alice/permission`,
    },
    { operation: "users/get-authenticated", path: "/user" },
    { operation: "repos/list-commit-statuses-for-ref", path: `${inRepository}/commits/main/statuses` },
    { operation: "repos/get-combined-status-for-ref", path: `${inRepository}/commits/main/status` },
    {
      operation: "repos/create-deployment",
      method: "POST",
      path: `${inRepository}/deployments`,
      body: () => ({ ref: "main" }),
    },
    {
      operation: "repos/create-deployment-status",
      method: "POST",
      path: () => `${inRepository}/deployments/${deployment()}/statuses`,
      body: () => ({ state: "success" }),
    },
    { operation: "repos/list-deployments", path: `${inRepository}/deployments` },
    { operation: "repos/get-deployment", path: () => `${inRepository}/deployments/${deployment()}` },
    {
      operation: "repos/list-deployment-statuses",
      path: () => `${inRepository}/deployments/${deployment()}/statuses`,
    },
    {
      operation: "repos/get-deployment-status",
      path: () => `${inRepository}/deployments/${deployment()}/statuses/${deploymentStatus()}`,
    },
    {
      operation: "repos/delete-deployment",
      method: "DELETE",
      path: () => `${inRepository}/deployments/${deployment()}`,
    },
  ];

  const pullCases: typeof cases = [
    { operation: "repos/compare-commits-with-basehead", path: `${inRepository}/compare/main...topic` },
    {
      operation: "pulls/create",
      method: "POST",
      path: `${inRepository}/pulls`,
      body: async () => {
        await github.createBranch("acme/releases", "more");
        const body = { message: "m", content: "", branch: "more" };
        await send(`${github.apiUrl}${inRepository}/contents/more`, { method: "PUT", token, body });
        return { title: "More", head: "more", base: "main" };
      },
    },
    { operation: "pulls/list", path: `${inRepository}/pulls` },
    { operation: "pulls/get", path: `${inRepository}/pulls/1` },
    {
      operation: "repos/list-pull-requests-associated-with-commit",
      path: `${inRepository}/commits/topic/pulls`,
    },
  ];
  const permissionsPath = `${inRepository}/actions/permissions`;
  const settingsCases: typeof cases = [
    { operation: "actions/get-github-actions-permissions-repository", path: permissionsPath },
    {
      operation: "actions/set-github-actions-permissions-repository",
      method: "PUT",
      path: permissionsPath,
      body: () => ({ enabled: true, allowed_actions: "selected" }),
    },
    { operation: "actions/get-allowed-actions-repository", path: `${permissionsPath}/selected-actions` },
    {
      operation: "actions/set-allowed-actions-repository",
      method: "PUT",
      path: `${permissionsPath}/selected-actions`,
      body: () => ({ github_owned_allowed: true }),
    },
    {
      operation: "actions/get-github-actions-default-workflow-permissions-repository",
      path: `${permissionsPath}/workflow`,
    },
    {
      operation: "actions/set-github-actions-default-workflow-permissions-repository",
      method: "PUT",
      path: `${permissionsPath}/workflow`,
      body: () => ({ default_workflow_permissions: "write" }),
    },
    {
      operation: "actions/set-workflow-access-to-repository",
      method: "PUT",
      path: "/repos/acme/hidden/actions/permissions/access",
      body: () => ({ access_level: "organization" }),
    },
    {
      operation: "actions/get-workflow-access-to-repository",
      path: "/repos/acme/hidden/actions/permissions/access",
    },
    { operation: "actions/get-repo-public-key", path: `${inRepository}/actions/secrets/public-key` },
    {
      operation: "actions/create-or-update-repo-secret",
      method: "PUT",
      path: `${inRepository}/actions/secrets/X`,
      body: sealed,
    },
    { operation: "actions/get-repo-secret", path: `${inRepository}/actions/secrets/X` },
    {
      operation: "actions/list-repo-organization-secrets",
      path: `${inRepository}/actions/organization-secrets`,
    },
    {
      operation: "actions/create-repo-variable",
      method: "POST",
      path: `${inRepository}/actions/variables`,
      body: () => ({ name: "X", value: "1" }),
    },
    { operation: "actions/get-repo-variable", path: `${inRepository}/actions/variables/X` },
    {
      operation: "actions/update-repo-variable",
      method: "PATCH",
      path: `${inRepository}/actions/variables/X`,
      body: () => ({ value: "2" }),
    },
    {
      operation: "repos/create-or-update-environment",
      method: "PUT",
      path: `${inRepository}/environments/dev`,
      body: () => ({
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      }),
    },
    { operation: "repos/get-environment", path: `${inRepository}/environments/dev` },
    {
      operation: "repos/create-deployment-branch-policy",
      method: "POST",
      path: `${inRepository}/environments/dev/deployment-branch-policies`,
      body: () => ({ name: "main", type: "branch" }),
    },
    {
      operation: "repos/list-deployment-branch-policies",
      path: `${inRepository}/environments/dev/deployment-branch-policies`,
    },
    {
      operation: "actions/get-environment-public-key",
      path: `${inRepository}/environments/dev/secrets/public-key`,
    },
    {
      operation: "actions/create-or-update-environment-secret",
      method: "PUT",
      path: `${inRepository}/environments/dev/secrets/X`,
      body: sealed,
    },
    {
      operation: "actions/get-environment-secret",
      path: `${inRepository}/environments/dev/secrets/X`,
    },
    {
      operation: "repos/create-repo-ruleset",
      method: "POST",
      path: `${inRepository}/rulesets`,
      body: () => RULESET,
    },
    { operation: "repos/get-repo-rulesets", path: `${inRepository}/rulesets` },
    { operation: "repos/get-repo-ruleset", path: () => `${inRepository}/rulesets/${ruleset()}` },
    {
      operation: "repos/update-repo-ruleset",
      method: "PUT",
      path: () => `${inRepository}/rulesets/${ruleset()}`,
      body: () => RULESET,
    },
    {
      operation: "actions/list-jobs-for-workflow-run",
      path: () => `${inRepository}/actions/runs/${runId("completed")}/jobs`,
    },
    {
      operation: "actions/download-job-logs-for-workflow-run",
      path: () => `${inRepository}/actions/jobs/${runId("completed") * 1000}/logs`,
    },
  ];
  const appCases: typeof cases = [
    { operation: "apps/get-authenticated", path: "/app", as: "app" },
    {
      operation: "apps/list-webhook-deliveries",
      path: async () => {
        await github.webhooksSettled();
        return "/app/hook/deliveries";
      },
      as: "app",
    },
    {
      operation: "apps/get-webhook-delivery",
      path: () => `/app/hook/deliveries/${delivery()}`,
      as: "app",
    },
    {
      operation: "apps/redeliver-webhook-delivery",
      method: "POST",
      path: () => `/app/hook/deliveries/${delivery()}/attempts`,
      as: "app",
    },
    {
      operation: "teams/get-membership-for-user-in-org",
      path: "/orgs/acme/teams/release/memberships/alice",
      as: "installation",
    },
    { operation: "apps/list-installations", path: "/app/installations", as: "app" },
    { operation: "apps/get-installation", path: () => `/app/installations/${installation.id}`, as: "app" },
    { operation: "apps/get-repo-installation", path: `${inRepository}/installation`, as: "app" },
    { operation: "apps/get-org-installation", path: "/orgs/acme/installation", as: "app" },
    { operation: "apps/get-user-installation", path: "/users/acme/installation", as: "app" },
    {
      operation: "apps/create-installation-access-token",
      method: "POST",
      path: () => `/app/installations/${installation.id}/access_tokens`,
      body: () => ({ repositories: ["releases"] }),
      as: "app",
    },
    {
      operation: "apps/list-repos-accessible-to-installation",
      path: "/installation/repositories",
      as: "installation",
    },
    {
      operation: "apps/revoke-installation-access-token",
      method: "DELETE",
      path: "/installation/token",
      as: "installation",
    },
  ];
  const tokenOf = async (as: "app" | "installation" | undefined): Promise<string> => {
    if (as === undefined) return token;
    const jwt = await appJwt(app);
    if (as === "app") return jwt;
    const url = `${github.apiUrl}/app/installations/${installation.id}/access_tokens`;
    return (await send(url, { token: jwt, method: "POST" })).json.token;
  };

  // An answer was validated on its way out; one that does not fit would have come back as 500.
  test.each([...cases, ...pullCases, ...settingsCases, ...appCases])(
    "$operation",
    async ({ operation, method = "GET", path, body, as }) => {
      const url = github.apiUrl + (typeof path === "string" ? path : await path());
      const { status, text } = await send(url, { token: await tokenOf(as), method, body: await body?.() });
      expect(text).not.toContain("answer breaks");
      // A redirect was followed, to a page.
      expect(Math.floor(status / 100)).toBe(2);
      expect(github.requests.at(-1)?.operation).toBe(operation);
      fitting.add(operation);
    },
  );

  test("none was left out", () => {
    expect([...fitting].sort()).toEqual(servedOperations.toSorted());
  });
});

describe("extract", () => {
  const document = {
    paths: {
      "/things/{id}": {
        get: {
          operationId: "things/get",
          externalDocs: { url: "https://docs.github.com/things" },
          parameters: [{ $ref: "#/components/parameters/id" }],
          responses: {
            "200": { content: { "application/json": { schema: { $ref: "#/components/schemas/thing" } } } },
            "404": { $ref: "#/components/responses/not_found" },
          },
        },
      },
    },
    components: {
      parameters: { id: { name: "id", in: "path", required: true, schema: { type: "integer" } } },
      responses: { not_found: { description: "Not here" } },
      schemas: {
        thing: {
          type: "object",
          description: "A thing",
          properties: {
            description: { type: "string", nullable: true, example: "x" },
            part: { $ref: "#/components/schemas/part" },
          },
        },
        part: { type: "string", "x-secret": true },
        other: { type: "string" },
      },
    },
  };

  test("extracts what the operations need, as JSON schema without prose", () => {
    expect(extract("1.0.0", document, ["things/get"])).toEqual({
      version: "1.0.0",
      operations: {
        "things/get": {
          method: "GET",
          path: "/things/{id}",
          documentation: "https://docs.github.com/things",
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
          requestBody: null,
          responses: { "200": { "application/json": { $ref: "#/definitions/thing" } }, "404": {} },
        },
      },
      definitions: {
        part: { type: "string" },
        thing: {
          type: "object",
          properties: {
            description: { anyOf: [{ type: "string" }, { type: "null" }] },
            part: { $ref: "#/definitions/part" },
          },
        },
      },
    });
  });

  test("refuses an operation that GitHub does not have", () => {
    expect(() => extract("1.0.0", document, ["things/eat"])).toThrow("no operation things/eat");
  });
});
