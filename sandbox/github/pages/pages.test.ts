import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import { testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let sha: string;

beforeAll(async () => {
  github = await testGitHub({ clock: () => new Date("2026-11-21T02:00:00Z") });
  const repository = await github.createRepository("acme/my-app", { files: { "a.html": "<b>bold</b>" } });
  const token = tokenFor(github, ["acme/my-app"], { statuses: "write", deployments: "write" });
  const api = async (path: string, body: unknown): Promise<TestAnswer> =>
    send(`${github.apiUrl}/repos/acme/my-app/${path}`, { token, body });
  sha = (await send(`${github.apiUrl}/repos/acme/my-app/commits/main`)).json.sha;
  await api(`statuses/${sha}`, { state: "pending", context: "release/dev", description: "Waits" });
  await api(`statuses/${sha}`, {
    state: "success",
    context: "release/dev",
    description: "<script>alert('&')</script>",
    target_url: "https://ci.example/1?a=1&b=2",
  });
  const { json } = await api("deployments", { ref: "main", environment: "dev", description: "By hand" });
  await api(`deployments/${json.id}/statuses`, { state: "in_progress" });
  await api(`deployments/${json.id}/statuses`, {
    state: "failure",
    description: "Broke",
    environment_url: "https://dev.example",
  });
  github.runs.create({
    workflowPath: ".github/workflows/w.yml",
    workflowName: "Build",
    displayTitle: "<i>",
    event: { name: "push", repository, ref: "refs/heads/main", sha, actor: "octocat", payload: {} },
  });
});
afterAll(() => github.stop());

const pageAt = async (path: string): Promise<TestAnswer> => send(`${github.url}/acme/my-app${path}`);
const rowsOf = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/<tr>(.*?)<\/tr>/gs)]
    .map(([, row = ""]) => [...row.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell = ""]) => cell))
    .filter((row) => row.length > 0);
const at = "2026-11-21T02:00:00Z";

test("a commit shows its current state, and nothing in it is treated as HTML", async () => {
  const { headers, text } = await pageAt(`/commit/${sha}`);
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(rowsOf(text)).toEqual([
    [
      '<a href="https://ci.example/1?a=1&amp;b=2">release/dev</a>',
      "success",
      "&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;",
      "octocat",
      at,
    ],
    ['<a href="https://dev.example">dev</a>', "failure", "Broke", "octocat", at],
  ]);
  expect(text).toContain("+&lt;b&gt;bold&lt;/b&gt;");
});

test("a repository shows each environment's history, newest first", async () => {
  const { text } = await pageAt("/deployments");
  expect(text).toContain("<h2>dev</h2>");
  expect(rowsOf(text).map(([, , state, description]) => [state, description])).toEqual([
    ["failure", "Broke"],
    ["in_progress", ""],
    ["created for main", "By hand"],
  ]);
});

test("a repository and its Actions list the runs", async () => {
  const [run] = github.runs.list("acme/my-app");
  const row = [
    `<a href="${run!.htmlUrl}">Build #1: &lt;i&gt;</a>`,
    "queued",
    "push",
    `<a href="${github.url}/acme/my-app/commit/${sha}">${sha.slice(0, 7)}</a>`,
    at,
  ];
  for (const path of ["", "/actions"]) expect(rowsOf((await pageAt(path)).text)).toEqual([row]);
  expect((await send(`${github.url}/`)).text).toContain(
    `<a href="${github.url}/acme/my-app">acme/my-app</a>`,
  );
});

test("a run shows its jobs, their steps, summaries and logs", async () => {
  const [run] = github.runs.list("acme/my-app");
  github.runs.addJob(run!.id, {
    name: "build",
    result: "failure",
    steps: [{ name: "Run make", conclusion: "failure", log: "1 < 2" }],
    annotations: [],
    summary: "- 2 < 3\n",
    log: "1 < 2",
  });
  const { text } = await pageAt(`/actions/runs/${run!.id}`);
  expect(text).toContain("<h1>Build #1: &lt;i&gt;</h1>");
  expect(text).toContain("<h2>build: failure</h2>");
  expect(rowsOf(text)).toEqual([["Run make", "failure"]]);
  expect(text).toContain('<pre class="summary">- 2 &lt; 3\n</pre>');
  expect(text).toContain("<pre>1 &lt; 2</pre>");
  github.runs.restart(run!.id);
  expect((await pageAt(`/actions/runs/${run!.id}`)).text).not.toContain("<h2>");
});

test.each([["/commit/0123456"], ["/commit/main"], ["/actions/runs/1"], ["/blob/main/none"]])(
  "404 for %s",
  async (path) => {
    expect((await pageAt(path)).status).toBe(404);
  },
);
