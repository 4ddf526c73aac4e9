import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  commitNow,
  countNow,
  fileNow,
  startSandbox,
  type RunRecord,
  type Sandbox,
} from "@release-channels/sandbox";

const WORKFLOWS = ["promote-release", "rollback-release", "update-database"];
const ACTIONS = WORKFLOWS.flatMap((name) =>
  ["action.yml", "dist/index.js", "dist/package.json"].map((file) => `actions/${name}/${file}`),
);
const RELEASE = {
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: "11111111-2222-4333-8444-555555555555",
};
const release = (container: string, channel: string, tag: string) => ({
  container,
  channel,
  image: `${container}:${tag}`,
  ...RELEASE,
});
const DATABASE = JSON.stringify({
  version: 1,
  releases: [
    release("api", "dev", "v2"),
    release("api", "prod", "v1"),
    release("web", "dev", "v2"),
    release("web", "prod", "v1"),
  ],
});

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.repository(
    Object.fromEntries(
      [...WORKFLOWS, "notify-slack", "publish"].map((name) => [
        name,
        readFileSync(`.github/workflows/${name}.yml`, "utf8"),
      ]),
    ),
    {
      ...Object.fromEntries(ACTIONS.map((path) => [path, readFileSync(path, "utf8")])),
      "db/db.json": DATABASE,
    },
  );
  // What is published has tests of its own.
  sandbox.runner.setVariable("acme/app", "PUBLISH", "false");
});

afterAll(() => sandbox.stop());

/** Fills in a workflow's form, as a person does. */
async function submit(workflow: string, inputs: Record<string, string>): Promise<void> {
  const { github } = sandbox;
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/app"],
    permissions: { actions: "write", metadata: "read" },
  });
  const answer = await fetch(`${github.apiUrl}/repos/acme/app/actions/workflows/${workflow}.yml/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ ref: "main", inputs }),
  });
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
}

/** The run of one form; several of them run at once. */
async function runs(...forms: readonly (readonly [string, Record<string, string>])[]) {
  const before = sandbox.runner.runs.length;
  await Promise.all(forms.map(([workflow, inputs]) => submit(workflow, inputs)));
  await sandbox.runner.idle();
  return sandbox.runner.runs.slice(before);
}

const outputsOf = ({ jobs }: RunRecord) => jobs[0]!.outputs;
const outcomes = (record: RunRecord) =>
  (JSON.parse(outputsOf(record)["results"]!) as { outcome: string }[]).map(({ outcome }) => outcome);
const gitDir = () => sandbox.github.repository("acme/app").gitDir;
const MAIN = "refs/heads/main";
const imageOf = (container: string) =>
  (
    JSON.parse(fileNow(gitDir(), MAIN, "db/db.json")) as { releases: ReturnType<typeof release>[] }
  ).releases.find((one) => one.container === container && one.channel === "prod")?.image;

test("two promotions at once both land, then a rollback by its form is held against the next build", async () => {
  const promoted = await runs(
    ["promote-release", { containers: "api", from: "dev", to: "prod" }],
    ["promote-release", { containers: "web", from: "dev", to: "prod", reason: "weekly" }],
  );
  expect(promoted.map(({ run }) => run.conclusion)).toEqual(["success", "success"]);
  expect(promoted.flatMap(outcomes)).toEqual(["applied", "applied"]);
  expect(promoted.map(({ run }) => run.displayTitle).sort()).toEqual([
    "Promote api from dev to prod",
    "Promote web from dev to prod",
  ]);
  expect([imageOf("api"), imageOf("web")]).toEqual(["api:v2", "web:v2"]);
  expect(countNow(gitDir(), MAIN)).toBe(3);

  const [rollback] = await runs([
    "rollback-release",
    { containers: "api", channel: "prod", reason: "incident 42" },
  ]);
  expect(rollback?.run.displayTitle).toBe("Roll back api in prod to previous");
  expect(outcomes(rollback!)).toEqual(["applied"]);
  expect(outputsOf(rollback!)).toMatchObject({ changed: "true", commit_sha: commitNow(gitDir(), MAIN).oid });
  expect(outputsOf(rollback!)["history"]).toContain('"image":"api:v1"');
  expect(imageOf("api")).toBe("api:v1");

  const [build] = await runs([
    "update-database",
    { container: "api", release_channel: "prod", image: "api:v3" },
  ]);
  expect(outcomes(build!)).toEqual(["held"]);
  expect(outputsOf(build!)["results"]).toContain("incident 42");
  expect(imageOf("api")).toBe("api:v1");

  const [unpinned] = await runs(["rollback-release", { containers: "api", channel: "prod", unpin: "true" }]);
  expect(unpinned?.run.displayTitle).toBe("Unpin api in prod");
  expect(commitNow(gitDir(), MAIN).message.split("\n")[0]).toBe("release(api): prod → v1 (unpinned)");
});

test("what was committed is published, also when the rest was held and that fails the job", async () => {
  await runs([
    "rollback-release",
    { containers: "web", channel: "prod", to: "web:v1", reason: "incident 43" },
  ]);
  sandbox.runner.setVariable("acme/app", "PUBLISH", "true");
  const [promoted] = await runs([
    "promote-release",
    { containers: "api,web", from: "dev", to: "prod", fail_on_held: "true" },
  ]);
  sandbox.runner.setVariable("acme/app", "PUBLISH", "false");
  expect(promoted?.run.conclusion).toBe("failure");
  expect(outcomes(promoted!)).toEqual(["applied", "held"]);
  expect(outputsOf(promoted!)["changed"]).toBe("true");
  expect(promoted?.jobs.map(({ id }) => id)).toContain("publish.version");
});
