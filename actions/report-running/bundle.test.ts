import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { commitNow, feedGit, fileNow, startGitHub, type GitHub } from "@release-channels/sandbox";
import { runStep, type StepResult } from "../../tools/testing/run-step.ts";

const SOURCE = "globex/my-app";
const DATABASE = "db/db.json";
const ON_BRANCH = "repos/compare-commits-with-basehead";

let directory: string;
let github: GitHub;
let reader: string;
let reporter: string;
let developer: string;
let sha: string;
let releases: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "report-running-"));
  github = await startGitHub({ directory });
  await github.createRepository(SOURCE, { files: { "README.md": "app\n" } });
  reporter = tokenOf([SOURCE], { deployments: "write", contents: "read", metadata: "read" });
  sha = headOf(SOURCE);
});
beforeEach(async () => {
  releases = `acme/releases-${++count}`;
  await github.createRepository(releases, { files: { [DATABASE]: '{"version":1,"releases":[]}' } });
  reader = tokenOf([releases], { deployments: "read", contents: "read", metadata: "read" });
  developer = tokenOf([releases], { deployments: "write", contents: "write", metadata: "read" });
});
afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

const tokenOf = (repositories: string[], permissions: Record<string, "read" | "write">): string =>
  github.createToken({ actor: "octocat", kind: "pat", repositories, permissions });
const gitDirOf = (repository: string): string => github.repository(repository).gitDir;
const headOf = (repository: string, branch = "main"): string =>
  commitNow(gitDirOf(repository), `refs/heads/${branch}`).oid;

