import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CHANNELS, CHART, manifest, RELEASES, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { wordsOf } from "./testing/world.ts";

const RELEASE = { kind: "HelmRelease", namespace: "apps", name: "my-app" };
const TROUBLE = "back-off 40s restarting failed container=app pod=my-app";

let world: FluxWorld;
beforeAll(async () => {
  world = await startFluxWorld({ policy: { version: 1, channels: [...CHANNELS] } });
  for (const version of ["1.4.2", "1.5.0", "1.6.0", "1.6.1"])
    world.registry.pushChart(CHART, { name: "my-app", version });
  // prod is two clusters: the one called stag comes first.
  const config = await world.git("show", "main:db/server.yaml");
  await world.commit(RELEASES, {
    "db/server.yaml": config.replace("  my-app/prod:\n", "").replace("my-app/stag:", "my-app/prod:"),
  });
});
afterAll(() => world.stop());

type Cluster = FluxWorld["clusters"]["dev"];
const first = (): Cluster => world.clusters.stag;
const second = (): Cluster => world.clusters.prod;
const runs = ({ kubernetes }: Cluster): unknown => kubernetes.get(RELEASE)?.["status"];
const running = (version: string) =>
  expect.objectContaining({
    history: expect.arrayContaining([expect.objectContaining({ chartVersion: version, status: "deployed" })]),
  });
/** How often something of Flux was asked to reconcile there. */
const asked = ({ kubernetes: { requests } }: Cluster): number =>
  requests.filter(({ method }) => method === "PATCH").length;
const versionsInGit = async (): Promise<readonly (string | undefined)[]> =>
  Promise.all(
    ["stag", "prod"].map(async (cluster) => {
      const text = await world.git("show", `main:clusters/${cluster}/my-app.yaml`);
      return /version: "(.+)" # by/.exec(text)?.[1];
    }),
  );

test("a cluster's file is written when its turn comes: Flux takes whatever is in git by itself", async () => {
  const before = (await world.git("rev-parse", "main")).trim();
  const shown = await world.ask(
    "/deploy my-app 1.4.2 to prod",
    "cluster 1 of 2: healthy, and watched for a while",
  );
  expect((await world.git("rev-list", "--count", `${before}..main`)).trim()).toBe("1");
  expect(await versionsInGit()).toEqual(["1.4.2", "1.4.1"]);
  expect(runs(first())).toEqual(running("1.4.2"));
  expect(asked(second())).toBe(0);
  const words = wordsOf(await world.until(shown, "… stag: at work\\n– prod: waits for the cluster before"));
  for (const cluster of ["stag", "prod"])
    expect(words).toContain(`clusters/${cluster}/my-app.yaml spec.chart.spec.version: 1.4.1 → 1.4.2`);
  // A second before the soak time is over, nothing has begun there.
  world.clock.advance(59_000);
  await world.ask("/deploy status", "my-app/prod");
  expect(asked(second())).toBe(0);
  expect(await versionsInGit()).toEqual(["1.4.2", "1.4.1"]);
  world.clock.advance(1_000);
  await world.until(shown, "cluster 2 of 2: healthy, and watched for a while");
  await world.until(shown, "✓ stag: live\\n… prod: at work");
  expect(runs(second())).toEqual(running("1.4.2"));
  expect(await versionsInGit()).toEqual(["1.4.2", "1.4.2"]);
  expect(asked(second())).toBe(asked(first()));
  // The second commit changes that one file, and is known as this wave's.
  const log = await world.git("log", "--format=%B", "-1", "main");
  expect(log.split("\n")).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Deploy-Request: /), "Deploy-Wave: 2"]),
  );
  expect((await world.git("diff", "--name-only", "main^", "main")).trim()).toBe("clusters/prod/my-app.yaml");
  expect((await world.git("rev-list", "--count", `${before}..main`)).trim()).toBe("2");
  world.clock.advance(60_000);
  const live = await world.until(shown, "live in 2:00");
  expect(wordsOf(live)).toContain("✓ stag: live\\n✓ prod: live");
});

