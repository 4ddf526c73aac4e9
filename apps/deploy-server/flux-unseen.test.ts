import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { send, type SlackMessage } from "@release-channels/sandbox";
import { parseAllDocuments } from "yaml";
import { textAt } from "../../lib/deploys/narrow.ts";
import { CHART, notificationSecret, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { wordsOf } from "./testing/world.ts";

const PROVIDERS = "examples/flux-clusters/bootstrap/notifications.yaml";
const UNSEEN = ["qa", "prod"] as const;

let world: FluxWorld;
beforeAll(async () => {
  world = await startFluxWorld({ unseen: UNSEEN });
  for (const version of ["1.4.2", "1.5.0", "1.6.0"])
    world.registry.pushChart(CHART, { name: "my-app", version });
  for (const cluster of UNSEEN) tellServer(cluster);
});
afterAll(() => world.stop());

/** Applies what the guide says, with this server's address, and the secret beside it. */
function tellServer(cluster: (typeof UNSEEN)[number]): void {
  const { kubernetes } = world.clusters[cluster];
  const text = readFileSync(PROVIDERS, "utf8").replace(
    "https://deploys.acme.dev/webhooks/flux/qa",
    `${world.url}/webhooks/flux/${cluster}`,
  );
  for (const document of parseAllDocuments(text)) {
    const object: unknown = "toJS" in document ? document.toJS() : undefined;
    const spec: unknown = Object(object).spec;
    const kind = textAt(object, "kind") ?? "";
    const name = textAt(object, "metadata", "name") ?? "";
    kubernetes.create({ kind, namespace: "flux-system", name }, { spec: Object(spec) }, "kubectl");
  }
  const token = Buffer.from(notificationSecret(cluster)).toString("base64");
  const secret = { kind: "Secret", namespace: "flux-system", name: "deploy-server" };
  kubernetes.create(secret, { data: { token } }, "kubectl");
}

/** An event of qa's release, as Flux tells it. */
const event = (more: object = {}): object => ({
  involvedObject: {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    namespace: "apps",
    name: "my-app",
  },
  severity: "info",
  timestamp: `${world.clock.now().toISOString().slice(0, 19)}Z`,
  message: "Helm upgrade succeeded for release apps/my-app.v9 with chart my-app@1.4.2",
  reason: "UpgradeSucceeded",
  metadata: { revision: "1.4.2" },
  reportingController: "helm-controller",
  ...more,
});

/** Sends an event, signed by a cluster's secret, or by none. @returns the answer's status */
async function tell(cluster: string, body: object, signedBy?: string): Promise<number> {
  const text = JSON.stringify(body);
  const headers = {
    "content-type": "application/json",
    ...(signedBy !== undefined && {
      "x-signature": `sha256=${createHmac("sha256", signedBy).update(text).digest("hex")}`,
    }),
  };
  const { status } = await send(`${world.url}/webhooks/flux/${cluster}`, { method: "POST", body, headers });
  return status;
}

/** How many of its entries the inbox has. */
const inInbox = async (): Promise<number> => {
  const rows = await world.server.world.db
    .selectFrom("inbox")
    .select("id")
    .where("source", "=", "flux")
    .execute();
  return rows.length;
};
/** Once all that came in is dealt with, and the request was looked at again. */
const dealtWith = async (): Promise<void> => {
  await world.ask("/deploy status", "my-app/qa");
};
const ship = async (command: string): Promise<SlackMessage> => {
  const shown = await world.ask(command, "waits for your word");
  await world.slack.click(world.alice.id, shown, { actionId: "ship" });
  return shown;
};
const NOTHING = "Flux has told nothing of HelmRelease/apps/my-app yet";

test("a version is live once that cluster's Flux has told so, and the message says how it is seen", async () => {
  const { clusters, clock } = world;
  const shown = await ship("/deploy my-app 1.4.2 to qa");
  const waiting = await world.until(shown, `${NOTHING} (seen through Flux's notifications only)`);
  expect(wordsOf(waiting)).toContain(
    "⚠ qa is seen through Flux's notifications only: what else this ships, whether anything is suspended there, and how its pods are, nobody tells",
  );
  // What is not signed by this cluster's secret is nobody's word; what is about something else says nothing of this.
  const own = notificationSecret("qa");
  expect(await tell("qa", event())).toBe(401);
  expect(await tell("qa", event(), notificationSecret("prod"))).toBe(401);
  expect(await tell("stag", event(), own)).toBe(401);
  expect(await tell("nowhere", event(), own)).toBe(401);
  expect(await inInbox()).toBe(0);
  expect(await tell("qa", event({ timestamp: "2026-11-30T13:59:59Z" }), own)).toBe(202);
  expect(await tell("qa", event({ metadata: { revision: "1.4.1" } }), own)).toBe(202);
  expect(await tell("qa", event({ metadata: { "event.toolkit.fluxcd.io/revision": "1.4.2" } }), own)).toBe(
    202,
  );
  const other = { kind: "HelmRelease", namespace: "apps", name: "my-app-docs" };
  expect(await tell("qa", event({ involvedObject: other }), own)).toBe(202);
  expect(await tell("prod", event(), notificationSecret("prod"))).toBe(202);
  expect(await inInbox()).toBe(5);
  await dealtWith();
  await world.until(shown, "Flux says: Helm upgrade succeeded for release apps/my-app.v9");

  clusters.qa.flux.passInterval();
  await clusters.qa.flux.settled();
  await world.until(shown, "healthy, and watched for a while");
  const known = await inInbox();
  expect(known).toBeGreaterThan(5);
  clock.advance(60_000);
  const live = await world.until(shown, "live in 1:00");
  expect(wordsOf(live)).toContain("seen through Flux's notifications only");
  // The server has asked that cluster nothing: it could not.
  expect(clusters.qa.kubernetes.requests).toEqual([]);
});

test("the same event once more is answered alike, and changes nothing", async () => {
  const before = await inInbox();
  const once = event({ message: "again" });
  const answers: number[] = [];
  while (answers.length < 3) answers.push(await tell("qa", once, notificationSecret("qa")));
  expect(answers).toEqual([202, 202, 202]);
  expect(await inInbox()).toBe(before + 1);
  await dealtWith();
  const rows = await world.server.world.db
    .selectFrom("flux_events")
    .select("id")
    .where("message", "=", "again")
    .execute();
  expect(rows).toHaveLength(1);
});

test.each<[string, object]>([
  ["nothing", {}],
  ["no object", { severity: "info", reason: "UpgradeSucceeded", timestamp: "2026-11-30T14:00:00Z" }],
  [
    "no time",
    { involvedObject: { kind: "HelmRelease", namespace: "apps", name: "my-app" }, severity: "info" },
  ],
])("what is no event of Flux, such as one with %s, is refused though it is signed", async (_what, body) => {
  const before = await inInbox();
  expect(await tell("qa", body, notificationSecret("qa"))).toBe(400);
  expect(await inInbox()).toBe(before);
});

test("an event of a clock that is ahead is of when it came, and ends no request that is made after it", async () => {
  const { clock } = world;
  const ahead = { metadata: { revision: "1.6.0" }, message: "from the future" };
  const body = event({ ...ahead, timestamp: "2099-01-01T00:00:00Z" });
  expect(await tell("qa", body, notificationSecret("qa"))).toBe(202);
  await dealtWith();
  const [row] = await world.server.world.db
    .selectFrom("flux_events")
    .select("happened_at")
    .where("message", "=", "from the future")
    .execute();
  expect(Date.parse(row?.happened_at ?? "")).toBe(clock.now().getTime());
});

test("what has failed and was taken back is told at once, and ends the request when nothing better follows in time", async () => {
  const { clusters, clock } = world;
  // Events have no fraction of a second: those of the tests before are over.
  clock.advance(1_000);
  clusters.qa.flux.plan("apps/my-app", { kind: "fails" });
  const shown = await ship("/deploy my-app 1.5.0 to qa");
  await world.until(shown, NOTHING);
  clusters.qa.flux.passInterval();
  await clusters.qa.flux.settled();
  const failure =
    "Helm upgrade failed for release apps/my-app with chart my-app@1.5.0: context deadline exceeded. Helm rollback to previous release";
  const told = await world.until(shown, failure);
  expect(wordsOf(told)).toContain(`… ${failure}`);
  clock.advance(15 * 60_000);
  const ended = await world.until(shown, `✗ reverted: qa says: ${failure}`);
  expect(wordsOf(ended)).toContain(
    "with chart my-app@1.4.2 succeeded (seen through Flux's notifications only)",
  );
});

test("a late event of the version before ends no newer request, and one that never comes is no failure", async () => {
  const { clock } = world;
  const shown = await ship("/deploy my-app 1.6.0 to qa");
  await world.until(shown, NOTHING);
  const late = { metadata: { revision: "1.5.0" }, message: "late word of 1.5.0" };
  const own = notificationSecret("qa");
  const failed = event({ ...late, reason: "UpgradeFailed", severity: "error" });
  const back = event({ ...late, reason: "RollbackSucceeded", metadata: { revision: "1.4.2" } });
  for (const one of [failed, back]) expect(await tell("qa", one, own)).toBe(202);
  await dealtWith();
  clock.advance(15 * 60_000);
  const ended = await world.until(shown, "timed out: qa says: ");
  expect(wordsOf(ended)).toContain(
    `${NOTHING} (seen through Flux's notifications only), and the time for it is over`,
  );
  expect(wordsOf(ended)).not.toContain("late word");
});
