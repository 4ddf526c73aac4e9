import { globSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { resultsOf, startSandbox, type RunRecord, type Sandbox } from "@release-channels/sandbox";
import { readTemplate } from "../testing/templates.ts";

const ACTION = ["action.yml", "dist/index.js", "dist/package.json"].map(
  (file) => `actions/trigger-dispatch/${file}`,
);
const CONTEXTS: Readonly<Record<string, readonly string[]>> = {
  "single-container": ["."],
  "several-containers": ["api", "worker"],
  "tag-strategies": ["."],
  "monorepo-matrix": ["services/cart", "services/checkout", "services/search"],
};

let sandbox: Sandbox;
let token: string;
const payloads: { releases: { container: string; channel: string; image: string; digest: string }[] }[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  const { github, runner } = sandbox;
  const files = Object.fromEntries(ACTION.map((path) => [path, readFileSync(path)]));
  const releases = await github.createRepository("acme/releases", { files });
  await github.createBranch(releases.fullName, "v1");
  const repositories = Object.keys(CONTEXTS).map((name) => `acme/${name}`);
  const grant = { actor: "octocat", kind: "pat", permissions: { contents: "write" } } as const;
  token = github.createToken({ ...grant, repositories });
  for (const [name, contexts] of Object.entries(CONTEXTS)) {
    const path = `examples/${name}/.github/workflows/build.yml`;
    const dockerfiles = contexts.map((context) => [
      `${context}/Dockerfile`.replace("./", ""),
      "FROM scratch\nCOPY . /\n",
    ]);
    await github.createRepository(`acme/${name}`, {
      files: { ".github/workflows/build.yml": await readTemplate(path), ...Object.fromEntries(dockerfiles) },
    });
    runner.setSecret(
      `acme/${name}`,
      "RELEASE_API_PAT",
      github.createToken({ ...grant, repositories: ["acme/releases"] }),
    );
  }
  github.onEvent(({ name, payload }) => {
    if (name === "repository_dispatch") payloads.push(payload["client_payload"] as (typeof payloads)[number]);
  });
});
afterAll(() => sandbox.stop());

/** Pushes a change to the example's main branch and waits for its run. */
async function build(name: string): Promise<{ readonly run: RunRecord; readonly sha: string }> {
  payloads.length = 0;
  const answer = await fetch(`${sandbox.github.apiUrl}/repos/acme/${name}/contents/change`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ message: "Change", content: "eA==" }),
  });
  const { commit } = (await answer.json()) as { commit: { sha: string } };
  await sandbox.runner.idle();
  return { run: sandbox.runner.runs.at(-1)!, sha: commit.sha };
}

const released = () =>
  payloads.map(({ releases }) =>
    releases.map(({ container, channel, image }) => ({ container, channel, image })),
  );

test("every example has a test", () => {
  const names = globSync("examples/*/.github/workflows/build.yml").map((path) => path.split("/")[1]);
  expect(new Set(names)).toEqual(new Set(Object.keys(CONTEXTS)));
});

test.each([
  [
    "single-container",
    (sha: string) => [
      [
        {
          container: "my-app",
          channel: "dev",
          image: `ghcr.io/acme/single-container:main-${sha.slice(0, 7)}`,
        },
      ],
    ],
  ],
  [
    "tag-strategies",
    (sha: string) => [[{ container: "my-app", channel: "dev", image: `ghcr.io/acme/my-app:${sha}` }]],
  ],
  [
    "several-containers",
    (sha: string) => [
      ["app-api", "app-worker"].map((container) => ({
        container,
        channel: "dev",
        image: `ghcr.io/acme/${container}:${sha}`,
      })),
    ],
  ],
  [
    "monorepo-matrix",
    (sha: string) =>
      ["cart", "checkout", "search"].map((container) => [
        { container, channel: "dev", image: `ghcr.io/acme/${container}:${sha}` },
      ]),
  ],
])("%s releases what it built", async (name, expected) => {
  const { run, sha } = await build(name);
  expect(new Set(Object.values(resultsOf(run)))).toEqual(new Set(["success"]));
  const byContainer = released().toSorted((a, b) => a[0]!.container.localeCompare(b[0]!.container));
  expect(byContainer).toEqual(expected(sha));
  for (const { releases } of payloads) {
    for (const { digest } of releases) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  }
});
