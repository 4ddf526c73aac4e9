import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startKubernetes, type Kubernetes, type SlackMessage } from "@release-channels/sandbox";
import { numberAt, textAt } from "../../../apps/deploy-server/narrow.ts";
import { pushFiles } from "../../../apps/deploy-server/testing/push.ts";
import { eventually, type ServerProcess } from "../../../lib/http/testing/server-process.ts";
import type { Screen } from "../screen.ts";
import { RELEASES, type World } from "../world.ts";
import {
  BELL,
  BELL_WORKFLOW,
  bellConfig,
  bellManifest,
  LIMITS,
  LIMITS_CONFIG,
  limitsAt,
  listedTargets,
} from "./files.ts";

/** What the act plays in. */
interface Stage {
  readonly world: World;
  readonly screen: Screen;
  readonly server: ServerProcess;
  readonly cluster: Kubernetes;
  /** bell's image, without its tag. */
  readonly image: string;
  /** A folder with a file for each commit of bell that is built. */
  readonly pushed: string;
}

/**
 * Two deploy configs: one without an image, which a push deploys, and one that a green build deploys. What is undeployed
 * stays away, whatever is built late, until somebody wants it back.
 * @param server the deploy server that runs
 */
export async function deployConfigs(world: World, screen: Screen, server: ServerProcess): Promise<void> {
  screen.act("Two deploy configs deploy by themselves, and stay away once undeployed");
  const stage = await open(world, screen, server);
  await limitsFollowPushes(stage);
  const first = await bellFollowsBuilds(stage);
  await undeployed(stage);
  await broughtBack(stage, first);
}

async function open(world: World, screen: Screen, server: ServerProcess): Promise<Stage> {
  const { github, runner, directory, places } = world;
  const cluster = await startKubernetes({ namespaces: ["limits", "bell"] });
  world.onClose(() => cluster.close());
  const kubeconfig = join(directory, "lab.kubeconfig");
  await writeFile(kubeconfig, cluster.kubeconfig);
  const pushed = join(directory, "pushed");
  await mkdir(pushed);
  const image = `${places.registry.host}/${BELL}`;
  await github.createRepository(LIMITS, { files: { "README.md": "# limits\n" } });
  await github.createRepository(BELL, {
    files: { "README.md": "# bell\n", ".github/workflows/build.yml": BELL_WORKFLOW },
  });
  for (const repository of [LIMITS, BELL]) github.setPermission(repository, "alice", "write");
  runner.setVariable(BELL, "PUSHED", pushed);
  const read = (path: string): Promise<string> => world.releasesGit("show", `main:${path}`);
  const policy = JSON.parse(await read("db/policy.json"));
  policy.containers.bell = { repository: { name: BELL }, image };
  const sha = await pushFiles(github, {
    repository: RELEASES,
    files: {
      "db/server.yaml": listedTargets(await read("db/server.yaml"), {
        kubeconfig,
        channel: places.channel.id,
      }),
      "db/policy.json": `${JSON.stringify(policy, undefined, 2)}\n`,
    },
  });
  screen.hop("commit", `${sha.slice(0, 7)} to ${RELEASES}: limits and bell may be deployed to dev`);
  return { world, screen, server, cluster, image, pushed };
}

/** A push of a config without an image is all that it takes. */
async function limitsFollowPushes({ world, screen, cluster }: Stage): Promise<void> {
  for (const perMinute of [60, 90]) {
    const said = messages(world);
    const sha = await pushFiles(world.github, {
      repository: LIMITS,
      files: { ".deploy/limits.yaml": LIMITS_CONFIG, "k8s/limits.yaml": limitsAt(perMinute) },
    });
    screen.hop("push", `${sha.slice(0, 7)} to ${LIMITS}: ${perMinute} a minute`);
    await ended(world, said, "limits");
    const map = cluster.get({ kind: "ConfigMap", name: "limits", namespace: "limits" });
    screen.hop("runs", `limits: per-minute ${textAt(map, "data", "per-minute") ?? "nothing"}`, "magenta");
  }
}

/** @returns the image that runs */
async function bellFollowsBuilds(stage: Stage): Promise<string> {
  const { world, screen, image } = stage;
  const said = messages(world);
  const sha = await pushFiles(world.github, {
    repository: BELL,
    files: { ".deploy/bell.yaml": bellConfig(image), "k8s/bell.yaml": bellManifest(image) },
  });
  screen.hop("push", `${sha.slice(0, 7)} to ${BELL}`);
  await build(stage, sha);
  await ended(world, said, "bell");
  return showBell(stage);
}