async function ask(
  token: string,
  path: string,
  method = "GET",
  body?: object,
): Promise<{ id: number; sha: string }> {
  const answer = await fetch(`${github.apiUrl}/repos/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: number; sha: string };
}

const idOf = (number: number): string => `7f9c24e8-3b12-4f6a-9d21-${String(number).padStart(12, "0")}`;

/** Commits a release of a build to the database. @returns the commit */
async function commit(number: number, built: string, trailer: string, isProved = true): Promise<string> {
  const id = idOf(number);
  const build = { sha: built, ref: "refs/heads/main", run_id: number, run_attempt: 1 };
  const source = { repository: SOURCE, ...(isProved && { repository_id: 1 }), ...build };
  const image = `api:v${number}`;
  const record = {
    container: "api",
    channel: "dev",
    image,
    source,
    released_at: "2026-11-21T02:00:00Z",
    released_by: "octocat",
    dispatch_id: id,
  };
  const path = `${releases}/contents/${DATABASE}`;
  await ask(developer, path, "PUT", {
    content: Buffer.from(JSON.stringify({ version: 1, releases: [record] })).toString("base64"),
    sha: (await ask(developer, path)).sha,
    message: [
      `release(api): dev → v${number}\n\napi dev: (new) → ${image}\n\nDispatch-Id: ${id}\nSource: ${SOURCE}@${built}`,
      `${trailer}\nReleased-By: octocat`,
    ].join("\n"),
  });
  return headOf(releases);
}

/** Releases as update-database does, with a deployment that waits for it. @returns the commit */
async function release(number: number): Promise<string> {
  const id = idOf(number);
  const verified = `Verified: ${SOURCE} (id 1) refs/heads/main ${sha} run ${number} attempt 1`;
  const revision = await commit(number, sha, verified);
  const payload = { creation_id: id };
  const creation = { ref: sha, environment: "dev", required_contexts: [], auto_merge: false, payload };
  const { id: deployment } = await ask(reporter, `${SOURCE}/deployments`, "POST", creation);
  await ask(reporter, `${SOURCE}/deployments/${deployment}/statuses`, "POST", { state: "in_progress" });
  return revision;
}

/** What Argo CD tells of a commit. */
async function rolledOut(revision: string): Promise<void> {
  const creation = { ref: revision, environment: "release-api", required_contexts: [], auto_merge: false };
  const { id } = await ask(developer, `${releases}/deployments`, "POST", creation);
  await ask(developer, `${releases}/deployments/${id}/statuses`, "POST", { state: "success" });
}

function report(
  inputs: Record<string, string>,
  event = "workflow_dispatch",
  payload = {},
): Promise<StepResult> {
  github.forgetRequests();
  return runStep({
    action: "actions/report-running",
    github,
    token: reader,
    repository: releases,
    event: { name: event, payload: { repository: { default_branch: "main" }, ...payload } },
    inputs: { token: reporter, ...inputs },
  });
}

const operations = (): string[] => github.requests.map(({ operation }) => operation.replace("graphql:", ""));
const state = (number: number): string | undefined =>
  github
    .deployments(SOURCE)
    .find(({ payload }) => (payload as { creation_id: string }).creation_id === idOf(number))?.statuses[0]
    ?.state;

test("by hand, with a token: seven requests", async () => {
  const revision = await release(1);
  const { exitCode, outputs, annotations } = await report({ revision });
  expect([exitCode, annotations]).toEqual([0, []]);
  const ofReleases = ["RolloutsOfEnvironment", "FileAt", ON_BRANCH, "FileAt", "FileHistory"];
  expect(operations()).toEqual([...ofReleases, "OpenDeployments", "SetDeploymentStates"]);
  expect(outputs["revision"]).toBe(revision);
  expect(JSON.parse(outputs["results"] ?? "")).toEqual([
    {
      repository: SOURCE,
      sha,
      channel: "dev",
      "dispatch-id": idOf(1),
      state: "success",
      outcome: "told",
      reason: "",
    },
  ]);
  expect(state(1)).toBe("success");
});

test("a build is told although more than a hundred commits of others came after its release", async () => {
  await release(50);
  const standing = fileNow(gitDirOf(releases), "refs/heads/main", DATABASE);
  const commits = Array.from({ length: 120 }, (_, index) => {
    const changed = `${standing}${"\n".repeat(index + 1)}`;
    const from = index === 0 ? `from ${headOf(releases)}\n` : "";
    const committer = `committer Mona <mona@example.com> ${Math.floor(Date.now() / 1000)} +0000\n`;
    const file = `M 100644 inline ${DATABASE}\ndata ${Buffer.byteLength(changed)}\n${changed}\n`;
    return `commit refs/heads/main\n${committer}data 4\nEdit\n${from}${file}`;
  });
  await feedGit(gitDirOf(releases), commits.join(""), "fast-import", "--quiet");
  const { exitCode, outputs } = await report({ revision: headOf(releases) });
  expect(exitCode).toBe(0);
  expect(operations().filter((operation) => operation === "FileHistory")).toHaveLength(2);
  expect(JSON.parse(outputs["results"] ?? "")).toMatchObject([{ "dispatch-id": idOf(50), outcome: "told" }]);
  expect(state(50)).toBe("success");
});

test("what ran already costs two requests, and is told to nobody", async () => {
  const revision = await release(2);
  await rolledOut(revision);
  await rolledOut(revision);
  const statusOf = github.deployments(releases)[0]!.statuses[0]!;
  const payload = {
    deployment: { sha: revision, environment: "release-api" },
    deployment_status: { node_id: "unknown", state: statusOf.state, description: "" },
  };
  const { exitCode, outputs } = await report({}, "deployment_status", payload);
  expect([exitCode, outputs["results"]]).toEqual([0, "[]"]);
  expect(operations()).toEqual(["RolloutsOfEnvironment", "FileAt"]);
  expect(state(2)).toBe("in_progress");
});

test("a lost answer changes nothing: the same is told once more", async () => {
  const revision = await release(3);
  github.inject({
    operation: "graphql:SetDeploymentStates",
    fault: { kind: "drop", when: "after" },
    times: 1,
  });
  const { exitCode, annotations } = await report({ revision });
  expect([exitCode, annotations, state(3)]).toEqual([0, [], "success"]);
});

test.each<[string, () => Promise<StepResult>, string]>([
  [
    "without anyone to report as",
    () => report({ token: "", revision: "a".repeat(40) }),
    "neither an App nor a token",
  ],
  [
    "of a rollout that goes on",
    () =>
      report({}, "deployment_status", {
        deployment: { sha: "a".repeat(40), environment: "release-api" },
        deployment_status: { node_id: "x", state: "in_progress", description: "" },
      }),
    "the rollout has not ended",
  ],
])("nothing is asked %s", async (_name, step, text) => {
  const { exitCode, log } = await step();
  expect([exitCode, operations()]).toEqual([0, []]);
  expect(log).toContain(text);
});

test.each([
  [{ revision: "main" }, `Input revision is "main": give all 40 hexadecimal digits of the commit's sha.`],
  [{}, "Input revision is empty: set it, or run on the event deployment_status."],
  [{ revision: "a".repeat(40), state: "done" }, 'Input state is "done": success or failure is allowed.'],
  [{ revision: "a".repeat(40), "github-token": "" }, "Input github-token is empty"],
])("%j is refused", async (inputs, message) => {
  const { exitCode, annotations } = await report(inputs);
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toContain(message);
});

test.each([
  [{ revision: "a".repeat(40) }, "is not a commit of"],
  [{ path: "db/none.json" }, "db/none.json does not exist in"],
  [{ branch: "elsewhere" }, "Could not look for"],
  [{ "github-token": "wrong" }, "is wrong, expired or revoked"],
])("with %j it warns, and the job goes on", async (inputs, message) => {
  const { exitCode, annotations } = await report({ revision: headOf(releases), ...inputs });
  expect(exitCode).toBe(0);
  expect(annotations).toMatchObject([
    {
      level: "warning",
      title: "Could not report to the source repositories what the cluster runs",
      message: expect.stringContaining(message),
    },
  ]);
});

