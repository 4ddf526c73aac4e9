import { describe, expect, test } from "@jest/globals";
import type { FluxNotification } from "../../../../lib/deploys/flux/notification.ts";
import { judgeTold, type WantedTold } from "./judge-told.ts";

const COMMIT = "c".repeat(40);
const LATER = "d".repeat(40);
const DIGEST = `sha256:${"a".repeat(64)}`;
const object = { kind: "HelmRelease", namespace: "apps", name: "my-app" };
const flux = { kind: "Kustomization", namespace: "flux-system", name: "apps" };
const chart: WantedTold = {
  object,
  commit: COMMIT,
  version: "1.4.2",
  digest: DIGEST,
  isLaterWithSame: () => false,
};

const told = (reason: string, more: Partial<FluxNotification> = {}): FluxNotification => ({
  object,
  severity: reason.endsWith("Failed") ? "error" : "info",
  reason,
  message: reason,
  revision: "1.4.2",
  digest: undefined,
  at: "2026-11-30T14:00:01.000Z",
  ...more,
});
const upgraded = told("UpgradeSucceeded");
const failed = told("UpgradeFailed");
const rolledBack = told("RollbackSucceeded", { revision: "1.4.1" });
const NOTHING = "Flux has told nothing of HelmRelease/apps/my-app yet";

describe("of a chart's version", () => {
  test.each<[string, readonly FluxNotification[], object]>([
    ["nothing was told", [], { kind: "progressing", says: NOTHING }],
    ["it was upgraded", [upgraded], { kind: "healthy", says: "UpgradeSucceeded" }],
    ["it was installed", [told("InstallSucceeded")], { kind: "healthy", says: "InstallSucceeded" }],
    [
      "it was upgraded from an OCIRepository",
      [told("UpgradeSucceeded", { revision: `1.4.2+${"a".repeat(12)}`, digest: DIGEST })],
      { kind: "healthy", says: "UpgradeSucceeded" },
    ],
    [
      "its tag was pushed again",
      [told("UpgradeSucceeded", { digest: `sha256:${"b".repeat(64)}` })],
      { kind: "failed", code: "foreign revision" },
    ],
    ["it failed", [failed], { kind: "progressing", says: "UpgradeFailed", atLast: "failed" }],
    [
      "it failed and was taken back",
      [failed, rolledBack],
      { kind: "progressing", says: "UpgradeFailed. RollbackSucceeded", atLast: "reverted" },
    ],
    ["it failed, was taken back and tried again", [failed, rolledBack, upgraded], { kind: "healthy" }],
    [
      "its test failed after the upgrade",
      [upgraded, told("TestFailed")],
      { kind: "progressing", atLast: "failed" },
    ],
    [
      "another version was upgraded after it",
      [upgraded, told("UpgradeSucceeded", { revision: "1.5.0", message: "now 1.5.0" })],
      { kind: "progressing", says: "Flux says: now 1.5.0" },
    ],
    [
      "its chart cannot be fetched, which names no revision",
      [told("ArtifactFailed", { revision: undefined, message: "no such chart" })],
      { kind: "progressing", says: "Flux says: no such chart" },
    ],
  ])("%s", (_what, events, verdict) => {
    const found = judgeTold(events, chart);
    expect(found).toMatchObject(verdict);
    if (!("atLast" in verdict)) expect(found).not.toHaveProperty("atLast");
  });

  test.each<[string, readonly FluxNotification[]]>([
    ["an older version failed", [told("UpgradeFailed", { revision: "1.4.1" })]],
    ["an older version was taken back", [rolledBack]],
    ["a version that only begins alike failed", [told("UpgradeFailed", { revision: "1.4.20" })]],
    [
      "the same of another release",
      [told("UpgradeSucceeded", { object: { ...object, name: "my-app-docs" } })],
    ],
    [
      "the same of another namespace",
      [told("UpgradeSucceeded", { object: { ...object, namespace: "web" } })],
    ],
    ["no revision", [told("UpgradeFailed", { revision: undefined, severity: "info" })]],
  ])("%s: that ends nothing", (_what, events) => {
    expect(judgeTold(events, chart)).toEqual({ kind: "progressing", says: NOTHING });
  });

  test("what applies the commit is told while the release itself is silent, and ends nothing", () => {
    const applied = told("ReconciliationSucceeded", { object: flux, revision: COMMIT, message: "finished" });
    const broken = told("BuildFailed", { object: flux, revision: COMMIT, message: "no YAML" });
    const other = told("BuildFailed", { object: flux, revision: LATER, message: "not ours" });
    expect(judgeTold([applied, other], chart)).toEqual({
      kind: "progressing",
      says: `Kustomization/flux-system/apps at ccccccc: finished; ${NOTHING}`,
    });
    expect(judgeTold([applied, broken], chart).says).toContain("no YAML");
    expect(judgeTold([upgraded, broken], chart)).toMatchObject({ kind: "healthy" });
  });
});

describe("of a commit's images", () => {
  const images = { ...chart, object: flux, version: undefined, digest: undefined };
  const applied = (revision: string): FluxNotification =>
    told("ReconciliationSucceeded", { object: flux, revision });

  test("our commit is live, and so is a later one that says the same", () => {
    const isLaterWithSame = (other: string): boolean => other === LATER;
    expect(judgeTold([applied(COMMIT)], images)).toMatchObject({ kind: "healthy" });
    expect(judgeTold([applied(LATER)], { ...images, isLaterWithSame })).toMatchObject({ kind: "healthy" });
  });

  test("another commit is not", () => {
    expect(judgeTold([applied(LATER)], images)).toMatchObject({ kind: "progressing" });
  });

  test("a health check that fails at our commit may yet pass", () => {
    const unhealthy = told("HealthCheckFailed", { object: flux, revision: COMMIT });
    expect(judgeTold([unhealthy], images)).toMatchObject({ kind: "progressing", atLast: "failed" });
    expect(judgeTold([unhealthy, applied(COMMIT)], images)).toMatchObject({ kind: "healthy" });
  });
});
