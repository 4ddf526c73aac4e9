import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send } from "@release-channels/sandbox";
import { readReleaseState } from "./github/release-files.ts";
import { versionsText } from "./slack/versions.ts";
import { CHART, RELEASES, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { wordsOf } from "./testing/world.ts";

let world: FluxWorld;
let head: string | undefined;
beforeAll(async () => {
  world = await startFluxWorld({
    policy: {
      version: 1,
      channels: ["dev", "qa", "stag", "prod"],
      promotion_only: ["prod"],
      freezes: [{ channel: "dev", reason: "release week", by: "bob" }],
    },
    config:
      "channels: { qa: { protected: true }, prod: { protected: true } }\npeople: { qa: { permission: write }, prod: { permission: write } }\n",
  });
  for (const version of ["1.4.0", "1.4.2", "1.5.0-rc.1"]) {
    world.registry.pushChart(CHART, { name: "my-app", version });
  }
  world.clusters.stag.kubernetes.edit(
    { kind: "Kustomization", namespace: "flux-system", name: "apps" },
    { spec: { suspend: true } },
    "kubectl-patch",
  );
  head = await world.github.tip(RELEASES);
});
afterAll(() => world.stop());

describe("What must not be deployed is refused, with what to do, and nothing is written", () => {
  test.each([
    [
      "a version that the registry lacks, with the nearest",
      "/deploy my-app 1.4.3 to stag",
      /there is no version 1\.4\.3 of oci:\/\/[^ ]+\/acme\/charts\/my-app; did you mean 1\.4\.0\? The newest are 1\.5\.0-rc\.1, 1\.4\.2, 1\.4\.1, 1\.4\.0/,
    ],
    [
      "a branch",
      "/deploy my-app main to stag",
      /my-app\/stag runs a version of oci:[^ ]+, and a branch is none: name a version, such as 1\.4\.2/,
    ],
    [
      "a version that is older, and nobody has said so",
      "/deploy my-app 1.4.0 to stag",
      "1.4.0 is older than 1.4.1, which runs in stag: to go back on purpose, write /deploy my-app 1.4.0 to stag downgrade",
    ],
    [
      "a version before a release, in a protected channel",
      "/deploy my-app 1.5.0-rc.1 to prod",
      "1.5.0-rc.1 is a version before a release, and prod takes released versions alone: wait for the release, or set channels.prod.prereleases to true in db/server.yaml",
    ],
    [
      "a channel skipped",
      "/deploy my-app 1.4.2 to prod",
      "prod takes releases by promotion only, and stag has 1.4.1: deploy 1.4.2 to stag first, or remove prod from promotion_only in db/policy.json",
    ],
    [
      "a frozen channel",
      "/deploy my-app 1.4.2 to dev",
      /my-app in dev is held, because .*release week.*: ask again when that has ended/,
    ],
    [
      "what is suspended, and who has done it",
      "/deploy my-app 1.4.2 to stag",
      "Kustomization/flux-system/apps is suspended in stag by kubectl-patch at 2026-11-30T14:00:00Z, so that Flux leaves it as it is: resume it, and ask again",
    ],
  ])("%s", async (_what, command, says) => {
    const message = await world.ask(command, says);
    expect(wordsOf(message)).toContain("✗ rejected: ");
    expect(await world.github.tip(RELEASES)).toBe(head);
  });

  test("a version that was pushed again since it was shown", async () => {
    const shown = await world.ask("/deploy my-app 1.4.2 to qa", "waits for your word");
    world.registry.pushChart(CHART, { name: "my-app", version: "1.4.2", appVersion: "another" });
    await world.slack.click(world.alice.id, shown, { actionId: "ship" });
    const refused = await world.until(shown, "is another chart by now");
    expect(wordsOf(refused)).toMatch(
      /1\.4\.2 of oci:[^ ]+ is another chart by now: its digest is sha256:[0-9a-f]{64}, and was sha256:[0-9a-f]{64}\. Ask again, if that is what should run/,
    );
    expect(await world.github.tip(RELEASES)).toBe(head);
  });

  test("a registry that says nothing keeps nobody waiting: all that is asked of it ends together", async () => {
    const { world: server } = world.server;
    const state = await readReleaseState(server.github, server.settings.releases);
    const ask = () => versionsText(server, state, { config: "my-app", timeLimitMs: 1 });
    world.registry.inject({ operation: "*", fault: { kind: "hang" } });
    expect(await ask()).toContain(
      `⚠ What is newer is not known: ${world.registry.host} has not answered in time: ask again later, and check that the server reaches it`,
    );
    world.registry.clearFaults();
  });

  test("a registry that is down is waited for, and people are told", async () => {
    world.registry.inject({ operation: "*", fault: { kind: "status", status: 503 } });
    const waiting = await world.ask("/deploy my-app 1.4.2 to qa", "asking it again for up to 30 minutes");
    expect(wordsOf(waiting)).toMatch(/127\.0\.0\.1:\d+ answered 503: asking it again/);
    world.registry.clearFaults();
    await world.until(waiting, "waits for your word");
  });
});

test("a job sees the charts whose versions its own repository says, and a job of another none", async () => {
  await world.github.createRepository("acme/other", { files: { "README.md": "other\n" } });
  const seenFrom = async (repository: string) => {
    const { publicUrl } = world.server.world.settings;
    const workflow = { name: "Deploy", repository, path: ".github/workflows/deploy.yml" };
    const at = { ref: "refs/heads/main", sha: "1a2b3c4d".repeat(5) };
    const run = { runId: 10, runNumber: 3, runAttempt: 1, actor: "alice", eventName: "push" };
    const job = {
      ...run,
      ...at,
      repository: world.github.repository(repository),
      workflow: { ...workflow, ...at },
    };
    const token = await world.github.oidc.mint(job, publicUrl);
    const { json } = await send(`${world.url}/v1/configs`, { headers: { authorization: `Bearer ${token}` } });
    return json.configs;
  };
  expect(await seenFrom("acme/other")).toEqual([]);
  expect(await seenFrom(RELEASES)).toEqual([
    { name: "my-app", channels: ["dev", "qa", "stag", "prod"], files: [] },
  ]);
});