/** A build that was slow ends after the undeploy. */
async function undeployed(stage: Stage): Promise<void> {
  const { world, screen, server, cluster } = stage;
  const late = await pushFiles(world.github, {
    repository: BELL,
    files: { "README.md": "# bell, louder\n" },
  });
  screen.hop("push", `${late.slice(0, 7)} to ${BELL}, whose build is slow`);
  await typed(stage, "/deploy undeploy bell from dev", "undeployed in");
  await build(stage, late);
  await settled(world, server);
  const { releases } = JSON.parse(await world.releasesGit("show", "main:db/db.json"));
  const isBack = releases.some(({ container }: { container: string }) => container === "bell");
  if (isBack || cluster.list("Deployment").length > 0) {
    throw new Error("The late build has brought bell back.");
  }
  screen.hop("stays", "the late build brings nothing back: bell was undeployed", "green");
}

/** @param image what is to run again */
async function broughtBack(stage: Stage, image: string): Promise<void> {
  await typed(stage, "/deploy history bell dev", "undeploy by alice");
  await typed(stage, "/deploy reapply bell 2 to dev", "live in");
  const runs = await showBell(stage);
  if (runs !== image) throw new Error(`It is ${runs} that runs, and not ${image}.`);
}

/** Lets a build of bell go on, once its image is pushed. */
async function build({ world, screen, pushed }: Stage, sha: string): Promise<void> {
  world.places.registry.push(BELL, `main-${sha.slice(0, 7)}`, {
    labels: { "org.opencontainers.image.revision": sha },
  });
  await writeFile(join(pushed, sha), "");
  const { run } = await world.runner.waitFor(
    (record) => record.run.repository.fullName === BELL && record.run.event.sha === sha,
  );
  screen.hop("build", `of ${sha.slice(0, 7)}: ${run.conclusion}`);
}

/** @returns the image that runs */
async function showBell({ screen, cluster }: Stage): Promise<string> {
  const object = cluster.get({ kind: "Deployment", name: "bell", namespace: "bell" });
  const image = textAt(object, "spec", "template", "spec", "containers", 0, "image") ?? "nothing";
  screen.hop("runs", image.replace(/@sha256:.*/, ""), "magenta");
  return image;
}

/** What alice types, and clicks where she is asked, until a message says this. */
async function typed({ world, screen }: Stage, command: string, says: string): Promise<void> {
  const { slack, alice, channel } = world.places;
  const said = messages(world);
  screen.hop("types", `alice in #${channel.name}: ${command}`, "bold");
  await slack.type(alice.id, channel.name, command);
  const answer = await answered(world, said, [says, "waits for your word"]);
  if (textOf(answer).includes(says)) return;
  screen.hop("clicks", "alice: Ship", "bold");
  await slack.click(alice.id, answer, { actionId: "ship" });
  await answered(world, said, [says]);
}

/** Resolves when a deploy that nobody has asked for is live. */
async function ended(world: World, said: ReadonlySet<string>, config: string): Promise<void> {
  const live = await answered(world, said, ["live in", "✗"]);
  if (!textOf(live).includes(`${config} → dev`)) throw new Error(`Something else ended: ${textOf(live)}`);
  if (!textOf(live).includes("live in")) throw new Error(`The deploy failed: ${textOf(live)}`);
}

function answered(world: World, said: ReadonlySet<string>, words: readonly string[]): Promise<SlackMessage> {
  return world.places.slack.waitFor(
    (message) => !said.has(message.ts) && words.some((one) => textOf(message).includes(one)),
    `a message says "${words.join('" or "')}"`,
  );
}

const messages = ({ places: { slack, channel, alice } }: World): ReadonlySet<string> =>
  new Set(slack.messages(channel.id, alice.id).map(({ ts }) => ts));
const textOf = ({ text, blocks }: SlackMessage): string => `${text}${JSON.stringify(blocks)}`;

/** Resolves when the deploy server has dealt with all that GitHub has told it. */
async function settled({ github }: World, server: ServerProcess): Promise<void> {
  await github.webhooksSettled();
  await eventually(
    async () => {
      const health: unknown = await (await server.get("/readyz")).json();
      return numberAt(health, "waiting") === 0 || undefined;
    },
    () => "the deploy server's inbox is not empty",
  );
}
