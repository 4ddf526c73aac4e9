import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMESPACE, pathsOf, podsOf, secretValue, untilPods } from "../deploys/chart-looks.ts";
import { knowMonitoring } from "../deploys/monitoring-kinds.ts";
import { everything } from "../everything.ts";
import { blockOf, commandsOf, runCommands } from "../guide.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

const ROOT = join(import.meta.dirname, "../../..");
/** As the guide calls it. */
const VALUES = "deploy-server.yaml";

export const deployServerChart: Scenario = {
  name: "deploy-server-chart",
  shows:
    "the guide's commands install the server where only restricted pods may run; it is upgraded, rolled back, stopped, given new keys, and leaves nothing",
  run: async (world) => {
    const { kubernetes } = world;
    const forgetMonitoring = await knowMonitoring(world);
    const before = await everything(world);
    const cwd = prepareFolder(world);
    const guide = (mark: string): Promise<string> => runCommands(world, commandsOf(mark), { cwd });

    await install(world, cwd);
    assert.deepEqual(await installedNow(world, before), INSTALLED);
    await untilPods(world, 2);
    assert.deepEqual(await pathsOf(world, "webhooks"), ["/slack", "/webhooks"]);
    assert.deepEqual(await pathsOf(world, "pages"), ["/"]);
    assert.deepEqual(await secretsOnCommandLines(world), []);

    // Three replicas, and nobody reads pages or API.
    const values = readFileSync(join(cwd, VALUES), "utf8");
    writeFileSync(
      join(cwd, VALUES),
      values
        .replace("enabled: true", "enabled: true\n  replicas: 3")
        .replace("pages: { enabled: true", "pages: { enabled: false"),
    );
    await install(world, cwd);
    const upgraded = await installedNow(world, before);
    assert.deepEqual(
      INSTALLED.filter((one) => !upgraded.includes(one)),
      ["deploys/ingress/deploy-server-pages"],
    );
    await untilPods(world, 3);

    await guide("roll back");
    assert.deepEqual(await installedNow(world, before), INSTALLED);
    await untilPods(world, 2);

    await guide("stop");
    await untilPods(world, 0);
    await guide("start");
    await untilPods(world, 2);

    const pods = await podsOf(world);
    writeFileSync(join(cwd, "secrets/GITHUB_WEBHOOK_SECRET"), "new\nold\n");
    await guide("rotate");
    const rotated = await untilPods(world, 2);
    assert.deepEqual(
      rotated.map(({ name }) => name).filter((name) => pods.some((pod) => pod.name === name)),
      [],
    );
    assert.equal(await secretValue(world, "GITHUB_WEBHOOK_SECRET"), "new\nold\n");

    await guide("uninstall");
    await world.until("only what the guide names is left", async () => {
      const left = newIn(before, await everything(world));
      return JSON.stringify(left) === JSON.stringify(LEFT) ? true : undefined;
    });
    await guide("forget");
    await kubernetes.kubectl(["delete", "namespace", NAMESPACE, "--wait=false"]);
    await world.until("nothing is left", async () =>
      newIn(before, await everything(world)).length === 0 ? true : undefined,
    );
    await forgetMonitoring();
  },
};

/** What Kubernetes makes in each namespace. */
const BESIDE = /\/(?:configmap\/kube-root-ca\.crt|serviceaccount\/default)$/;
/** What comes and goes with what the chart has: Helm's memory, the version of a definition, a Service's address. */
const ACCOMPANYING = /\/secret\/sh\.helm\.release\.|^\/apiservice\/|^\/ipaddress\//;

/** What stays after the chart is gone: what people have made, and the definition. */
const LEFT = [
  "/apiservice/v1alpha1.release-channels.dev",
  "/customresourcedefinition/deployconfigs.release-channels.dev",
  "/namespace/deploys",
  "deploys/secret/deploy-server",
];

const INSTALLED = [
  ...LEFT.filter((one) => !ACCOMPANYING.test(one)),
  "/clusterrole/deploy-server",
  "/clusterrolebinding/deploy-server",
  "deploys/deployment/deploy-server",
  "deploys/ingress/deploy-server-pages",
  "deploys/ingress/deploy-server-webhooks",
  "deploys/networkpolicy/deploy-server",
  "deploys/poddisruptionbudget/deploy-server",
  "deploys/prometheusrule/deploy-server",
  "deploys/service/deploy-server",
  "deploys/serviceaccount/deploy-server",
  "deploys/servicemonitor/deploy-server",
].toSorted();

async function installedNow(world: World, before: ReadonlySet<string>): Promise<readonly string[]> {
  return newIn(before, await everything(world)).filter((one) => !ACCOMPANYING.test(one));
}

function newIn(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  return [...after].filter((one) => !before.has(one) && !BESIDE.test(one)).toSorted();
}

/** A clone of the release repository, as far as the guide's commands need it, with the values and secrets of the guide. */
function prepareFolder({ processes }: World): string {
  const folder = join(processes.folder, "platform-team");
  mkdirSync(join(folder, "secrets"), { recursive: true });
  symlinkSync(join(ROOT, "helm"), join(folder, "helm"));
  const guide = readFileSync(join(ROOT, "docs/slack-deploys.md"), "utf8");
  const values = guide.slice(guide.indexOf("```yaml\n# deploy-server.yaml"));
  writeFileSync(join(folder, VALUES), blockOf(values, "yaml", "docs/slack-deploys.md"));
  for (const [name, value] of Object.entries(SECRETS)) writeFileSync(join(folder, "secrets", name), value);
  return folder;
}

const SECRETS = {
  DATABASE_URL: "postgres://deploys:open-sesame@postgresql:5432/deploys",
  SLACK_BOT_TOKEN: "xoxb-open-sesame",
  GITHUB_WEBHOOK_SECRET: "webhook-open-sesame",
};

/** The guide's commands: all of them at first, and then those that it says to run again. */
async function install(world: World, cwd: string): Promise<void> {
  const guide = readFileSync(join(ROOT, "docs/slack-deploys.md"), "utf8");
  const here = guide.slice(guide.indexOf("On Kubernetes, the chart"));
  const commands = blockOf(here, "sh", "docs/slack-deploys.md");
  const isThere = (await world.kubernetes.get("namespace", NAMESPACE)) !== undefined;
  const again = /^(?:helm upgrade|kubectl rollout) .*$/gm;
  const wanted = isThere ? (commands.match(again) ?? []).join("\n") : commands;
  await runCommands(world, wanted, { cwd });
  const { metadata } = (await world.kubernetes.get<Labelled>("namespace", NAMESPACE)) ?? {};
  assert.equal(metadata?.labels?.["pod-security.kubernetes.io/enforce"], "restricted");
}

interface Labelled {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
}

/** Secrets that a pod's specification shows, as a command line or a variable would. */
async function secretsOnCommandLines(world: World): Promise<readonly string[]> {
  const pods = await podsOf(world);
  return Object.values(SECRETS).filter((secret) => pods.some(({ text }) => text.includes(secret)));
}