describe("a file or an image that was named has to be there", () => {
  const commitFile = async (path: string, text: string): Promise<void> => {
    const body = { content: Buffer.from(text).toString("base64"), message: `Add ${path}` };
    await ask(developer, `${releases}/contents/${path}`, "PUT", body);
  };
  const PINNED = "kind: Kustomization\nimages:\n  - name: api\n    newTag: v1\n";

  test.each([
    [
      { kustomization: "deploymnt/kustomization.yaml" },
      "deploymnt/kustomization.yaml does not exist in %s, but the input kustomization names it: correct the input, or commit the file.",
    ],
    [
      { kustomization: "clusters/kustomization.yaml", image: "apii" },
      "clusters/kustomization.yaml of %s pins no image apii, but the input image names it: correct the input, or pin the image with pin-image.",
    ],
  ])("%j", async (inputs, message) => {
    await release(10);
    await commitFile("clusters/kustomization.yaml", PINNED);
    const revision = headOf(releases);
    const { exitCode, annotations } = await report({ revision, ...inputs });
    expect(exitCode).toBe(0);
    expect(annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining(message.replace("%s", revision.slice(0, 7))) },
    ]);
    expect(github.requests.filter(({ path }) => path.includes(SOURCE))).toEqual([]);
    expect(state(10)).toBe("in_progress");
  });
});

test("a commit that is not on the branch is not believed, whatever it says", async () => {
  await release(8);
  const forged = "forged";
  await github.createBranch(releases, forged);
  const path = `${releases}/contents/${DATABASE}`;
  const { sha: blob } = await ask(developer, path);
  await ask(developer, path, "PUT", {
    content: Buffer.from('{"version":1,"releases":[]}').toString("base64"),
    message: "Take all out",
    branch: forged,
    sha: blob,
  });
  const { annotations } = await report({ revision: headOf(releases, forged) });
  expect(annotations[0]?.message).toContain(`is not on main of ${releases}: use a commit on that branch.`);
  expect(operations()).toEqual(["RolloutsOfEnvironment", "FileAt", ON_BRANCH]);
  expect(state(8)).toBe("in_progress");
});

describe("a build that was promoted, which nobody has begun a deployment for", () => {
  const promote = async (number: number, built: string, isProved = true): Promise<string> => {
    await rolledOut(headOf(releases));
    return commit(number, built, "Promoted-From: dev", isProved);
  };
  const resultsOf = ({ outputs }: StepResult): { outcome: string; reason: string }[] =>
    JSON.parse(outputs["results"] ?? "");
  const made = (number: number) => {
    const isOf = (payload: unknown) => (payload as { creation_id: string }).creation_id === idOf(number);
    const deployments = github.deployments(SOURCE).filter(({ payload }) => isOf(payload));
    return deployments.map((one) => [one.sha, ...one.statuses.map(({ state }) => state)]);
  };

  test("gets one, once", async () => {
    const revision = await promote(5, sha);
    github.inject({ operation: "repos/create-deployment", fault: { kind: "drop", when: "after" }, times: 1 });
    expect(resultsOf(await report({ revision }))).toMatchObject([{ outcome: "told" }]);
    const found = ["OpenDeployments", "repos/create-deployment", "repos/list-deployments"];
    expect(operations().slice(6)).toEqual([...found, "OpenDeployments", "SetDeploymentStates"]);
    expect(resultsOf(await report({ revision }))).toMatchObject([{ outcome: "settled" }]);
    expect(made(5)).toEqual([[sha, "success"]]);
  });

  test("that was only claimed gets none, although the policy names its repository", async () => {
    const policy = { version: 1, containers: { api: { repository: { name: SOURCE } } } };
    await ask(developer, `${releases}/contents/db/policy.json`, "PUT", {
      content: Buffer.from(JSON.stringify(policy)).toString("base64"),
      message: "Name the source",
    });
    const revision = await promote(9, sha, false);
    const result = await report({ revision });
    expect([result.exitCode, resultsOf(result)]).toMatchObject([0, [{ outcome: "unproved", reason: "" }]]);
    expect(made(9)).toEqual([]);
    expect(github.requests.filter(({ path }) => path.includes(SOURCE))).toEqual([]);
  });

  test("gets one, although two runs make it at once", async () => {
    const revision = await promote(6, sha);
    // Both have looked before the first one creates.
    github.inject({ operation: "graphql:OpenDeployments", fault: { kind: "delay", ms: 3000 }, times: 2 });
    const both = [report({ revision, state: "failure", reason: "no such image" }), report({ revision })];
    for (const { exitCode, annotations } of await Promise.all(both))
      expect([exitCode, annotations]).toEqual([0, []]);
    const [later, earlier] = made(6);
    expect(later).toEqual([sha, "inactive"]);
    expect(earlier?.slice(1)).toEqual(expect.arrayContaining(["success"]));
  });

  test("that cannot be made, because its commit is gone, is a warning, and another is told all the same", async () => {
    const gone = "f".repeat(40);
    const revision = await promote(7, gone);
    const result = await report({ revision });
    expect(result.exitCode).toBe(0);
    expect(resultsOf(result)).toMatchObject([
      { outcome: "failed", reason: expect.stringContaining(`${gone} is no longer in ${SOURCE}`) },
    ]);
    expect(result.annotations).toMatchObject([{ level: "warning", title: `Not reported to ${SOURCE}` }]);
  });
});
