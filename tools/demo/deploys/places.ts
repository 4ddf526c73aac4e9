import { join } from "node:path";
import {
  send,
  startArgoCd,
  startRegistry,
  startSlack,
  type ArgoCd,
  type GitHub,
  type Registry,
  type Slack,
  type SlackChannel,
  type SlackUser,
} from "@release-channels/sandbox";
import { APPLICATION, FOLDER, WEB } from "./files.ts";

/** What a deploy from Slack goes through, besides GitHub. */
export interface Places {
  readonly slack: Slack;
  readonly argo: ArgoCd;
  readonly registry: Registry;
  /** Who deploys. */
  readonly alice: SlackUser;
  /** Where. */
  readonly channel: SlackChannel;
  /** The secret of Argo CD's webhook. */
  readonly webhookSecret: string;
  close(): Promise<void>;
}

/** Starts a Slack with two people and a channel, an Argo CD without applications, and an empty registry. */
export async function startPlaces(
  github: GitHub,
  { directory, releases }: { readonly directory: string; readonly releases: string },
): Promise<Places> {
  const webhookSecret = "Argo CD's webhook secret";
  const token = github.createToken({
    actor: "argo-cd[bot]",
    kind: "pat",
    repositories: [releases],
    permissions: { contents: "read", metadata: "read" },
  });
  const [slack, registry, argo] = await Promise.all([
    startSlack(),
    startRegistry(),
    startArgoCd({ directory: join(directory, "argo-cd"), token, webhookSecret }),
  ]);
  const alice = slack.addUser({ name: "alice" });
  const bob = slack.addUser({ name: "bob" });
  const channel = slack.addChannel({ name: "deploys", members: [alice.id, bob.id] });
  return {
    slack,
    argo,
    registry,
    alice,
    channel,
    webhookSecret,
    close: async () => {
      await Promise.all([slack.close(), registry.close(), argo.close()]);
    },
  };
}

/** `127.0.0.1:PORT/acme/web`: the image that web's builds push. */
export const imageOf = ({ registry }: Pick<Places, "registry">): string => `${registry.host}/${WEB}`;

/** Gives Argo CD the application, with a first sync that nobody requested. @returns the deploy server's token */
export async function addApplication({ argo }: Places, repoURL: string): Promise<string> {
  argo.addAccount("deployer", [
    { action: "get", object: "web/*" },
    { action: "sync", object: "web/*" },
  ]);
  const token = await argo.createToken("deployer");
  await argo.addApplication({
    name: APPLICATION,
    spec: {
      project: "web",
      destination: { server: "https://kubernetes.default.svc", namespace: "web" },
      source: { repoURL, path: FOLDER, targetRevision: "main" },
    },
  });
  await send(`${argo.url}/api/v1/applications/${APPLICATION}/sync`, {
    method: "POST",
    body: {},
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  await argo.settled(APPLICATION);
  return token;
}
