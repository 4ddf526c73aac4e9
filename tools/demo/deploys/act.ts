import type { SlackMessage } from "@release-channels/sandbox";
import { textAt } from "../../../apps/deploy-server/narrow.ts";
import { committer } from "../../../apps/deploy-server/testing/committer.ts";
import { linkAccounts } from "../../../apps/deploy-server/testing/link.ts";
import type { ServerProcess } from "../../../lib/http/testing/server-process.ts";
import type { Screen } from "../screen.ts";
import { RELEASES, type World } from "../world.ts";
import { APPLICATION, ARGO_CD_TOKEN, ARGO_CD_WEBHOOK_SECRET, CHART_CHANGE, FOLDER, WEB } from "./files.ts";
import { addApplication, imageOf } from "./places.ts";
import { startDeployServer } from "./server.ts";
import { showDeploys } from "./show.ts";

/** What alice types. */
const COMMAND = "/deploy web main to prod";

/** A command in Slack, from what it would ship to what runs. @returns the deploy server, which goes on */
export async function deployFromSlack(world: World, screen: Screen): Promise<ServerProcess> {
  screen.act("alice deploys web to prod from Slack, with Argo CD");
  const server = await open(world, screen);
  const { slack, argo, alice, channel } = world.places;
  await linkAccounts(slack, channel.name, { user: alice, login: "alice" });
  screen.hop("link", "/deploy link: alice of Slack signs in, and is alice of GitHub");
  const built = await build(world);
  screen.hop("image", `${imageOf(world.places)}:main-${built.slice(0, 7)} is built and pushed`);
  const change = await committer(world.github, [RELEASES])(RELEASES, CHART_CHANGE, "carol");
  screen.hop("commit", `${change.slice(0, 7)} to ${RELEASES} by carol, who changes web's chart`);
  const stop = showDeploys(world, screen);
  const stopCommits = showCommits(world, screen);
  world.onClose(async () => {
    stop();
    stopCommits();
  });

  argo.hold(APPLICATION);
  screen.hop("types", `alice in #${channel.name}: ${COMMAND}`, "bold");
  await slack.type(alice.id, channel.name, COMMAND);
  const preview = await slack.waitFor(
    (message) => says(message, "waits for your word"),
    'the command is answered with "waits for your word"',
  );
  screen.hop("clicks", "alice: Ship all", "bold");
  await slack.click(alice.id, preview, { actionId: "ship" });
  const live = slack.waitFor(
    (message) => message.ts === preview.ts && (says(message, "live in") || says(message, "✗")),
    "the deploy has ended",
  );
  await goOn(world, live);
  if (!says(await live, "live in")) throw new Error(`The deploy failed: ${(await live).text}`);
  await showWhatWasAsked(world, screen);
  return server;
}

/** What the deploy server, Slack and Argo CD need before anybody types. */
async function open(world: World, screen: Screen): Promise<ServerProcess> {
  const { github, directory, places } = world;
  github.setPermission(WEB, "alice", "write");
  const token = await addApplication(places, github.repository(RELEASES).cloneUrl);
  const { slack, channel, webhookSecret } = places;
  const secrets = { [ARGO_CD_TOKEN]: token, [ARGO_CD_WEBHOOK_SECRET]: webhookSecret };
  const home = { github, directory, slack, channel, releases: RELEASES, slug: "deployer", secrets };
  const server = await startDeployServer(home);
  world.onClose(() => server.stop());
  screen.hop(
    "starts",
    "a deploy server with its embedded database, beside a Slack, an Argo CD and a registry",
  );
  return server;
}

/** web's build has been green since its creation, and its image has been pushed. @returns the commit */
async function build({ runner, github, places }: World): Promise<string> {
  const head = await committer(github, [WEB])(
    WEB,
    { "README.md": "# web\n\nIt says good morning.\n" },
    "bob",
  );
  const { run } = await runner.waitFor(
    ({ run }) => run.repository.fullName === WEB && run.event.sha === head,
  );
  if (run.conclusion !== "success") throw new Error(`${run.htmlUrl} failed.`);
  places.registry.push(WEB, `main-${head.slice(0, 7)}`, {
    labels: { "org.opencontainers.image.revision": head },
  });
  return head;
}

/** Shows each commit to the release repository, with its changes for Argo CD. */
function showCommits(world: World, screen: Screen): () => void {
  return world.github.onEvent(({ name, repository, sha }) => {
    if (name !== "push" || repository.fullName !== RELEASES) return;
    screen.hop("commit", `${sha.slice(0, 7)} to ${RELEASES}`, "green");
    void showChanges(world, screen, sha);
  });
}

async function showChanges(world: World, screen: Screen, sha: string): Promise<void> {
  const file = `${FOLDER}/values.yaml`;
  const text = await world.releasesGit("show", "--format=%B", "--unified=0", sha, "--", file);
  if (text.trim() !== "") screen.block(text);
}

/** Lets Argo CD go from one state to the next, slowly enough for people to read. */
async function goOn({ places: { argo, slack } }: World, end: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const ended = end.then(() => over.abort());
  while (!over.signal.aborted) {
    await Promise.race([argo.step(APPLICATION), ended]);
    await Promise.race([nextChange(slack), ended]);
  }
  argo.release(APPLICATION);
}

/** Resolves when a message arrives or changes; at the latest after two seconds, for a state that no message reports. */
async function nextChange(slack: World["places"]["slack"]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = slack.onChange(() => resolve());
  const timer = setTimeout(resolve, 2000);
  await promise.finally(() => {
    stop();
    clearTimeout(timer);
  });
}

async function showWhatWasAsked({ places: { argo } }: World, screen: Screen): Promise<void> {
  const bodies = (operation: string): readonly string[] =>
    argo.requests.filter((request) => request.operation === operation).map(({ body }) => body);
  const [sync = "{}"] = bodies("applications/sync").slice(-1);
  const asked: unknown = JSON.parse(sync);
  const revision = textAt(asked, "revision") ?? "";
  screen.hop(
    "argo cd",
    `was sent ${bodies("webhook").length} webhook of GitHub, signed anew, and one sync: ${revision.slice(0, 7)}, with deploy-request ${textAt(asked, "infos", 0, "value") ?? ""}`,
    "magenta",
  );
  const [image = "nothing"] = argo.application(APPLICATION).status.summary.images ?? [];
  screen.hop("runs", image, "magenta");
}

export const says = ({ text, blocks }: SlackMessage, words: string): boolean =>
  `${text}${JSON.stringify(blocks)}`.includes(words);
