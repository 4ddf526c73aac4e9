/** A release's way, on a GitHub of its own: `./scripts/demo`, or `./scripts/demo --keep` to look around afterwards. */
import { parseArgs } from "node:util";
import * as acts from "./acts.ts";
import { showHops } from "./hops.ts";
import { Screen } from "./screen.ts";
import { buildWorld, RELEASES, type World } from "./world.ts";

const { values } = parseArgs({ options: { keep: { type: "boolean", default: false } } });
const started = performance.now();
const screen = new Screen();
const world = await buildWorld();
let failed = false;
try {
  screen.title(`Release Channels: from a push to the cluster, on a GitHub of its own at ${world.github.url}`);
  showHops(world, screen);
  await acts.release(world, screen);
  await acts.secondContainer(world, screen);
  await acts.repeatedDispatch(world, screen);
  await acts.olderBuild(world, screen);
  await acts.brokenDispatch(world, screen);
  await world.runner.idle();
  await showEnd();
  if (values.keep) await keepUntilInterrupted(world);
} catch (error) {
  failed = true;
  console.error(error);
} finally {
  await world.close();
}
process.exitCode = failed ? 1 : 0;

async function showEnd(): Promise<void> {
  const releases = world.github.repository(RELEASES);
  const head = (await world.releasesGit("rev-parse", "main")).trim();
  const headline = (await world.releasesGit("log", "-1", "--format=%s", "main")).trim();
  screen.line();
  screen.title(`Done in ${seconds(started)} s.`);
  screen.line(`The database: ${releases.htmlUrl}/blob/main/db/db.json`);
  screen.line(`The last commit: ${head} ${headline}`);
  screen.line(`${releases.htmlUrl}/commit/${head}`);
}

async function keepUntilInterrupted({ github, token }: World): Promise<void> {
  const releases = github.repository(RELEASES);
  const authority = releases.cloneUrl.replace("http://", `http://octocat:${token}@`);
  screen.line();
  screen.line("It stays up until you press Ctrl-C. To play with it:");
  screen.line(`  git clone ${authority}`);
  screen.line(`  curl ${github.apiUrl}/repos/${RELEASES}/dispatches \\`);
  screen.line(`    -H "Authorization: Bearer ${token}" \\`);
  screen.line(
    `    -d '{"event_type":"update-release-channel","client_payload":{"container":"my-app","release_channel":"prod","image":"ghcr.io/acme/my-app:v1"}}'`,
  );
  await new Promise<void>((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
