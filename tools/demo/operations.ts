import type { RunRecord } from "@release-channels/sandbox";
import type { Screen } from "./screen.ts";
import { clusterFollows, nextUpdate, post, push, sourcesKnow, updates } from "./steps.ts";
import { RELEASES, type World } from "./world.ts";

/** Promotes what runs in dev to stage, with its digest and source. */
export async function promotion(world: World, screen: Screen): Promise<void> {
  screen.act("What runs in dev is promoted to stage");
  const promoted = await operate(world, "promote-release.yml", {
    containers: "my-app",
    from: "dev",
    to: "stage",
  });
  await sourcesKnow(world, await clusterFollows(world, promoted));
  await showImages(world, screen);
}

/** Rolls dev back to the previous image, and the pin holds the next build. */
export async function rollback(world: World, screen: Screen): Promise<void> {
  screen.act("dev is rolled back to the previous image, and the next build does not undo it");
  const back = await operate(world, "rollback-release.yml", {
    containers: "my-app",
    channel: "dev",
    reason: "Incident 42: it says hello too fast",
  });
  await sourcesKnow(world, await clusterFollows(world, back));
  const next = updates(world).length + 1;
  await push(world, "Say hello faster still");
  await nextUpdate(world, next);
  await showImages(world, screen);
}

/** Starts a workflow of the release repository by hand, and waits until it ends. */
async function operate(
  world: World,
  workflow: string,
  inputs: Readonly<Record<string, string>>,
): Promise<RunRecord> {
  const path = `.github/workflows/${workflow}`;
  await post(world, `/repos/${RELEASES}/actions/workflows/${workflow}/dispatches`, { ref: "main", inputs });
  const record = await world.runner.waitFor(({ run }) => run.workflowPath === path);
  if (record.run.conclusion !== "success") {
    throw new Error(`${record.run.htmlUrl} failed:\n${record.jobs.map(({ log }) => log).join("\n")}`);
  }
  return record;
}

/** Asks the cluster's release API which image my-app runs. */
async function showImages({ cluster }: World, screen: Screen): Promise<void> {
  for (const channel of ["dev", "stage"]) {
    const path = `/v1/releases/my-app/${channel}?format=image`;
    const { status, text } = await cluster.ask(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    const [image = "", digest = ""] = text.trim().split("@");
    screen.hop("serves", `${channel.padEnd(5)} ${image}@${digest.slice(0, 19)}…`, "magenta");
  }
}
