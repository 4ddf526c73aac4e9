import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readMatrix, renderMatrix } from "../matrix/matrix.ts";
import { SHOP } from "../matrix/shop.ts";
import { playStory } from "../matrix/story.ts";
import type { RunRecord } from "../runner/index.ts";
import type { Screen } from "./screen.ts";
import { MY_APP, RELEASES, type World } from "./world.ts";

const PATIENCE_MS = 60_000;

/** A build's release arrives: the whole way, and what it wrote. */
export async function release(world: World, screen: Screen): Promise<void> {
  screen.act(`1. A developer pushes to ${MY_APP}`);
  await push(world, "Say hello");
  await clusterFollows(world, await nextUpdate(world, 1));
  screen.line();
  screen.block(await world.releasesGit("log", "-1", "--format=%B", "main"));
  screen.line();
  screen.block(await world.releasesGit("diff", "--unified=1", "main~1", "main", "--", "db/db.json"));
}

/** A second container goes to another channel, by hand. */
export async function secondContainer(world: World, screen: Screen): Promise<void> {
  screen.act("2. A second container, released to stage by hand (workflow_dispatch)");
  await post(world, `/repos/${MY_APP}/actions/workflows/update-release-channel.yml/dispatches`, {
    ref: "main",
    inputs: { container: "worker", image: "ghcr.io/acme/worker:v1.0.0", release_channel: "stage" },
  });
  await clusterFollows(world, await nextUpdate(world, 2));
}

/** The first dispatch comes once more, as it does when an answer was lost on the way. */
export async function repeatedDispatch(world: World, screen: Screen): Promise<void> {
  screen.act("3. The first dispatch is sent again");
  const first = updates(world)[0]?.run.event.payload["client_payload"];
  await dispatch(world, first);
  await nextUpdate(world, 3);
}

/** A slow build is overtaken by the next one, and arrives last. */
export async function olderBuild(world: World, screen: Screen): Promise<void> {
  screen.act("4. A slow build is overtaken by the next one, and its release arrives late");
  await push(world, "Say hello, after slow tests");
  await push(world, "Say hello faster");
  await clusterFollows(world, await nextUpdate(world, 4));
  await nextUpdate(world, 5);
}

/** A dispatch that makes no sense changes nothing. */
export async function brokenDispatch(world: World, screen: Screen): Promise<void> {
  screen.act("5. A broken dispatch is rejected, and the database stays as it is");
  const before = await world.releasesGit("rev-parse", "main:db/db.json");
  await dispatch(world, { container: "My App", release_channel: "dev", image: "ghcr.io/acme/my-app" });
  await nextUpdate(world, 6);
  const after = await world.releasesGit("rev-parse", "main:db/db.json");
  if (before !== after) throw new Error("A rejected dispatch changed the database.");
  screen.hop("database", `unchanged, blob ${after.slice(0, 7)}`);
}

/** All that the status matrix tells of, and the matrix. */
export async function statusMatrix(world: World, screen: Screen): Promise<void> {
  screen.act(
    `6. ${SHOP} prepares its release data: pushes that succeed, fail and are cancelled, and a pull request`,
  );
  const { github, runner } = world;
  const commits = await playStory(github, runner);
  const titles = new Map(Object.entries(commits).map(([title, sha]) => [sha, TITLES.get(title) ?? title]));
  const matrix = readMatrix(github, SHOP, Object.values(commits));
  screen.line("\n  What GitHub shows of them:\n");
  screen.block(renderMatrix(matrix, (sha) => `${sha.slice(0, 7)} ${titles.get(sha) ?? ""}`.trim()));
}

/** What the matrix calls the story's commits. */
const TITLES = new Map([
  ["good", "(a push)"],
  ["broken", "(data that is broken)"],
  ["slow", "(cancelled, then run again)"],
  ["firstOfRequest", "(first commit)"],
  ["secondOfRequest", "(second commit)"],
]);

async function push(world: World, message: string): Promise<void> {
  await writeFile(join(world.checkout, "CHANGES"), `${message}\n`, { flag: "a" });
  await world.git("add", "CHANGES");
  await world.git("commit", "--quiet", "--message", message);
  await world.git("push", "--quiet", "origin", "HEAD:main");
}

const dispatch = async (world: World, payload: unknown): Promise<void> =>
  await post(world, `/repos/${RELEASES}/dispatches`, {
    event_type: "update-release-channel",
    client_payload: payload,
  });

async function post(world: World, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${world.token}`, "content-type": "application/json" };
  const answer = await fetch(world.github.apiUrl + path, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  if (answer.status !== 204) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
}

function updates(world: World): readonly RunRecord[] {
  return world.runner.runs.filter(({ run }) => run.event.name === "repository_dispatch");
}

/** Waits until this many dispatches have been dealt with. @returns the last one's run */
async function nextUpdate(world: World, count: number): Promise<RunRecord> {
  const isOver = (record: RunRecord): boolean => updates(world)[count - 1] === record || failedBuild(record);
  const record = await world.runner.waitFor(isOver, PATIENCE_MS);
  if (failedBuild(record))
    throw new Error(`${record.run.htmlUrl} failed:\n${record.jobs.map(({ log }) => log).join("\n")}`);
  return record;
}

function failedBuild({ run }: RunRecord): boolean {
  return run.repository.fullName === MY_APP && run.conclusion !== "success";
}

async function clusterFollows(world: World, { jobs }: RunRecord): Promise<void> {
  const commit = jobs[0]?.outputs["commit_sha"] ?? "";
  if (commit === "") throw new Error("The update made no commit.");
  await world.cluster.waitFor(commit, PATIENCE_MS);
}
