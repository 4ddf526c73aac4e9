/** Follows a release through a simulated GitHub: `./scripts/demo`, or `./scripts/demo --keep` to look around afterwards. */
import * as acts from "./acts.ts";
import { deployCharts } from "./charts/act.ts";
import { deployConfigs } from "./configs/act.ts";
import { deployFromSlack } from "./deploys/act.ts";
import { offerSlack } from "./deploys/offer.ts";
import { showHops } from "./hops.ts";
import { inviteDeveloper, invitePlatformTeam, inviteToSlack } from "./invitations.ts";
import { releaseKeyless } from "./keyless/act.ts";
import * as operations from "./operations.ts";
import { newReleaseRepository } from "./platform.ts";
import { Screen } from "./screen.ts";
import { statusMatrix } from "./status-matrix.ts";
import { tellWaiting } from "./waiting.ts";
import { buildWorld, RELEASES, type World } from "./world.ts";

const keep = process.argv.includes("--keep");

const screen = new Screen();
const interrupted = new Promise<"interrupted">((done) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => done("interrupted"));
});
const started = performance.now();
try {
  await demonstrate();
} catch (error) {
  console.error(`\nThe demo failed after ${seconds(started)} s: ${messageOf(error)}`);
  process.exitCode = 1;
}

async function demonstrate(): Promise<void> {
  screen.line("Starting a GitHub, a runner and a cluster on this machine …");
  const world = await buildWorld();
  const stopTelling = tellWaiting(world, screen);
  try {
    const end = await Promise.race([play(world), interrupted]);
    stopTelling();
    if (end === "interrupted") process.exitCode = 130;
    else if (keep) await keepUntilInterrupted(world);
  } finally {
    stopTelling();
    await world.close();
  }
  screen.line("Stopped; nothing is left running.");
}

/** The error and its causes, one line each, without stacks. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n  ${messageOf(error.cause)}`;
}

async function play(world: World): Promise<void> {
  screen.title(`Release Channels: from a push to the cluster, on a simulated GitHub at ${world.github.url}`);
  screen.line(
    "Step by step, in a minute or two; a busy machine takes longer. Each line has the seconds since its step began.",
  );
  screen.line("Some of the steps contain failures on purpose.");
  showHops(world, screen);
  await acts.release(world, screen);
  await acts.secondContainer(world, screen);
  await acts.repeatedDispatch(world, screen);
  await acts.olderBuild(world, screen);
  await acts.brokenDispatch(world, screen);
  await operations.promotion(world, screen);
  await operations.rollback(world, screen);
  const deployServer = await deployFromSlack(world, screen);
  await releaseKeyless(world, screen, deployServer);
  await deployCharts(world, screen);
  await deployConfigs(world, screen, deployServer);
  await statusMatrix(world, screen);
  await world.runner.idle();
  await showEnd(world, deployServer);
}

async function showEnd(world: World, deployServer: { readonly url: string }): Promise<void> {
  const releases = world.github.repository(RELEASES);
  const head = (await world.releasesGit("rev-parse", "main")).trim();
  const headline = (await world.releasesGit("log", "-1", "--format=%s", "main")).trim();
  screen.line();
  screen.title(`Done in ${seconds(started)} s.`);
  screen.line(`The last commit: ${head} ${headline}`);
  if (keep) {
    screen.line(`The database: ${releases.htmlUrl}/blob/main/db/db.json`);
    screen.line(`The release API, with its dashboard: ${world.cluster.releaseApiUrl ?? ""}/`);
    const { slack, channel, alice } = world.places;
    screen.line(`Slack's #${channel.name}: ${slack.url}/channels/${channel.id}?as=${alice.id}`);
    screen.line(`The deploy server's pages: ${deployServer.url}/`);
    screen.line("Its API, to read with any token (docs/deploy-configs.md says how to ask):");
    screen.line(`  curl ${deployServer.url}/v1/requests -H "Authorization: Bearer ${world.token}"`);
  } else screen.line("To look around, with the dashboard: ./scripts/demo --keep");
}

async function keepUntilInterrupted(world: World): Promise<void> {
  screen.line();
  screen.line("It runs until you press Ctrl-C, and prints here what happens.");
  inviteDeveloper(world, screen);
  inviteToSlack(world, screen);
  await offerSlack(world);
  invitePlatformTeam(world.github, await newReleaseRepository(world), screen);
  await interrupted;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
