import type { SlackMessage } from "@release-channels/sandbox";
import { listAt, textAt } from "../../../apps/deploy-server/narrow.ts";
import { linkAccounts } from "../../../apps/deploy-server/testing/link.ts";
import { says } from "../deploys/act.ts";
import { startDeployServer } from "../deploys/server.ts";
import { showMessages } from "../deploys/show.ts";
import type { Screen } from "../screen.ts";
import type { World } from "../world.ts";
import { APP, CHANNELS, CHART, type Channel } from "./files.ts";
import { CLUSTERS, startChartPlaces, type ChartPlaces } from "./places.ts";

/** What the version after that changes, as its chart says it. */
const CHANGES = "- kind: changed\n  description: Says good morning in three languages\n";
/** Why its pod does not start. */
const TROUBLE = "back-off 40s restarting failed container=app pod=my-app";

/** A chart's version, from a command in Slack to what Flux runs: through all channels, and one that Flux takes back. */
export async function deployCharts(world: World, screen: Screen): Promise<void> {
  screen.act(`alice brings a version of the chart ${APP} from dev to prod, and Flux takes the next one back`);
  const places = await open(world, screen);
  const { registry } = world.places;
  registry.pushChart(CHART, { name: APP, version: "1.4.2" });
  screen.hop("chart", `${APP} 1.4.2 is pushed to the registry`);
  const act: Act = { places, screen };
  await goLive(act, `/deploy ${APP} 1.4.2 to dev`);
  await goLive(act, `/deploy promote ${APP} from dev to qa`);
  await goLive(act, `/deploy promote ${APP} from qa to stag`);
  // prod is protected: it asks first.
  await goLive(act, `/deploy promote ${APP} from stag to prod`, "ship");
  showWhatRuns(act);

  const annotations = { "artifacthub.io/changes": CHANGES };
  registry.pushChart(CHART, { name: APP, version: "1.5.0", annotations });
  places.clusters.dev.flux.plan(`apps/${APP}`, {
    kind: "fails",
    pod: { reason: "CrashLoopBackOff", message: TROUBLE },
  });
  screen.hop("chart", `${APP} 1.5.0 is pushed to the registry; its container crashes`);
  await say(act, `/deploy versions ${APP}`, "newer: 1.5.0");
  await say(act, `/deploy ${APP} 1.5.0 to dev`, "✗ reverted: ");
  showWhatRuns(act);
}

const RELEASE = { kind: "HelmRelease", namespace: "apps", name: APP };
/** What Slack says where a server has not answered within three seconds. */
const SILENCE = "dispatch_failed";

interface Act {
  readonly places: ChartPlaces;
  readonly screen: Screen;
}

/** The charts' clusters, and a deploy server of their own, as the guide has it. */
async function open(world: World, screen: Screen): Promise<ChartPlaces> {
  const { github, directory } = world;
  const places = await startChartPlaces(world);
  world.onClose(() => places.close());
  github.setPermission(CLUSTERS, "alice", "write");
  const { slack, channel, alice } = places;
  const home = { github, directory, slack, channel, releases: CLUSTERS, slug: "chart-deployer", secrets: {} };
  const server = await startDeployServer(home);
  world.onClose(() => server.stop());
  screen.hop("starts", `a deploy server for ${CLUSTERS}, beside ${CHANNELS.length} clusters with Flux`);
  await linkAccounts(slack, channel.name, { user: alice, login: "alice" });
  const stops = [showMessages(places, screen), ...CHANNELS.map((name) => showFlux(places, name, screen))];
  world.onClose(async () => stops.forEach((stop) => stop()));
  return places;
}

/** What a cluster's HelmRelease says of itself from now on. */
function showFlux({ clusters }: ChartPlaces, name: Channel, screen: Screen): () => void {
  const { kubernetes } = clusters[name];
  const said = (object: unknown): string => {
    const ready = listAt(object, "status", "conditions").find((one) => textAt(one, "type") === "Ready");
    // Each upgrade begins with a chart that is not fetched yet.
    return textAt(ready, "reason") === "SourceNotReady" ? "" : (textAt(ready, "message") ?? "");
  };
  let last = said(kubernetes.get(RELEASE));
  return kubernetes.onChange(({ object }) => {
    if (object["kind"] !== RELEASE.kind) return;
    const message = said(object);
    if (message !== last && message !== "") screen.hop("flux", `${name}: ${message}`, "magenta");
    last = message || last;
  });
}

/** Types a command, and again as people do where Slack says that nobody answered in time. @returns the message that says this */
async function say(act: Act, command: string, words: string): Promise<SlackMessage> {
  const { slack, alice, channel } = act.places;
  for (;;) {
    const known = new Set(slack.messages(channel.id, alice.id).map(({ ts }) => ts));
    act.screen.hop("types", `alice in #${channel.name}: ${command}`, "bold");
    await slack.type(alice.id, channel.name, command);
    const answer = await slack.waitFor(
      (message) => !known.has(message.ts) && (says(message, words) || says(message, SILENCE)),
      `${command} is answered with "${words}"`,
    );
    if (!says(answer, SILENCE)) return answer;
  }
}

/** Types a command, confirms it where it asks, and waits until its version is live. */
async function goLive(act: Act, command: string, click?: string): Promise<void> {
  const { slack, alice } = act.places;
  if (click === undefined) {
    await say(act, command, "live in ");
    return;
  }
  const shown = await say(act, command, "waits for your word");
  act.screen.hop("clicks", "alice: Ship all", "bold");
  await slack.click(alice.id, shown, { actionId: click });
  await slack.waitFor((message) => message.ts === shown.ts && says(message, "live in "), "it is live");
}

/** What Helm has installed, in each cluster. */
function showWhatRuns({ places: { clusters }, screen }: Act): void {
  for (const name of CHANNELS) {
    const object = clusters[name].kubernetes.get(RELEASE);
    screen.hop(
      "runs",
      `${name.padEnd(5)} ${textAt(object, "status", "history", 0, "chartVersion") ?? "nothing"}`,
      "magenta",
    );
  }
}
