import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  manualClock,
  send,
  startArgoCd,
  startRegistry,
  startSlack,
  testGitHub,
  tokenFor,
  type ApplicationSpec,
  type ArgoCd,
  type ManualClock,
  type Registry,
  type Slack,
  type SlackChannel,
  type SlackMessage,
  type SlackUser,
  type TestAnswer,
  type TestGitHub,
} from "@release-channels/sandbox";
import type { Store } from "../../../lib/store/store.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { committer, type Committer } from "./committer.ts";
import { linkAccounts } from "./link.ts";
import { CHARTS, releaseFiles, RELEASES, serverConfig, SOURCE, type ConfigOptions } from "./release-files.ts";
import { startServer, type StartedServer } from "./start-server.ts";

/** A deploy server with everything around it: real HTTP and git on all sides, a store of its own, a clock that stands still. */
export interface TestWorld extends StartedServer {
  readonly github: TestGitHub;
  readonly slack: Slack;
  readonly argo: ArgoCd;
  readonly registry: Registry;
  readonly clock: ManualClock;
  readonly store: Store;
  readonly alice: SlackUser;
  readonly bob: SlackUser;
  /** A guest of the workspace, and a member who may write nowhere. */
  readonly guest: SlackUser;
  readonly dave: SlackUser;
  readonly deploys: SlackChannel;
  /** A channel from which nothing is deployed to prod. */
  readonly random: SlackChannel;
  readonly commit: Committer;
  /** Builds the head of a branch of acme/my-app, green, and pushes its image. */
  build(branch?: string): Promise<{ readonly sha: string; readonly image: string; readonly digest: string }>;
  /** Links somebody's accounts as they would do it themselves: by signing in. */
  link(user: SlackUser, login: string): Promise<void>;
  /** Sends a request as Slack does, signed; with a signature of one's own, as somebody else would. */
  signed(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TestAnswer>;
  /** The request's message as soon as it says this. */
  says(text: string | RegExp): Promise<SlackMessage>;
  stop(): Promise<void>;
}

export { CHARTS, RELEASES, SOURCE } from "./release-files.ts";
export const ARGO_SECRET = "argo cd's own secret";

export interface TestWorldOptions extends ConfigOptions {
  /** Files of acme/charts. */
  readonly charts?: Readonly<Record<string, string>>;
  /** What the application reads, instead of its folder in the release repository. */
  readonly sources?: (urlOf: (repository: string) => string) => Pick<ApplicationSpec, "source" | "sources">;
  readonly policy?: object;
  readonly socketMode?: boolean;
  /** An empty one, instead of PGlite's; closed with the world. */
  readonly store?: Store;
}

/** Starts all of it; each test file has its own. */
export async function startTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
  const directory = await mkdtemp(join(tmpdir(), "deploy-server-"));
  const [github, slack, registry] = await Promise.all([
    testGitHub({ clock: () => clock.now() }),
    startSlack({ clock }),
    startRegistry({ clock }),
  ]);
  const image = `${registry.host}/acme/my-app`;
  await github.createRepository(SOURCE, { private: true, files: { "README.md": "my app\n" } });
  await github.createRepository(CHARTS, {
    private: true,
    files: options.charts ?? { "README.md": "charts\n" },
  });
  await github.createRepository(RELEASES, { private: true, files: releaseFiles(image, options.policy) });
  const argo = await startArgoCd({
    directory: join(directory, "argo-cd"),
    token: tokenFor(github, [RELEASES, CHARTS, SOURCE], { contents: "read" }),
    clock,
    webhookSecret: ARGO_SECRET,
  });
  argo.addAccount("bot", [
    { action: "get", object: "payments/*" },
    { action: "sync", object: "payments/*" },
  ]);
  process.env["CLUSTER_TEST_ARGOCD_TOKEN"] = await argo.createToken("bot");
  process.env["CLUSTER_TEST_ARGOCD_SECRET"] = ARGO_SECRET;
  const urlOf = (repository: string): string => github.repository(repository).cloneUrl;
  await argo.addApplication({
    name: "my-app-prod",
    spec: {
      project: "payments",
      destination: { server: "https://kubernetes.default.svc", namespace: "my-app" },
      ...(options.sources?.(urlOf) ?? {
        source: { repoURL: urlOf(RELEASES), path: "apps/my-app/prod", targetRevision: "main" },
      }),
    },
  });
  const people = tokenFor(github, [RELEASES, SOURCE], { contents: "write" });
  const commit = committer(github, [RELEASES, CHARTS, SOURCE]);
  // The first sync is nobody's request.
  const token = process.env["CLUSTER_TEST_ARGOCD_TOKEN"];
  await send(`${argo.url}/api/v1/applications/my-app-prod/sync`, {
    method: "POST",
    body: {},
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  await argo.settled("my-app-prod");

  const alice = slack.addUser({ name: "alice" });
  const bob = slack.addUser({ name: "bob" });
  const guest = slack.addUser({ name: "gus", kind: "guest" });
  const dave = slack.addUser({ name: "dave" });
  const members = [alice, bob, guest, dave].map(({ id }) => id);
  const deploys = slack.addChannel({ name: "deploys", members });
  const random = slack.addChannel({ name: "random", members });
  github.setPermission(SOURCE, "alice", "write");
  github.setPermission(SOURCE, "bob", "write");
  github.setPermission(SOURCE, "dave", "read");
  github.setPermission(SOURCE, "erin", "write");
  github.setTeam("acme/release", ["alice", "bob"]);
  await commit(RELEASES, {
    "db/server.yaml": serverConfig(options, { argoCd: argo.url, channel: deploys.id }),
  });

  const store = options.store ?? (await emptyStore());
  const started = await startServer({
    github,
    slack,
    clock,
    store,
    releases: RELEASES,
    socketMode: options.socketMode,
  });
  const slackApp = started.slackApp;
  for (const channel of ["deploys", "random"]) slack.invite(channel, slackApp.botUserId);

  const world: TestWorld = {
    github,
    slack,
    argo,
    registry,
    clock,
    store,
    ...started,
    alice,
    bob,
    guest,
    dave,
    deploys,
    random,
    commit,
    build: async (branch = "main") => {
      const repository = github.repository(SOURCE);
      const ref = `refs/heads/${branch}`;
      const head = await send(`${github.apiUrl}/repos/${SOURCE}/git/ref/heads/${branch}`, { token: people });
      const sha = String(head.json.object.sha);
      const event = { name: "push", repository, ref, sha, actor: "alice", payload: {} };
      const run = github.runs.create({
        event,
        workflowPath: ".github/workflows/build.yml",
        workflowName: "Build",
        displayTitle: "Build",
      });
      github.runs.update(run.id, { status: "completed", conclusion: "success" });
      const tag = `${branch.replaceAll("/", "-")}-${sha.slice(0, 7)}`;
      const digest = registry.push("acme/my-app", tag, {
        labels: { "org.opencontainers.image.revision": sha },
      });
      return { sha, image: `${image}:${tag}`, digest };
    },
    link: (user, login) => linkAccounts(slack, "deploys", { user, login }),
    signed: (path, form, headers = {}) => {
      const body = new URLSearchParams(form).toString();
      const at = String(Math.floor(clock.now().getTime() / 1000));
      const digest = createHmac("sha256", slackApp.signingSecret).update(`v0:${at}:${body}`).digest("hex");
      return send(started.url + path, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "x-slack-request-timestamp": at,
          "x-slack-signature": `v0=${digest}`,
          ...headers,
        },
      });
    },
    says: (text) =>
      slack.waitFor(
        (message) =>
          typeof text === "string" ? wordsOf(message).includes(text) : text.test(wordsOf(message)),
        `a message says "${String(text)}"`,
      ),
    stop: async () => {
      await started.server.stopWork();
      await started.server.app.close();
      await store.close();
      await Promise.all([argo.close(), registry.close(), slack.close(), github.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
  return world;
}

/** All that a message says, blocks and text. */
export function wordsOf({ text, blocks }: Pick<SlackMessage, "text" | "blocks">): string {
  return `${text}\n${JSON.stringify(blocks)}`;
}
