import { fileURLToPath } from "node:url";
import { runStep } from "../../testing/run-step.ts";
import { createUpdateRun } from "../dispatch.ts";
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
  const run = createUpdateRun(arena, release);
  github.runs.update(run.id, { status: "in_progress" });
  const { exitCode, annotations } = await runStep({
    action: ACTION,
    github,
    token,
    repository: repository.fullName,
    event: run.event,
    runId: run.id,
  });
  github.runs.update(run.id, {
    status: "completed",
    conclusion: exitCode === 0 ? "success" : "failure",
  });
  if (exitCode !== 0)
    process.stderr.write(`${release.container}: ${annotations.at(-1)?.message ?? "killed"}\n`);
}