test("where the first cluster takes the version back, the second is asked nothing, and git does not say it there", async () => {
  const before = asked(second());
  first().flux.plan("apps/my-app", { kind: "fails", pod: { reason: "CrashLoopBackOff", message: TROUBLE } });
  const failed = await world.ask("/deploy my-app 1.5.0 to prod", /✗ reverted: stag: .*my-app@1\.5\.0/);
  expect(wordsOf(failed)).toContain(`BackOff in my-app-7f9c24e8b1-x2x4z: ${TROUBLE}`);
  expect(wordsOf(failed)).toContain("✗ stag: reverted\\n– prod: was not begun, and keeps what it has");
  // Long after the soak time: the next command is dealt with, and nothing else was.
  world.clock.advance(600_000);
  await world.ask("/deploy status", "my-app/prod");
  expect(asked(second())).toBe(before);
  expect(await versionsInGit()).toEqual(["1.5.0", "1.4.2"]);
  expect(runs(first())).toEqual(running("1.4.2"));
  // Nor does its Flux come by it when it looks at git by itself.
  second().flux.passInterval();
  await second().flux.settled();
  const tip = (await world.git("rev-parse", "main")).trim();
  const repository = { kind: "GitRepository", namespace: "flux-system", name: "releases" };
  expect(second().kubernetes.get(repository)?.["status"]).toMatchObject({
    artifact: { revision: `main@sha1:${tip}` },
  });
  expect(runs(second())).toEqual(running("1.4.2"));
});

test("where the second cluster takes the version back, the message says which, and the first keeps it", async () => {
  first().flux.plan("apps/my-app", { kind: "succeeds" });
  second().flux.plan("apps/my-app", { kind: "fails" });
  const shown = await world.ask("/deploy my-app 1.6.0 to prod", "waits for your word");
  // The second cluster was left behind by the request before.
  expect(wordsOf(shown)).toContain(
    "spec.chart.spec.version in clusters/prod/my-app.yaml says 1.4.2, and the ledger 1.5.0: somebody has changed it by hand, or an earlier deploy did not get that far",
  );
  await world.slack.click(world.alice.id, shown, { actionId: "ship" });
  await world.until(shown, "cluster 1 of 2: healthy, and watched for a while");
  world.clock.advance(60_000);
  const failed = await world.until(
    shown,
    "✗ reverted: prod: Helm upgrade failed for release apps/my-app with chart my-app@1.6.0",
  );
  expect(wordsOf(failed)).toContain("✓ stag: live\\n✗ prod: reverted");
  expect(runs(first())).toEqual(running("1.6.0"));
});

const LOCK = { reason: "the till is counted", owner: "bob", at: "2026-11-29T14:00:00Z" };

test("a lock that comes between two clusters ends the request there, and git does not say it for the second", async () => {
  second().flux.plan("apps/my-app", { kind: "succeeds" });
  const shown = await world.ask(
    "/deploy my-app 1.6.1 to prod",
    "cluster 1 of 2: healthy, and watched for a while",
  );
  const before = { asked: asked(second()), versions: await versionsInGit() };
  await world.commit(RELEASES, {
    "db/locks.json": JSON.stringify({
      version: 1,
      locks: [
        { ...LOCK, channel: "stag" },
        { ...LOCK, channel: "prod" },
      ],
    }),
  });
  world.clock.advance(60_000);
  const held = await world.until(
    shown,
    "✗ held: my-app in prod is held, because all of prod was locked by bob on 2026-11-29T14:00:00Z: the till is counted: ask again when that has ended",
  );
  expect(wordsOf(held)).toContain("✓ stag: live\\n✗ prod: held");
  expect(wordsOf(held)).not.toContain("Git says so already");
  expect(await versionsInGit()).toEqual(before.versions);
  expect(asked(second())).toBe(before.asked);
  await world.commit(RELEASES, { "db/locks.json": JSON.stringify({ version: 1, locks: [] }) });
  const again = await world.ask("/deploy my-app 1.6.1 to prod", "waits for your word");
  await world.slack.click(world.alice.id, again, { actionId: "ship" });
  await world.until(again, "cluster 1 of 2: healthy, and watched for a while");
  world.clock.advance(60_000);
  await world.until(again, "cluster 2 of 2: healthy, and watched for a while");
  expect(await versionsInGit()).toEqual(["1.6.1", "1.6.1"]);
  await world.live(again);
});

test("a cluster's file that somebody changes before its turn ends the request there", async () => {
  first().flux.plan("apps/my-app", { kind: "succeeds" });
  second().flux.plan("apps/my-app", { kind: "succeeds" });
  world.registry.pushChart(CHART, { name: "my-app", version: "1.7.0" });
  const shown = await world.ask(
    "/deploy my-app 1.7.0 to prod",
    "cluster 1 of 2: healthy, and watched for a while",
  );
  await world.commit(RELEASES, { "clusters/prod/my-app.yaml": manifest("1.4.1") });
  const before = asked(second());
  world.clock.advance(60_000);
  await world.until(
    shown,
    "✗ failed: spec.chart.spec.version in clusters/prod/my-app.yaml says 1.4.1 now, which was not confirmed: ask again",
  );
  expect(await versionsInGit()).toEqual(["1.7.0", "1.4.1"]);
  expect(asked(second())).toBe(before);
});
