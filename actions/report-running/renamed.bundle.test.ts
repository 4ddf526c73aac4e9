import { afterAll, beforeEach, expect, test } from "@jest/globals";
import {
  commitNow,
  runGit,
  testGitHub,
  tokenFor,
  type App,
  type Repository,
} from "@release-channels/sandbox";
import { runStep, type StepResult } from "../../tools/testing/run-step.ts";

/** Builds of one source repository, proved under the name that it had each time. */
const github = await testGitHub();
const PERMISSIONS = { deployments: "write", statuses: "write" } as const;
let count = 0;
let app: App;
let source: Repository;
let releases: string;
let reader: string;
let sha: string;
afterAll(() => github.stop());

beforeEach(async () => {
  count += 1;
  source = {
    ...(await github.createRepository(`globex-${count}/my-app`, { private: true, files: { a: "1" } })),
  };
  sha = headOf(source.gitDir);
  await github.createRepository(`globex-${count}/other`, { private: true, files: { a: "2" } });
  app = await github.createApp({ slug: `bot-${count}`, permissions: PERMISSIONS });
  github.installApp(app, `globex-${count}`, { repositories: ["my-app", "other"] });
  releases = `acme/releases-${count}`;
});

const headOf = (gitDir: string): string => commitNow(gitDir, "refs/heads/main").oid;
const idOf = (number: number): string =>
  `7f9c24e8-3b12-4f6a-${9000 + count}-${String(number).padStart(12, "0")}`;

/** A release of a container, that a build proved under a name. */
function recordOf(container: string, number: number, repository: string) {
  return {
    container,
    channel: "dev",
    image: `${container}:v${number}`,
    source: {
      repository,
      repository_id: source.id,
      sha,
      ref: "refs/heads/main",
      run_id: number,
      run_attempt: 1,
    },
    released_at: "2026-11-21T02:00:00Z",
    released_by: "octocat",
    dispatch_id: idOf(number),
  };
}

/** The database that two builds released to, each with its commit, and a deployment for each that waits. */
async function release(names: readonly [string, string], deployed: string): Promise<void> {
  const records = [recordOf("api", 1, names[0]), recordOf("web", 2, names[1])];
  await github.createRepository(releases, { private: true, files: { "db/db.json": databaseOf([]) } });
  const writer = tokenFor(github, [releases], { contents: "write" });
  for (const [index, { container, image, dispatch_id: id, source: build }] of records.entries()) {
    const verified = `Verified: ${build.repository} (id ${source.id}) ${build.ref} ${sha} run ${index + 1} attempt 1`;
    const text = databaseOf(records.slice(0, index + 1));
    await put(
      writer,
      `release(${container}): dev → v\n\n${container} dev: (new) → ${image}\n\nDispatch-Id: ${id}\nSource: ${build.repository}@${sha}\n${verified}`,
      text,
    );
    await deploy(deployed, id);
  }
  reader = tokenFor(github, [releases], { deployments: "read", contents: "read" });
}
const databaseOf = (records: readonly object[]) => JSON.stringify({ version: 1, releases: records });

