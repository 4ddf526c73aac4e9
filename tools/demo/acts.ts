import { writeFile } from "node:fs/promises";
import { servedWithoutImage } from "./following.ts";
import type { Screen } from "./screen.ts";
import { clusterFollows, dispatch, nextUpdate, post, push, sourcesKnow, updates } from "./steps.ts";
import { MY_APP, type World } from "./world.ts";

/** A build's release from push to cluster, and what it wrote. */
export async function release(world: World, screen: Screen): Promise<void> {
  screen.act(`A developer pushes to ${MY_APP}`);
  await push(world, "Say hello");
  const commit = await clusterFollows(world, await nextUpdate(world, 1));
  await servedWithoutImage(world, screen, commit);
  await sourcesKnow(world, commit);
  screen.line();
  screen.block(await world.releasesGit("log", "-1", "--format=%B", "main"));
  screen.line();
  screen.block(await world.releasesGit("diff", "--unified=1", "main~1", "main", "--", "db/db.json"));
}

/** A second container goes to another channel, by hand. */
export async function secondContainer(world: World, screen: Screen): Promise<void> {
  screen.act("A second container, released to stage by hand (workflow_dispatch)");
  await post(world, `/repos/${MY_APP}/actions/workflows/update-release-channel.yml/dispatches`, {
    ref: "main",
    inputs: { container: "worker", image: "ghcr.io/acme/worker:v1.0.0", release_channel: "stage" },
  });
  await sourcesKnow(world, await clusterFollows(world, await nextUpdate(world, 2)));
}

/** The first dispatch arrives again, as after a lost response. */
export async function repeatedDispatch(world: World, screen: Screen): Promise<void> {
  screen.act("The first dispatch is sent again");
  const first = updates(world)[0]?.run.event.payload["client_payload"];
  await dispatch(world, first);
  await nextUpdate(world, 3);
}

/** A slow build is overtaken by the next one, and arrives last. */
export async function olderBuild(world: World, screen: Screen): Promise<void> {
  screen.act("A slow build is overtaken by the next one, and its release arrives late");
  await push(world, "Say hello, after slow tests");
  await push(world, "Say hello faster");
  await clusterFollows(world, await nextUpdate(world, 4));
  await writeFile(world.slowUntil, "");
  await nextUpdate(world, 5);
}

/** An invalid dispatch changes nothing. */
export async function brokenDispatch(world: World, screen: Screen): Promise<void> {
  screen.act("An invalid dispatch is rejected, and the database does not change");
  const before = await world.releasesGit("rev-parse", "main:db/db.json");
  await dispatch(world, { container: "My App", release_channel: "dev", image: "ghcr.io/acme/my-app" });
  await nextUpdate(world, 6);
  const after = await world.releasesGit("rev-parse", "main:db/db.json");
  if (before !== after) throw new Error("A rejected dispatch changed the database.");
  screen.hop("database", `unchanged, blob ${after.slice(0, 7)}`);
}
