import { describe, expect, test } from "@jest/globals";
import { send } from "@release-channels/sandbox";
import { contentOf, head, refused, world } from "./testing/refusals-testing.ts";
import { RELEASES, wordsOf } from "./testing/world.ts";

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