async function ask(token: string, path: string, method = "GET", body?: object): Promise<{ sha: string }> {
  const answer = await fetch(`${github.apiUrl}/repos/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { sha: string };
}

async function put(token: string, message: string, text: string): Promise<void> {
  const path = `${releases}/contents/db/db.json`;
  const content = Buffer.from(text).toString("base64");
  await ask(token, path, "PUT", { content, message, sha: (await ask(token, path)).sha });
}

async function deploy(repository: string, id: string): Promise<void> {
  const token = tokenFor(github, [repository], { deployments: "write", contents: "read" });
  const body = { ref: sha, environment: "dev", required_contexts: [], auto_merge: false };
  await ask(token, `${repository}/deployments`, "POST", { ...body, payload: { creation_id: id } });
}

function report({ id, privateKey }: App = app): Promise<StepResult> {
  github.forgetRequests();
  return runStep({
    action: "actions/report-running",
    github,
    token: reader,
    repository: releases,
    event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
    inputs: {
      "app-id": String(id),
      "private-key": privateKey,
      revision: headOf(github.repository(releases).gitDir),
    },
  });
}

const outcomesOf = ({ outputs }: StepResult): readonly string[] =>
  (JSON.parse(outputs["results"] ?? "") as { repository: string; outcome: string }[]).map(
    ({ repository, outcome }) => `${repository} ${outcome}`,
  );
const states = (repository: string) =>
  github.deployments(repository).map(({ statuses: [newest] }) => newest?.state);
/** What the App's tokens were for, each token once. */
const reached = () => {
  const grants = github.requests.flatMap(({ grant }) => (grant?.kind === "installation" ? [grant] : []));
  return [
    ...new Set(grants.map(({ repositories, permissions }) => JSON.stringify([repositories, permissions]))),
  ];
};
const tokens = () =>
  github.requests.filter(({ operation }) => operation === "apps/create-installation-access-token").length;

test("a repository under both of its names is told once, with one token for it alone, and of both builds", async () => {
  const before = source.fullName;
  github.renameRepository(before, "shop");
  const now = before.replace("my-app", "shop");
  await release([before, now], now);
  const result = await report();
  expect([result.exitCode, result.annotations]).toEqual([0, []]);
  expect(outcomesOf(result).toSorted()).toEqual([`${before} told`, `${now} told`]);
  expect(states(now)).toEqual(["success", "success"]);
  expect(tokens()).toBe(1);
  expect(reached()).toEqual([JSON.stringify([[now], { metadata: "read", deployments: "write" }])]);
});

test("where somebody else has taken the former name, the repository is told by its later one, and they are not", async () => {
  const before = source.fullName;
  github.renameRepository(before, "shop");
  const now = before.replace("my-app", "shop");
  const taken = await github.createRepository(before, { private: true, files: { a: "3" } });
  expect(taken.id).not.toBe(source.id);
  await release([now, before], now);
  const result = await report();
  expect([result.exitCode, result.annotations]).toEqual([0, []]);
  expect(states(now)).toEqual(["success", "success"]);
  expect(github.deployments(before)).toEqual([]);
  expect(reached()).toEqual([JSON.stringify([[now], { metadata: "read", deployments: "write" }])]);
});

test("a repository that was transferred is told through the installation of its new account", async () => {
  const before = source.fullName;
  const owner = `initech-${count}`;
  github.installApp(app, owner);
  github.transferRepository(before, owner);
  const now = `${owner}/my-app`;
  await release([before, before], now);
  const result = await report();
  expect([result.exitCode, result.annotations]).toEqual([0, []]);
  expect(states(now)).toEqual(["success", "success"]);
  expect(reached()).toEqual([JSON.stringify([[now], { metadata: "read", deployments: "write" }])]);
});

test("whoever has taken the only name that is known is told nothing, with the same commit and the same deployments", async () => {
  const before = source.fullName;
  github.renameRepository(before, "shop");
  const taken = await github.createRepository(before, { private: true, files: { a: "4" } });
  await runGit(taken.gitDir, "fetch", "--quiet", source.gitDir, "+refs/heads/main:refs/heads/main");
  const everywhere = await github.createApp({ slug: `all-${count}`, permissions: PERMISSIONS });
  github.installApp(everywhere, `globex-${count}`);
  await release([before, before], before);
  const result = await report(everywhere);
  expect(result.exitCode).toBe(0);
  expect(outcomesOf(result)).toEqual([`${before} failed`, `${before} failed`]);
  expect(states(before)).toEqual([undefined, undefined]);
  expect(reached()).toEqual([
    JSON.stringify([[before.replace("my-app", "shop")], { metadata: "read", deployments: "write" }]),
  ]);
});
