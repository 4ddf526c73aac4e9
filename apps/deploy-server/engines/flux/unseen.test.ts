import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { VIRTUAL, type Desired } from "../../../../lib/deploys/desired.ts";
import type { FluxNotification } from "../../../../lib/deploys/flux/notification.ts";
import { recordFluxEvent } from "../../../../lib/store/flux-events.ts";
import type { Db } from "../../../../lib/store/store.ts";
import { testDrivers } from "../../../../lib/store/testing/drivers.ts";
import type { SyncAsk } from "../engine.ts";
import { UnseenFlux } from "./unseen.ts";

const target = { kind: "HelmRelease", namespace: "apps", name: "my-app" };
const digest = `sha256:${"a".repeat(64)}`;
const to: Desired = {
  kind: "chart",
  chart: { address: "oci://ghcr.io/acme/charts/my-app", version: "1.4.2", digest },
};
const wanted = {
  target: { config: "my-app", channel: "qa" },
  to,
  config: { repository: "acme/my-app", path: "" },
};
const ask: SyncAsk = {
  id: "b6f2c1de-0000-4000-8000-000000000001",
  repository: "acme/releases",
  commit: "c".repeat(40),
  wanted,
  since: "2026-11-30T14:00:00.900Z",
  prunes: false,
  standingOf: async () => "not later",
};
const told = (at: string, more: Partial<FluxNotification> = {}): FluxNotification => ({
  object: target,
  severity: "info",
  reason: "UpgradeSucceeded",
  message: `upgraded at ${at}`,
  revision: "1.4.2",
  digest: undefined,
  at,
  ...more,
});

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("with $name, an object that notifications tell of", ({ open }) => {
  let db: Db;
  let engine: UnseenFlux;
  beforeAll(async () => {
    ({ db } = (await open()).store);
    engine = new UnseenFlux(db, { cluster: "qa", target });
  });

  test("is judged by what was told of it in that cluster since the commit was begun, and by nothing else", async () => {
    await recordFluxEvent(db, "qa", told("2026-11-30T13:59:59Z"));
    await recordFluxEvent(db, "prod", told("2026-11-30T14:00:05Z"));
    await recordFluxEvent(db, "qa", told("2026-11-30T14:00:05Z", { object: { ...target, name: "web" } }));
    expect(await engine.observe(ask)).toEqual({
      kind: "progressing",
      says: "Flux has told nothing of HelmRelease/apps/my-app yet (seen through Flux's notifications only)",
    });
    // In the same second: an event has no fraction.
    await recordFluxEvent(db, "qa", told("2026-11-30T14:00:00Z"));
    expect(await engine.observe(ask)).toEqual({
      kind: "healthy",
      says: "upgraded at 2026-11-30T14:00:00Z (seen through Flux's notifications only)",
    });
  });

  test("is judged in the order of the cluster's time, however late something comes", async () => {
    await recordFluxEvent(db, "qa", told("2026-11-30T14:00:09Z", { message: "ours" }));
    await recordFluxEvent(db, "qa", told("2026-11-30T14:00:07Z", { revision: "1.4.1", message: "late" }));
    expect(await engine.observe(ask)).toMatchObject({
      kind: "healthy",
      says: expect.stringMatching(/^ours/),
    });
  });

  test("cannot be asked for anything, and is not undeployed", async () => {
    expect(await engine.request(ask)).toEqual({ kind: "accepted", operation: ask.id });
    expect((await engine.standing()).unknown).toMatch(/^qa is seen through Flux's notifications only: /);
    expect(await engine.rehearse(wanted)).toEqual([]);
    await expect(engine.rehearse({ ...wanted, to: VIRTUAL })).rejects.toThrow(
      "qa is seen through Flux's notifications only, which do not tell that HelmRelease/apps/my-app is gone: give the server a kubeconfig for qa in db/server.yaml, and ask again",
    );
  });
});
