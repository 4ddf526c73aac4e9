import { expect, test } from "@jest/globals";
import type { Repository, WorkflowEvent } from "../../github/model.ts";
import { UnsupportedError } from "../errors.ts";
import { openWorkflow } from "./parse.ts";
import { isTriggered, skipsWorkflows } from "./triggers.ts";

const repository: Repository = {
  id: 1,
  owner: "acme",
  name: "app",
  fullName: "acme/app",
  defaultBranch: "main",
  gitDir: "",
  cloneUrl: "",
  htmlUrl: "",
  private: false,
  archived: false,
};

function event(name: string, more: Partial<WorkflowEvent> = {}): WorkflowEvent {
  return { name, repository, ref: "refs/heads/main", sha: "", actor: "x", payload: {}, ...more };
}

async function triggers(on: string, event: WorkflowEvent, paths: readonly string[] = []): Promise<boolean> {
  const origin = { repository, path: ".github/workflows/w.yml", label: "w.yml", sha: "", ref: event.ref };
  const { header } = openWorkflow(origin, `on: ${on}\njobs: { a: { runs-on: x, steps: [{ run: x }] } }`);
  return await isTriggered(header, event, () => Promise.resolve(paths));
}

const branch = event("push");
const tag = event("push", { ref: "refs/tags/v1" });
const deleted = event("push", { payload: { ref: "refs/heads/old", deleted: true } });
const pull = (action: string, base: string): WorkflowEvent =>
  event("pull_request", { payload: { action, pull_request: { base: { ref: base } } } });
const afterRun = (name: string): WorkflowEvent =>
  event("workflow_run", { payload: { action: "completed", workflow_run: { name, head_branch: "main" } } });

test.each([
  ["push", branch, true],
  ["[pull_request, push]", branch, true],
  ["pull_request", branch, false],
  ["{ push: }", tag, true],
  ["{ push: { branches: [main] } }", branch, true],
  ["{ push: { branches: [dev] } }", branch, false],
  ["{ push: { branches: [main] } }", tag, false],
  ["{ push: { branches-ignore: [dev] } }", branch, true],
  ["{ push: { branches-ignore: [m*] } }", branch, false],
  ["{ push: { branches-ignore: [dev] } }", tag, false],
  ["{ push: { tags: [v*] } }", tag, true],
  ["{ push: { tags: [v*] } }", branch, false],
  ["{ push: { tags-ignore: [v*] } }", tag, false],
  ["{ push: { branches: [main], tags: [v*] } }", tag, true],
  ["{ push: { branches: [old] } }", deleted, true],
  ["{ push: { branches: [main] } }", deleted, false],
  ["pull_request", pull("opened", "main"), true],
  ["pull_request", pull("closed", "main"), false],
  ["{ pull_request: { types: [closed] } }", pull("closed", "main"), true],
  ["{ pull_request: { branches: [dev] } }", pull("opened", "main"), false],
  ["repository_dispatch", event("repository_dispatch", { payload: { action: "go" } }), true],
  [
    "{ repository_dispatch: { types: [go] } }",
    event("repository_dispatch", { payload: { action: "go" } }),
    true,
  ],
  [
    "{ repository_dispatch: { types: [go] } }",
    event("repository_dispatch", { payload: { action: "no" } }),
    false,
  ],
  ["{ workflow_run: { workflows: [CI] } }", afterRun("CI"), true],
  ["{ workflow_run: { workflows: [CI] } }", afterRun("Other"), false],
  ["{ workflow_run: { workflows: [CI], branches: [dev] } }", afterRun("CI"), false],
  ["workflow_dispatch", event("workflow_dispatch", { workflowPath: ".github/workflows/w.yml" }), true],
  ["workflow_dispatch", event("workflow_dispatch", { workflowPath: ".github/workflows/v.yml" }), false],
])("on: %s, case %#", async (on, event, expected) => {
  expect(await triggers(on, event)).toBe(expected);
});

test.each([
  ["{ push: { paths: ['src/**'] } }", ["src/a.ts"], true],
  ["{ push: { paths: ['src/**'] } }", ["docs/a.md"], false],
  ["{ push: { paths: ['src/**', '!src/gen/**'] } }", ["src/gen/a.ts"], false],
  ["{ push: { paths-ignore: ['docs/**'] } }", ["docs/a.md"], false],
  ["{ push: { paths-ignore: ['docs/**'] } }", ["docs/a.md", "src/a.ts"], true],
])("on: %s with %j: %s", async (on, paths, expected) => {
  expect(await triggers(on, branch, paths)).toBe(expected);
});

test("paths do not matter to tags", async () => {
  expect(await triggers("{ push: { paths: ['src/**'], tags: ['*'] } }", tag)).toBe(true);
});

test("an unknown event is refused", async () => {
  await expect(triggers("push", event("gollum"))).rejects.toThrow(UnsupportedError);
});

test.each([
  ["fix [skip ci]", true],
  ["fix [actions skip] it", true],
  ["fix\n\nbody\n\nskip-checks: true", true],
  ["skip ci", false],
])("%j skips: %s", (message, expected) => {
  expect(skipsWorkflows(message)).toBe(expected);
});
