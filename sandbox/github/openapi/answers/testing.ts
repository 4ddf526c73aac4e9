import { afterAll } from "@jest/globals";
import sodium from "libsodium-wrappers";
import { send } from "../../../http/testing.ts";
import { testGitHub, tokenFor } from "../../testing.ts";

/** A GitHub that has something of everything that can be asked for, and a request for each operation. */

export const github = await testGitHub();
afterAll(() => github.stop());

const repository = await github.createRepository("acme/releases", {
  files: { "README.md": "Read", "db/db.json": "{}", ".github/workflows/run.yml": "on: workflow_dispatch" },
});
export const token = tokenFor(github, ["acme/releases", "acme/hidden"], {
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
export const app = await github.createApp({
  slug: "reporter",
  permissions: { contents: "read", members: "read" },
  // Nothing listens there: a failed delivery is a delivery, too.
  webhook: { url: "http://127.0.0.1:9/", events: ["status"] },
});
github.setTeam("acme/release", ["alice", "bob"]);
export const installation = github.installApp(app, "acme");
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
    steps: [{ name: "Say", conclusion: "success", log: "said\n" }],
    annotations: [
      { level: "warning", message: "Old", file: "a.ts", line: 3 },
      { level: "notice", message: "Said" },
    ],
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

export const runId = (status: string): number =>
  github.runs.list("acme/releases").find((run) => run.status === status)?.id ?? 0;
export const head = async (): Promise<string> =>
  (await send(`${github.apiUrl}/repos/acme/releases/git/ref/heads/main`, { token })).json.object.sha;

export const deployment = (): number => github.deployments("acme/releases")[0]?.id ?? 0;
export const deploymentStatus = (): number => github.deployments("acme/releases")[0]?.statuses[0]?.id ?? 0;

export const delivery = (): number => github.webhookDeliveries(app)[0]?.id ?? 0;
export const ruleset = (): number => [...github.settings("acme/releases").rulesets.keys()][0] ?? 0;
export const sealed = async (): Promise<unknown> => {
  const { sealingKey } = github.settings("acme/releases");
  await sodium.ready;
  const box = sodium.crypto_box_seal("secret", Buffer.from(sealingKey.publicKey, "base64"));
  return { encrypted_value: Buffer.from(box).toString("base64"), key_id: sealingKey.id };
};

export const inRepository = "/repos/acme/releases";

/** One request. */
export interface Case {
  readonly operation: string;
  readonly method?: string;
  readonly path: string | (() => string | Promise<string>);
  readonly body?: () => unknown;
  /** Instead of a user's token. */
  readonly as?: "app" | "installation";
}
