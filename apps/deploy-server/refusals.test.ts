import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send, type SlackMessage, type SlackUser } from "@release-channels/sandbox";
import { linkAccount } from "../../lib/store/accounts.ts";
import { RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let head: string;
beforeAll(async () => {
  world = await startTestWorld();
  const { store, slack, alice, bob, dave, guest } = world;
  const accounts = await Promise.all(
    [
      [alice, "alice"],
      [dave, "dave"],
      [guest, "gus"],
      [bob, "erin"],
    ].map(async ([user, login]) => [user as SlackUser, await accountOf(login as string)] as const),
  );
  for (const [user, account] of accounts) {
    await linkAccount(store.db, { team: slack.team.id, user: user.id }, account);
  }
  head = (await world.build()).sha;
});
afterAll(() => world.stop());

async function accountOf(login: string): Promise<{ readonly id: number; readonly login: string }> {
  const token = world.github.createToken({ actor: login, kind: "pat", repositories: [], permissions: {} });
  const { json } = await send(`${world.github.apiUrl}/user`, { token });
  return { id: json.id, login };
}

const ENDED = /rejected|held|blocked|busy|forbidden|failed|Nothing (?:was|could)/;

/** What a command that ships nothing is answered with, in words. */
async function refused(user: SlackUser, text: string, channel = "deploys"): Promise<string> {
  const { slack } = world;
  const known = new Set(
    [...slack.messages("deploys", user.id), ...slack.messages("random", user.id)].map(({ ts }) => ts),
  );
  const before = await world.github.tip(RELEASES);
  expect(await slack.type(user.id, channel, text)).toEqual({ kind: "acknowledged" });
  const message: SlackMessage = await slack.waitFor(
    (one) => !known.has(one.ts) && ENDED.test(one.text),
    "a request has ended",
  );
  expect(await world.github.tip(RELEASES)).toBe(before);
  return message.text;
}

describe("who may not", () => {
  test("somebody who is not linked", async () => {
    const nina = world.slack.addUser({ name: "nina" });
    expect(await refused(nina, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: no GitHub account is linked: run /deploy link, and sign in to GitHub",
    );
  });

  test("a guest", async () => {
    expect(await refused(world.guest, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: guests of the workspace cannot deploy: ask a member to",
    );
  });

  test("somebody of another workspace, in a channel that both share, whatever their own team says", async () => {
    const { slack, alice, store } = world;
    const sam = slack.addUser({ name: "sam", kind: "stranger" });
    slack.addChannel({ name: "shared", members: [alice.id, sam.id], isShared: true });
    // Linked under their own team, to an account that may.
    await linkAccount(store.db, { team: sam.teamId, user: sam.id }, await accountOf("alice"));
    const says = "people of another workspace cannot deploy: ask a member of this one to";
    expect(await refused(sam, "/deploy my-app main to prod")).toBe(`my-app → prod: rejected: ${says}`);

    await slack.type(alice.id, "deploys", "/deploy my-app main to prod");
    const card = await world.says("waits for your word");
    const before = await world.github.tip(RELEASES);
    // Slack's payload of a click has the team of whoever clicks.
    await slack.click(sam.id, card, { actionId: "ship" });
    expect(slack.deliveries.at(-1)?.payload).toMatchObject({ user: { id: sam.id, team_id: sam.teamId } });
    await slack.waitFor(
      ({ onlyFor, text }) => onlyFor === sam.id && text === `Nothing has changed: ${says}.`,
      `sam is told that nothing has changed: ${says}`,
    );
    expect(await world.github.tip(RELEASES)).toBe(before);
    await slack.click(alice.id, card, { actionId: "cancel" });
    await slack.waitFor(
      ({ ts, text }) => ts === card.ts && text.includes("alice cancelled it"),
      'a message says "alice cancelled it"',
    );
  });

  test("somebody who may only read", async () => {
    expect(await refused(world.dave, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: dave has read in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it",
    );
  });

  test("somebody outside of the team", async () => {
    expect(await refused(world.bob, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: erin is not in acme/release, which prod asks for: ask its maintainers",
    );
  });

  test("anybody from another channel of the chat", async () => {
    expect(await refused(world.alice, "/deploy my-app main to prod", "random")).toBe(
      `my-app → prod: rejected: prod is deployed from &lt;#${world.deploys.id}&gt; alone: ask there`,
    );
  });
});

describe("what cannot be", () => {
  test.each([
    [
      "/deploy my-ap main to prod",
      "Nothing was deployed: there is no app my-ap; did you mean my-app? Known are my-app.",
    ],
    [
      "/deploy my-app main to prd",
      "Nothing was deployed: there is no channel prd; did you mean prod? Known are prod (of my-app/prd).",
    ],
    [
      "/deploy my-app main",
      "Nothing was deployed: it does not say to which channel, and no channel is ever a default: write /deploy &lt;app&gt; &lt;branch|#pull request|commit&gt; to &lt;channel&gt;.",
    ],
    [
      "/deploy my-app",
      "Nothing was deployed: my-app alone says neither what to deploy nor where: write /deploy &lt;app&gt; &lt;branch|#pull request|commit&gt; to &lt;channel&gt;.",
    ],
    [
      "/deploy my-app mian to prod",
      "my-app → prod: rejected: there is no branch mian in acme/my-app: push it, or name another",
    ],
    [
      "/deploy my-app #404 to prod",
      "my-app → prod: rejected: there is no pull request #404 in acme/my-app: check the number",
    ],
    [
      "/deploy my-app 1234567 to prod",
      "my-app → prod: rejected: there is no commit 1234567 in acme/my-app: check it",
    ],
    [
      "/deploy my-app https://github.com/acme/other/pull/1 to prod",
      "my-app → prod: rejected: pull request #1 is of acme/other, and this app is built from acme/my-app: name one of acme/my-app",
    ],
  ])("%s", async (command, message) => {
    expect(await refused(world.alice, command)).toBe(message);
  });

  test("a closed pull request", async () => {
    const { github, alice } = world;
    await github.createBranch(SOURCE, "closed");
    await onBranch("closed", "closed.txt");
    const { number } = await github.openPullRequest(SOURCE, {
      title: "Closed",
      head: "closed",
      base: "main",
      by: "alice",
    });
    await github.closePullRequest(SOURCE, number);
    expect(await refused(alice, `/deploy my-app #${number} to prod`)).toBe(
      `my-app → prod: rejected: pull request #${number} of acme/my-app is closed: reopen it, or name a branch`,
    );
  });

  test("what was never built", async () => {
    await world.github.createBranch(SOURCE, "unbuilt");
    const sha = await onBranch("unbuilt", "unbuilt.txt");
    expect(await refused(world.alice, "/deploy my-app unbuilt to prod")).toBe(
      `my-app → prod: rejected: nothing was built of ${sha.slice(0, 7)} of acme/my-app: there is neither a workflow run nor a status, and no image ${world.registry.host}/acme/my-app:unbuilt-${sha.slice(0, 7)}`,
    );
  });

  test("a red build", async () => {
    await world.github.createBranch(SOURCE, "red");
    const sha = await onBranch("red", "red.txt");
    runOf("red", sha, "failure");
    expect(await refused(world.alice, "/deploy my-app red to prod")).toBe(
      `my-app → prod: rejected: the build of ${sha.slice(0, 7)} of acme/my-app failed (Build: failure): mend it, push, and ask again`,
    );
  });

  test("a build that runs for more than half an hour", async () => {
    const { github, alice, clock, slack } = world;
    await github.createBranch(SOURCE, "slow");
    const sha = await onBranch("slow", "slow.txt");
    const id = runOf("slow", sha);
    await slack.type(alice.id, "deploys", "/deploy my-app slow to prod");
    const waiting = await world.says(`for ${sha.slice(0, 7)} of acme/my-app: waiting for up to 30 minutes`);
    clock.advance(30 * 60_000);
    // Its webhook makes the server look again.
    github.runs.update(id, { status: "in_progress" });
    await slack.waitFor(
      ({ ts, text }) => ts === waiting.ts && text.includes("after 30 minutes: ask again"),
      'a message says "after 30 minutes: ask again"',
    );
  });

  test("a branch that is named like a commit", async () => {
    await world.github.createBranch(SOURCE, "abcdef1");
    expect(await refused(world.alice, "/deploy my-app abcdef1 to prod")).toContain(
      "abcdef1 names a branch or a tag of acme/my-app, and no commit: write refs/heads/abcdef1 for the branch",
    );
  });

  test("an image that is gone", async () => {
    await world.github.createBranch(SOURCE, "gone");
    const sha = await onBranch("gone", "gone.txt");
    runOf("gone", sha, "success");
    expect(await refused(world.alice, "/deploy my-app gone to prod")).toBe(
      `my-app → prod: rejected: ${world.registry.host}/acme/my-app:gone-${sha.slice(0, 7)} is not in its registry, although the build of ${sha.slice(0, 7)} of acme/my-app is green: run the build again`,
    );
  });

  test("a tag that another build has taken", async () => {
    await world.github.createBranch(SOURCE, "taken");
    const sha = await onBranch("taken", "taken.txt");
    runOf("taken", sha, "success");
    world.registry.push("acme/my-app", `taken-${sha.slice(0, 7)}`, {
      labels: { "org.opencontainers.image.revision": "f".repeat(40) },
    });
    expect(await refused(world.alice, "/deploy my-app taken to prod")).toBe(
      `my-app → prod: rejected: ${world.registry.host}/acme/my-app:taken-${sha.slice(0, 7)} was built from ${"f".repeat(40)}, not from ${sha}: two builds share this tag, and the other one pushed last. Build ${sha.slice(0, 7)} again, or put {sha} into the image's template`,
    );
  });

  test("a branch whose name is an attack is shown as text, and nobody is called", async () => {
    await refused(world.alice, "/deploy my-app <!channel><script>alert(1)</script> to prod");
    const message = world.slack.messages("deploys", world.alice.id).at(-1);
    const shown = wordsOf(message ?? { text: "", blocks: [] });
    expect(shown).toContain("&lt;!channel&gt;&lt;script&gt;");
    expect(shown).not.toMatch(/<!channel>|<script>/);
  });
});

describe("what is set up wrongly", () => {
  test("a server.yaml that names an unknown cluster", async () => {
    const config = await contentOf("db/server.yaml");
    await world.commit(RELEASES, {
      "db/server.yaml": config.replace("cluster: prod-eu,", "cluster: prod-us,"),
    });
    expect(await refused(world.alice, "/deploy my-app main to prod")).toMatch(
      /^Nothing was deployed: db\/server\.yaml:\d+:\d+: targets\.my-app\/prod\[0\]\.cluster is prod-us, which clusters does not list: did you mean prod-eu\?$/,
    );
    for (const [command, lead] of [
      ["/deploy rollback my-app in prod", "Nothing was rolled back"],
      ["/deploy undeploy my-app from prod", "Nothing was undeployed"],
      ["/deploy status", "Nothing could be looked up"],
      ["/deploy history my-app", "Nothing could be looked up"],
      ["/deploy why my-app prod", "Nothing could be looked up"],
    ] as const) {
      expect(await refused(world.alice, command)).toMatch(
        new RegExp(`^${lead}: db/server\\.yaml:\\d+:\\d+: .* did you mean prod-eu\\?$`),
      );
    }
    await world.commit(RELEASES, { "db/server.yaml": config });
  });
});

test.each([
  ["/deploy undeploy my-ap from prod", "Nothing was undeployed: there is no app my-ap; did you mean my-app?"],
  ["/deploy rollback my-app", "Nothing was rolled back: it does not say of which app, and in which channel"],
  ["/deploy why", "Nothing could be looked up: it does not say of which app, and in which channel"],
  ["/deploy link 1234", "Nothing was linked: this is no code of this server"],
])("%s is answered by what it did not do", async (command, says) => {
  expect(await refused(world.alice, command)).toContain(says);
});

async function contentOf(path: string): Promise<string> {
  return runGit(world.github.repository(RELEASES).gitDir, "show", `main:${path}`);
}

describe("what Argo CD keeps from us, before anything is written", () => {
  test("a sync window that is closed", async () => {
    const window = {
      kind: "deny",
      schedule: "0 0 * * *",
      duration: "24h",
      applications: ["*"],
      active: true,
    } as const;
    world.argo.setSyncWindows("payments", [window]);
    expect(await refused(world.alice, "/deploy my-app main to prod")).toBe(
      'my-app → prod: rejected: a sync window of Argo CD is in the way (deny window "0 0 * * *" for 24h): wait until it lets syncs through, or ask whoever keeps the windows of the project',
    );
    world.argo.setSyncWindows("payments", []);
  });

  test("an application that syncs by itself", async () => {
    const { spec } = world.argo.application("my-app-prod");
    world.argo.configure("my-app-prod", { ...spec, syncPolicy: { automated: {} } });
    expect(await refused(world.alice, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: Argo CD syncs my-app-prod by itself, so that whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for prod-eu in db/server.yaml",
    );
    world.argo.configure("my-app-prod", spec);
  });

  test("a token that it does not take", async () => {
    const token = process.env["CLUSTER_TEST_ARGOCD_TOKEN"];
    process.env["CLUSTER_TEST_ARGOCD_TOKEN"] = "wrong";
    expect(await refused(world.alice, "/deploy my-app main to prod")).toBe(
      `my-app → prod: rejected: Could not read the application my-app-prod on prod-eu: ${world.argo.url} does not take the token of env:CLUSTER_TEST_ARGOCD_TOKEN (invalid session: token is malformed: token contains an invalid number of segments). It has expired or was revoked: put a new one there`,
    );
    process.env["CLUSTER_TEST_ARGOCD_TOKEN"] = token;
  });

  test("a token that is not there", async () => {
    const token = process.env["CLUSTER_TEST_ARGOCD_TOKEN"];
    delete process.env["CLUSTER_TEST_ARGOCD_TOKEN"];
    expect(await refused(world.alice, "/deploy my-app main to prod")).toContain(
      "env:CLUSTER_TEST_ARGOCD_TOKEN is empty or not there: the server needs it",
    );
    process.env["CLUSTER_TEST_ARGOCD_TOKEN"] = token;
  });

  test("a token without the right", async () => {
    const token = process.env["CLUSTER_TEST_ARGOCD_TOKEN"];
    world.argo.addAccount("narrow", [{ action: "get", object: "other/*" }]);
    process.env["CLUSTER_TEST_ARGOCD_TOKEN"] = await world.argo.createToken("narrow");
    expect(await refused(world.alice, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: Could not read the application my-app-prod on prod-eu: Argo CD refuses it to the token of env:CLUSTER_TEST_ARGOCD_TOKEN (permission denied). Give its account or role that right, and check the application's name and project",
    );
    process.env["CLUSTER_TEST_ARGOCD_TOKEN"] = token;
  });

  test("an application that is not there", async () => {
    const config = await contentOf("db/server.yaml");
    await world.commit(RELEASES, { "db/server.yaml": config.replace("my-app-prod", "my-app-prd") });
    expect(await refused(world.alice, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: Could not read the application my-app-prd on prod-eu: applications.argoproj.io \"my-app-prd\" not found. Check the application's name and the cluster's project in db/server.yaml",
    );
    await world.commit(RELEASES, { "db/server.yaml": config });
  });
});

describe("requests that are not Slack's, or not of now", () => {
  const form = {
    command: "/deploy",
    text: "help",
    trigger_id: "1.2.x",
    user_id: "U1",
    team_id: "T1",
    channel_id: "C1",
  };
  const now = () => Math.floor(world.clock.now().getTime() / 1000);

  test.each([
    [
      "forged",
      () => ({ "x-slack-signature": `v0=${"0".repeat(64)}` }),
      "X-Slack-Signature is not that of the app's signing secret",
    ],
    [
      "stale",
      () => ({ "x-slack-request-timestamp": String(now() - 301) }),
      "X-Slack-Request-Timestamp is more than five minutes from now: it may be a replay, or this machine's clock is wrong",
    ],
    [
      "of the future",
      () => ({ "x-slack-request-timestamp": String(now() + 301) }),
      "X-Slack-Request-Timestamp is more than five minutes from now: it may be a replay, or this machine's clock is wrong",
    ],
  ])("%s", async (_what, headers, detail) => {
    const answer = await world.signed("/slack/commands", form, headers());
    expect([answer.status, JSON.parse(answer.text).detail]).toEqual([
      401,
      `This is not taken for Slack's: ${detail}.`,
    ]);
  });

  test("a payload of 1 MB", async () => {
    const answer = await world.signed("/slack/commands", { ...form, text: "x".repeat(1024 * 1024) });
    expect(answer.status).toBe(413);
    const rows = await world.store.db
      .selectFrom("inbox")
      .selectAll()
      .where("key", "like", "%1.2.x%")
      .execute();
    expect(rows).toEqual([]);
  });

  test("a webhook that is not GitHub's", async () => {
    const body = JSON.stringify({ ref: "refs/heads/main" });
    const answer = await send(`${world.url}/webhooks/github`, {
      body,
      headers: {
        "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
        "x-github-event": "push",
        "x-github-delivery": "d1",
      },
    });
    expect([answer.status, JSON.parse(answer.text).detail]).toEqual([
      401,
      "This is not taken for GitHub's: X-Hub-Signature-256 is not that of the webhook's secret.",
    ]);
  });
});

async function onBranch(branch: string, path: string): Promise<string> {
  const { github } = world;
  const token = github.createToken({
    actor: "alice",
    kind: "pat",
    repositories: [SOURCE],
    permissions: { contents: "write" },
  });
  const body = { message: `Add ${path}`, content: "aGk=", branch };
  const written = await send(`${github.apiUrl}/repos/${SOURCE}/contents/${path}`, {
    token,
    method: "PUT",
    body,
  });
  expect(written.status).toBe(201);
  return String(written.json.commit.sha);
}

/** @param conclusion undefined while it runs @returns its id */
function runOf(branch: string, sha: string, conclusion?: "success" | "failure"): number {
  const { github } = world;
  const repository = github.repository(SOURCE);
  const event = { name: "push", repository, ref: `refs/heads/${branch}`, sha, actor: "alice", payload: {} };
  const workflow = {
    workflowPath: ".github/workflows/build.yml",
    workflowName: "Build",
    displayTitle: "Build",
  };
  const run = github.runs.create({ event, ...workflow });
  if (conclusion === undefined) github.runs.update(run.id, { status: "in_progress" });
  else github.runs.update(run.id, { status: "completed", conclusion });
  return run.id;
}

test("what was refused above could have been shipped", async () => {
  const { slack, alice } = world;
  const known = new Set(slack.messages("deploys", alice.id).map(({ ts }) => ts));
  await slack.type(alice.id, "deploys", "/deploy my-app main to prod");
  const asked = await slack.waitFor(
    (one) => !known.has(one.ts) && one.text.includes("waits for your word"),
    'a message says "waits for your word"',
  );
  expect(wordsOf(asked)).toContain(`main-${head.slice(0, 7)}`);
});
