import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { WorkflowRun } from "../model.ts";
import { testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;
let now = new Date("2026-11-20T00:00:00Z");
const sha = "a".repeat(40);

beforeAll(async () => {
  github = await testGitHub({ clock: () => now });
  await github.createRepository("acme/releases", {
    files: { ".github/workflows/update.yml": "on: push\n", ".github/workflows/other.yml": "on: push\n" },
  });
  token = tokenFor(github, ["acme/releases"], { actions: "write" });
});
afterAll(() => github.stop());

function createRun(
  event: { name?: string; ref?: string; actor?: string } = {},
  workflow = "update",
): WorkflowRun {
  return github.runs.create({
    workflowPath: `.github/workflows/${workflow}.yml`,
    workflowName: workflow,
    displayTitle: "Update my-app",
    event: {
      name: "push",
      repository: github.repository("acme/releases"),
      ref: "refs/heads/main",
      sha,
      actor: "octocat",
      payload: {},
      ...event,
    },
  });
}

const api = (path: string, method = "GET"): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/releases/actions/${path}`, { token, method });
const idsOf = (answer: TestAnswer): number[] => answer.json.workflow_runs.map(({ id }: { id: number }) => id);

describe("runs", () => {
  test("are found by each filter", async () => {
    const old = createRun({ actor: "mona", ref: "refs/tags/v1" });
    now = new Date("2026-11-21T10:00:00Z");
    const dispatched = createRun({ name: "repository_dispatch" }, "other");
    github.runs.update(dispatched.id, { status: "in_progress" });
    const done = createRun();
    github.runs.update(done.id, { status: "completed", conclusion: "failure" });

    const found = async (query: string): Promise<number[]> => idsOf(await api(`runs?${query}`));
    expect(await found("")).toEqual([done.id, dispatched.id, old.id]);
    expect(await found("actor=Mona")).toEqual([old.id]);
    expect(await found("branch=v1")).toEqual([old.id]);
    expect(await found("event=repository_dispatch")).toEqual([dispatched.id]);
    expect(await found("status=queued")).toEqual([old.id]);
    expect(await found("status=failure")).toEqual([done.id]);
    expect(await found("created=2026-11-20")).toEqual([old.id]);
    expect(await found("created=%3E2026-11-20")).toEqual([done.id, dispatched.id]);
    expect(await found("created=*..2026-11-21T09:59:59Z")).toEqual([old.id]);
    expect(await found(`head_sha=${"b".repeat(40)}`)).toEqual([]);
    expect(idsOf(await api("workflows/other.yml/runs"))).toEqual([dispatched.id]);
    expect((await api("workflows/none.yml/runs")).status).toBe(404);
  });

  test("come in pages with links", async () => {
    const first = await api("runs?per_page=2");
    expect(first.json.total_count).toBe(3);
    expect(first.json.workflow_runs).toHaveLength(2);
    const link = first.headers.get("link") ?? "";
    expect(link).toBe(
      `<${github.apiUrl}/repos/acme/releases/actions/runs?per_page=2&page=2>; rel="next", ` +
        `<${github.apiUrl}/repos/acme/releases/actions/runs?per_page=2&page=2>; rel="last"`,
    );
    const second = await api("runs?per_page=2&page=2");
    expect(second.json.workflow_runs).toHaveLength(1);
    expect(second.headers.get("link")).toContain('rel="prev"');
  });

  test("show what they are", async () => {
    const run = createRun();
    const { json } = await api(`runs/${run.id}`);
    expect(json).toMatchObject({
      id: run.id,
      name: "update",
      display_title: "Update my-app",
      head_branch: "main",
      head_sha: sha,
      path: ".github/workflows/update.yml",
      run_attempt: 1,
      status: "queued",
      conclusion: null,
      html_url: `${github.url}/acme/releases/actions/runs/${run.id}`,
      repository: { full_name: "acme/releases" },
    });
    expect((await send(json.html_url)).text).toContain("Update my-app");
    expect((await api("runs/1")).status).toBe(404);
  });

  test("are cancelled and started again by whoever listens", async () => {
    const run = createRun();
    const asked: string[] = [];
    const stop = github.onRunRequest(({ kind, run: { id } }) => asked.push(`${kind} ${id}`));
    const early = await api(`runs/${run.id}/rerun`, "POST");
    expect([early.status, early.json.message]).toEqual([403, "This workflow is already running"]);
    expect(await api(`runs/${run.id}/cancel`, "POST")).toMatchObject({ status: 202, json: {} });
    github.runs.update(run.id, { status: "completed", conclusion: "cancelled" });
    const late = await api(`runs/${run.id}/cancel`, "POST");
    expect([late.status, late.json.message]).toEqual([
      409,
      "Cannot cancel a workflow run that is completed.",
    ]);
    expect(await api(`runs/${run.id}/rerun`, "POST")).toMatchObject({ status: 201, json: {} });
    stop();
    expect(asked).toEqual([`cancel ${run.id}`, `rerun ${run.id}`]);
    expect(github.runs.restart(run.id)).toMatchObject({ runAttempt: 2, status: "queued", conclusion: null });
  });
});
