import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Kubernetes, SlackMessage } from "@release-channels/sandbox";
import { at } from "../../lib/deploys/narrow.ts";
import { CHART, RELEASES, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { wordsOf } from "./testing/world.ts";

let world: FluxWorld;
let digest: string;
beforeAll(async () => {
  world = await startFluxWorld();
  digest = world.registry.pushChart(CHART, { name: "my-app", version: "1.4.2" });
});
afterAll(() => world.stop());

const requestIdOf = (message: SlackMessage): string =>
  /request ([0-9a-f-]{36})/.exec(wordsOf(message))?.[1] ?? "";
const REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";
/** The objects that were asked to reconcile, in order, each with the token. */
const asked = ({ requests }: Kubernetes) =>
  requests
    .filter(({ method }) => method === "PATCH")
    .map(({ path, body }) => [
      path.split("?")[0]?.split("/").slice(-2).join("/"),
      at(JSON.parse(body), "metadata", "annotations", REQUESTED_AT),
    ]);

test("a version becomes what runs: one value and the ledger in one commit, the source first, and then the release", async () => {
  const { github, registry, clusters } = world;
  const before = (await github.tip(RELEASES)) ?? "";
  const first = await world.ask("/deploy my-app 1.4.2 to qa", "my-app");
  const message = await world.live(first);
  const id = requestIdOf(message);
  expect(wordsOf(message)).toContain("`1.4.2`");
  expect(wordsOf(message)).toContain("clusters/qa/my-app.yaml spec.chart.spec.version: 1.4.1 → 1.4.2");

  const commit = (await github.tip(RELEASES)) ?? "";
  expect((await world.git("rev-list", `${before}..${commit}`)).trim()).toBe(commit);
  expect((await world.git("diff", "--name-only", before, commit)).trim().split("\n")).toEqual([
    "clusters/qa/my-app.yaml",
    "db/db.json",
  ]);
  const diff = await world.git("diff", "-U0", before, commit, "--", "clusters/qa/my-app.yaml");
  expect(diff.split("\n").filter((line) => /^[+-] /.test(line))).toEqual([
    '-      version: "1.4.1" # by the deploy server',
    '+      version: "1.4.2" # by the deploy server',
  ]);
  const { charts } = JSON.parse(await world.git("show", `${commit}:db/db.json`));
  expect(charts).toMatchObject([
    { channel: "dev", version: "1.4.1" },
    { channel: "prod", version: "1.4.1" },
    {
      config: "my-app",
      channel: "qa",
      chart: `oci://${registry.host}/${CHART}`,
      version: "1.4.2",
      digest,
      released_by: "alice",
      dispatch_id: id,
    },
    { channel: "stag", version: "1.4.1" },
  ]);
  const text = await world.git("log", "-1", "--format=%B", commit);
  expect(text.split("\n")).toEqual(
    expect.arrayContaining(["release(my-app): qa → 1.4.2", `Deploy-Request: ${id}`, "Released-By: alice"]),
  );

  expect(asked(clusters.qa.kubernetes)).toEqual([
    ["gitrepositories/releases", id],
    ["kustomizations/apps", id],
    ["helmreleases/my-app", id],
  ]);
  expect(asked(clusters.prod.kubernetes)).toEqual([]);
  const release = { kind: "HelmRelease", namespace: "apps", name: "my-app" };
  expect(clusters.qa.kubernetes.get(release)?.["status"]).toMatchObject({
    lastHandledReconcileAt: id,
    history: [
      { chartVersion: "1.4.2", status: "deployed" },
      { chartVersion: "1.4.1", status: "superseded" },
    ],
  });
});

test("an upgrade that fails and is rolled back is told as reverted, with the pod and why", async () => {
  const { registry, clusters, github } = world;
  registry.pushChart(CHART, { name: "my-app", version: "1.6.0" });
  const trouble = "back-off 40s restarting failed container=app pod=my-app";
  clusters.dev.flux.plan("apps/my-app", {
    kind: "fails",
    pod: { reason: "CrashLoopBackOff", message: trouble },
  });
  const before = await github.tip(RELEASES);
  const message = await world.ask("/deploy my-app 1.6.0 to dev", /✗ reverted: /);
  const words = wordsOf(message);
  expect(words).toContain(
    "dev: Helm upgrade failed for release apps/my-app with chart my-app@1.6.0: context deadline exceeded. Helm rollback to previous release apps/my-app.",
  );
  expect(words).toContain(`BackOff in my-app-7f9c24e8b1-x2x4z: ${trouble}`);
  expect(words).toContain("Roll back to 1.4.1");
  // The ledger and the file say what was asked for: that it does not run is what the message is for.
  expect(await github.tip(RELEASES)).not.toBe(before);

  // Once what was wrong is mended, the same version is asked for again: Flux is told to forget, and to try.
  clusters.dev.flux.plan("apps/my-app", { kind: "succeeds" });
  await world.slack.click(world.alice.id, message, { actionId: "retry" });
  const again = await world.slack.waitFor(
    (one) => one.ts !== message.ts && wordsOf(one).includes("healthy, and watched for a while"),
    "the retry gets healthy",
  );
  await world.live(again);
  const release = { kind: "HelmRelease", namespace: "apps", name: "my-app" };
  const id = requestIdOf(again);
  expect(clusters.dev.kubernetes.get(release)?.["metadata"]).toMatchObject({
    annotations: {
      [REQUESTED_AT]: id,
      "reconcile.fluxcd.io/resetAt": id,
      "reconcile.fluxcd.io/forceAt": id,
    },
  });
});

test("a version is promoted as it is, all versions are told with what they change, and a rollback goes back", async () => {
  const { registry } = world;
  const changes = "- kind: fixed\n  description: Closes <idle> connections\n";
  registry.pushChart(CHART, {
    name: "my-app",
    version: "1.7.0",
    annotations: { "artifacthub.io/changes": changes },
  });
  const refused = await world.ask("/deploy promote my-app from dev to stag", /✗ rejected: /);
  expect(wordsOf(refused)).toContain(
    "stag takes releases by promotion only, and qa has 1.4.2: deploy 1.6.0 to qa first",
  );
  await world.live(await world.ask("/deploy promote my-app from qa to stag", "promoted from qa"));
  const { charts } = JSON.parse(await world.git("show", "main:db/db.json"));
  expect(charts).toMatchObject([
    { channel: "dev", version: "1.6.0" },
    { channel: "prod", version: "1.4.1" },
    { channel: "qa", version: "1.4.2", digest },
    { channel: "stag", version: "1.4.2", digest },
  ]);

  const { text } = await world.ask("/deploy versions my-app", "1.7.0");
  expect(text.split("\n")).toEqual([
    `*my-app* oci://${registry.host}/${CHART}`,
    "*dev* `1.6.0` · newer: 1.7.0",
    "*qa* `1.4.2` · newer: 1.7.0, 1.6.0",
    "*stag* `1.4.2` · newer: 1.7.0, 1.6.0",
    "*prod* `1.4.1` · newer: 1.7.0, 1.6.0, 1.4.2",
    "1.7.0: fixed: Closes &lt;idle&gt; connections",
  ]);

  await world.live(await world.ask("/deploy rollback my-app in stag", /`1\.4\.1`/));
  expect(await world.git("show", "main:clusters/stag/my-app.yaml")).toContain('version: "1.4.1" # by');
});

test("a chart that cannot be rendered fails once its retries are used up, with Helm's words", async () => {
  const { registry, clusters } = world;
  registry.pushChart(CHART, { name: "my-app", version: "1.8.0" });
  const message = "execution error at (my-app/templates/d.yaml:10:71): image.tag is required";
  clusters.qa.flux.plan("apps/my-app", { kind: "template error", message });
  const failed = await world.ask("/deploy my-app 1.8.0 to qa", /✗ failed: /);
  expect(wordsOf(failed)).toContain(
    `qa: Helm upgrade failed for release apps/my-app with chart my-app@1.8.0: ${message}`,
  );
  const release = { kind: "HelmRelease", namespace: "apps", name: "my-app" };
  expect(clusters.qa.kubernetes.get(release)?.["status"]).toMatchObject({
    failures: 2,
    history: [{ chartVersion: "1.4.2", status: "deployed" }, { chartVersion: "1.4.1" }],
  });
});
