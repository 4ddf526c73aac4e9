import { runGit, startKubernetes, type Kubernetes, type SlackMessage } from "@release-channels/sandbox";
import { hasEnded, type DeployRequest } from "../../../lib/deploys/request.ts";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import type { Database } from "../../../lib/releases/generated/schema.generated.ts";
import { outboxFigures } from "../../../lib/store/figures.ts";
import { inboxFigures } from "../../../lib/store/inbox.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { pushFiles } from "./push.ts";
import { RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "./world.ts";

/** A repository that has a config without an image, and one that claims the same name. */
export const SETTINGS = "acme/settings";
export const STRANGER = "acme/stranger";

/** A deploy server with a cluster of the engine kubernetes: `settings` without an image, `my-app` with one. */
export interface ConfigWorld extends TestWorld {
  readonly cluster: Kubernetes;
  /** Resolves when all that was sent has been worked on. */
  settled(): Promise<void>;
  /** The requests of a target, the newest first. */
  requests(config: string, channel: string): Promise<readonly DeployRequest[]>;
  /** Waits until the newest request of a target ends like this, letting soak times pass. */
  ended(config: string, channel: string, state?: DeployRequest["state"]): Promise<DeployRequest>;
  /** Confirms, as alice, the newest request of a target, which shows more than its version. */
  ships(config: string, channel: string): Promise<void>;
  /** `db/db.json` as it is now. */
  ledger(): Promise<Database>;
  /** Types a command as alice. @returns the first message that says this since */
  types(command: string, says: string): Promise<SlackMessage>;
}

export async function startConfigWorld(): Promise<ConfigWorld> {
  const world = await startTestWorld();
  const { github, store, slack, alice, clock } = world;
  const namespaces = ["settings", "settings-prod", "my-app", "my-app-2", "settings-theirs"];
  const cluster = await startKubernetes({ clock, namespaces });
  process.env["CLUSTER_TEST_LAB_KUBECONFIG"] = cluster.kubeconfig;
  for (const name of [SETTINGS, STRANGER]) {
    await github.createRepository(name, { private: true, files: { "README.md": `${name}\n` } });
    github.setPermission(name, "alice", "write");
  }
  const image = `${world.registry.host}/acme/my-app`;
  await pushFiles(github, {
    repository: RELEASES,
    files: { "db/server.yaml": serverYaml(world.deploys.id), "db/policy.json": policyText(image) },
  });
  await world.link(alice, "alice");

  const requests: ConfigWorld["requests"] = async (config, channel) =>
    (await listRequests(store.db, { target: { config, channel }, limit: 50 })).map(({ request }) => request);
  const settled = async (): Promise<void> => {
    await github.webhooksSettled();
    await eventually(
      async () => {
        const [inbox, outbox] = [await inboxFigures(store.db), await outboxFigures(store.db)];
        return inbox.waiting + outbox.waiting === 0 ? true : undefined;
      },
      () => "the inbox or the outbox is not empty",
    );
  };
  return {
    ...world,
    cluster,
    requests,
    settled,
    ended: async (config, channel, state = "succeeded") => {
      await settled();
      let last = "none";
      let soaked = "";
      return eventually(
        async () => {
          const [request] = await requests(config, channel);
          last = JSON.stringify(request);
          if (request !== undefined && hasEnded(request) && request.state !== state) throw new Error(last);
          const { healthySince = soaked } = request?.progress ?? {};
          // Once: time that goes on and on would end the server's own tokens.
          if (healthySince !== soaked) clock.advance(60_000);
          soaked = healthySince;
          return request?.state === state ? request : undefined;
        },
        () => `not ${state} yet: ${last}`,
      );
    },
    ships: async (config, channel) => {
      await settled();
      const [request] = await requests(config, channel);
      const card = await slack.waitFor(
        (one) =>
          wordsOf(one).includes(`request ${request?.id}`) && wordsOf(one).includes("waits for your word"),
        `request ${request?.id} waits for a word`,
      );
      await slack.click(alice.id, card, { actionId: "ship" });
    },
    ledger: async () =>
      JSON.parse(await runGit(github.repository(RELEASES).gitDir, "show", "main:db/db.json")),
    types: async (command, says) => {
      const known = new Set(slack.messages("deploys", alice.id).map(({ ts }) => ts));
      await slack.type(alice.id, "deploys", command);
      return slack.waitFor(
        (one) => !known.has(one.ts) && wordsOf(one).includes(says),
        `${command} is answered with "${says}"`,
      );
    },
    stop: async () => {
      await world.stop();
      await cluster.close();
    },
  };
}

function policyText(image: string): string {
  const repository = { name: SOURCE };
  const containers = { "my-app": { repository, image }, "my-app-2": { repository, image: `${image}-2` } };
  return `${JSON.stringify({ version: 1, channels: ["dev", "prod"], containers }, undefined, 2)}\n`;
}

function serverYaml(channel: string): string {
  const people = `{ permission: write, slack_channels: [${channel}] }`;
  return `version: 1
clusters:
  lab: { engine: kubernetes, kubeconfig: env:CLUSTER_TEST_LAB_KUBECONFIG }
targets:
  settings/dev: [{ cluster: lab, namespace: settings, preview_namespace: "settings-{branch}", repository: ${SETTINGS}, soak: 60s }]
  settings/prod: [{ cluster: lab, namespace: settings-prod, repository: ${SETTINGS}, soak: 60s }]
  my-app/dev: [{ cluster: lab, namespace: my-app, preview_namespace: "my-app-{branch}", soak: 60s }]
  my-app-2/dev: [{ cluster: lab, namespace: my-app-2, soak: 60s }]
channels: { prod: { protected: true } }
people: { dev: ${people}, prod: ${people} }
`;
}

/** `.deploy/settings.yaml` @param rules more of the channel dev's */
export function settingsConfig(more = "", rules = ""): string {
  return `version: 1
name: settings
team: payments
channels:
  dev: { track: main, autodeploy: [config], initial: auto${rules} }
  prod: {}
specs: [k8s/*.yaml]
paths: [k8s/*.yaml]
${more}`;
}

/** `.deploy/my-app.yaml`, or of an app that is called otherwise. @param rules more of the channel dev's */
export function appConfig(image: string, rules = "", name = "my-app"): string {
  return `version: 1
name: ${name}
artifact: { repository: ${SOURCE}, container: ${name}, image: "${image}:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build, config], initial: auto${rules} }
specs: [k8s/*.yaml]
`;
}

export function configMap(name: string, limit: number): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { limit: "${limit}" }\n`;
}

/** A Deployment of an image, with the number of its pods. */
export function deployment(image: string, replicas: number, name = "my-app"): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: my-app } }
  template:
    metadata: { labels: { app: my-app } }
    spec: { containers: [{ name: app, image: ${image} }] }
`;
}
