import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CHART, RELEASES, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { wordsOf } from "./testing/world.ts";

const APPS = { kind: "Kustomization", namespace: "flux-system", name: "apps" };
const RELEASE = { kind: "HelmRelease", namespace: "apps", name: "my-app" };
const FILE = "clusters/dev/my-app.yaml";

let world: FluxWorld;
let digest: string;
beforeAll(async () => {
  world = await startFluxWorld();
  digest = world.registry.pushChart(CHART, { name: "my-app", version: "1.4.2" });
});
afterAll(() => world.stop());

const tip = async (): Promise<string> => (await world.github.tip(RELEASES)) ?? "";

/** As people do it in an incident: Flux is told to leave the object alone, and the object is given another version. */
async function byHand(version: string): Promise<void> {
  const { kubernetes, flux } = world.clusters.dev;
  kubernetes.edit(APPS, { spec: { suspend: true } }, "kubectl-patch");
  kubernetes.edit(
    RELEASE,
    {
      spec: {
        chart: {
          spec: {
            chart: "my-app",
            version,
            sourceRef: { kind: "HelmRepository", name: "charts", namespace: "flux-system" },
          },
        },
      },
    },
    "kubectl-edit",
  );
  await flux.settled();
}

test("a chart's version that somebody has installed by hand is written to git, while Flux is told to leave it alone", async () => {
  await byHand("1.4.2");
  const before = await tip();
  const shown = await world.ask("/deploy adopt my-app in dev", "waits for your word");
  expect(wordsOf(shown)).toContain(
    "⚠ dev really runs 1.4.2, and the ledger says 1.4.1; this makes git say what runs, and keeps it so until somebody resumes",
  );
  expect(wordsOf(shown)).toContain(`${FILE} spec.chart.spec.version: 1.4.1 → 1.4.2`);
  expect(wordsOf(shown)).toContain("Kustomization/flux-system/apps is suspended in dev by kubectl-patch");
  expect(await tip()).toBe(before);
  await world.slack.click(world.alice.id, shown, { actionId: "ship" });
  const ended = await world.until(shown, "blocked: git says what runs by now, but Kustomization/");
  expect(ended.text).toContain("so that Flux leaves it as it is: resume it");
  const made = await tip();
  expect((await world.git("diff", "--name-only", before, made)).trim().split("\n")).toEqual([
    FILE,
    "db/db.json",
  ]);
  const { charts } = JSON.parse(await world.git("show", `${made}:db/db.json`));
  expect(charts).toMatchObject([
    { channel: "dev", version: "1.4.2", digest, pinned: { by: "alice", until_resume: true } },
    { channel: "prod", version: "1.4.1" },
    { channel: "qa", version: "1.4.1" },
    { channel: "stag", version: "1.4.1" },
  ]);
  // Flux goes on, and keeps what runs.
  const { kubernetes, flux } = world.clusters.dev;
  kubernetes.edit(APPS, { spec: { suspend: false } }, "kubectl-patch");
  await flux.settled();
  expect(await world.ask("/deploy adopt my-app in dev", ": rejected: ")).toMatchObject({
    text: "my-app → dev: rejected: my-app/dev runs 1.4.2, just as git says: there is nothing to adopt",
  });
});
