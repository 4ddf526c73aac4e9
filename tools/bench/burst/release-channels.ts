import { fileURLToPath } from "node:url";
import type { WorkflowEvent } from "@release-channels/sandbox";
import { runStep } from "../../testing/run-step.ts";
import { dispatchOf } from "../dispatch.ts";
import type { Arena, PlannedRelease, Strategy } from "./strategy.ts";

const ACTION = fileURLToPath(new URL("../../../actions/update-database", import.meta.url));

/** This suite: the committed bundle of update-database, each in its own workflow run. */
export const releaseChannels: Strategy = {
  name: "release-channels",
  async prepare(arena, releases) {
    return releases.map((release) => () => runUpdate(arena, release));
  },
};

async function runUpdate(arena: Arena, release: PlannedRelease): Promise<void> {
  const { github, repository, token } = arena;
  const payload = { client_payload: dispatchOf(release), repository: { default_branch: "main" } };
  const event: WorkflowEvent = {
    name: "repository_dispatch",
    repository,
    ref: "refs/heads/main",
    sha: "0".repeat(40),
    actor: "octocat",
    payload,
  };
  const workflowPath = ".github/workflows/update-database.yml";
  const run = github.runs.create({
    event,
    workflowPath,
    workflowName: "Update database",
    displayTitle: release.container,
  });
  github.runs.update(run.id, { status: "in_progress" });
  const { exitCode, annotations } = await runStep({
    action: ACTION,
    github,
    token,
    repository: repository.fullName,
    event: { name: event.name, payload },
    runId: run.id,
  });
  github.runs.update(run.id, {
    status: "completed",
    conclusion: exitCode === 0 ? "success" : "failure",
  });
  if (exitCode !== 0)
    process.stderr.write(`${release.container}: ${annotations.at(-1)?.message ?? "killed"}\n`);
}
