import { describe, expect, test } from "@jest/globals";
import { decideChart } from "./charts.ts";
import { decideConfig, decideConfigUndeploy, decideResume } from "./config.ts";
import { readDocuments } from "./documents.ts";
import { decideRetirement } from "./retire.ts";

const AT = "2026-11-30T10:00:00Z";
const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const OPTIONS = {
  id: ID,
  by: "alice",
  at: AT,
  force: false,
  serverUrl: "https://github.com",
  path: "db/db.json",
  policyPath: "db/policy.json",
  writer: "server",
} as const;
const released = {
  released_at: "2026-11-29T10:00:00Z",
  released_by: "bob",
  dispatch_id: "11111111-1111-4111-8111-111111111111",
};
const PLACE = { config: "settings", channel: "prod" };
const SHA = "a".repeat(40);
const CONFIG = { ...PLACE, repository: "acme/settings", path: ".deploy/settings.yaml", sha: SHA };
const CHART = { ...PLACE, config: "shop" };
const VERSION = {
  chart: "oci://ghcr.io/acme/charts/shop",
  version: "1.0.0",
  digest: `sha256:${"b".repeat(64)}`,
};
const image = (container: string, channel = "prod") => ({
  container,
  channel,
  image: `${container}:1`,
  ...released,
});
const pinned = { by: "alice", at: AT, reason: "rolled back, until /deploy resume" };
const texts = (more: object = {}) => ({
  database: JSON.stringify({
    version: 1,
    releases: [image("api"), image("web"), image("api", "dev")],
    configs: [{ ...CONFIG, ...released }],
    charts: [{ ...CHART, ...VERSION, ...released }],
    ...more,
  }),
  policy: JSON.stringify({ version: 1 }),
  locks: JSON.stringify({ version: 1, locks: [{ channel: "qa", owner: "carol", at: AT, reason: "x" }] }),
});
const documents = (more?: object) => readDocuments(texts(more), OPTIONS);
const earlier = (message: string) => ({ oid: "1234567890".repeat(4), url: "u", message });

describe("a config without an image", () => {
  test("is deployed, undeployed and resumed in commits that say so", () => {
    const deployed = decideConfig(
      documents(),
      { ...CONFIG, sha: "c".repeat(40) },
      { ...OPTIONS, trailers: ["X: 1"] },
    );
    expect(deployed.update.results).toMatchObject([{ container: "settings", outcome: "applied" }]);
    expect(deployed.content?.body).toContain(`\nX: 1\nConfig: acme/settings@${"c".repeat(40)}\n`);

    const gone = decideConfigUndeploy(documents(), PLACE, { ...OPTIONS, trailers: ["X: 1"], reason: "old" });
    expect(gone.update.results).toMatchObject([{ after: "undeployed", outcome: "applied" }]);
    expect(gone.content?.body).toContain("\nX: 1\nReason: old\n");

    const held = documents({ configs: [{ ...CONFIG, ...released, pinned }] });
    const resumed = decideResume(held, PLACE, OPTIONS);
    expect(resumed.update.results).toMatchObject([{ outcome: "applied", reason: "resumed" }]);
    expect(resumed.content?.headline).toMatch(/ \(resumed\)$/);
  });

  test("is held by a lock of its channel, and not by another's", () => {
    const deploy = { ...CONFIG, channel: "qa" };
    expect(decideConfig(documents(), deploy, OPTIONS).update.results).toMatchObject([{ outcome: "held" }]);
  });

  test.each([
    [
      "deployed",
      () =>
        decideConfig(documents(), { ...CONFIG, sha: "c".repeat(40) }, { ...OPTIONS, earlier: earlier("x") }),
    ],
    [
      "undeployed",
      () => decideConfigUndeploy(documents(), PLACE, { ...OPTIONS, earlier: earlier("x"), reason: "old" }),
    ],
    [
      "resumed",
      () =>
        decideResume(documents({ configs: [{ ...CONFIG, ...released, pinned }] }), PLACE, {
          ...OPTIONS,
          earlier: earlier("x"),
        }),
    ],
  ])("that an earlier attempt has %s is done", (_what, decide) => {
    const { update, content } = decide();
    expect(content).toBeUndefined();
    expect(update.results).toEqual([
      {
        container: "settings",
        channel: "prod",
        outcome: "unchanged",
        reason: "an earlier attempt of this job wrote it, in commit 1234567",
        before: null,
        after: null,
      },
    ]);
    expect(update.after).toBe(update.before);
  });
});

describe("a chart's version", () => {
  const to = { ...VERSION, version: "2.0.0" };
  const own = "release(shop): prod → 2.0.0\n\nshop prod: a:1.0.0 → a:2.0.0";

  test("is written, unless an earlier attempt has written it", () => {
    const decide = (message?: string) =>
      decideChart(
        documents(),
        { ...CHART, to },
        { ...OPTIONS, ...(message !== undefined && { earlier: earlier(message) }) },
      );
    expect(decide().update.results).toMatchObject([{ container: "shop", outcome: "applied" }]);
    expect(decide(own)).toMatchObject({ update: { results: [{ outcome: "unchanged" }] } });
    expect(decide(own).content).toBeUndefined();
  });

  test("says in its commit whose it is, and why where that is told", () => {
    const body = (reason?: string) =>
      decideChart(
        documents(),
        { ...CHART, to },
        { ...OPTIONS, trailers: ["Deploy-Request: 1", "X: 2"], ...(reason !== undefined && { reason }) },
      ).content?.body;
    expect(body()).toMatch(/\nDeploy-Request: 1\nX: 2\nReleased-By: alice$/);
    expect(body("old")).toMatch(/\nDeploy-Request: 1\nX: 2\nReason: old\nReleased-By: alice$/);
  });

  test("is held by what holds its channel", () => {
    const held = decideChart(documents(), { ...CHART, channel: "qa", to }, OPTIONS);
    expect(held.update.results).toMatchObject([{ outcome: "held", after: `${to.chart}:2.0.0` }]);
  });
});

describe("a retirement", () => {
  const retirement = { containers: ["api", "web"], channel: "prod" };
  const retire = (message?: string, more?: object) =>
    decideRetirement(texts(), retirement, {
      ...OPTIONS,
      reason: "old",
      trailers: ["X: 1"],
      ...more,
      ...(message !== undefined && { earlier: earlier(message) }),
    });

  test("takes what was named out of its channel, and says why", () => {
    const { update, content } = retire();
    expect(update.results.map(({ container, channel, outcome }) => [container, channel, outcome])).toEqual([
      ["api", "prod", "applied"],
      ["web", "prod", "applied"],
    ]);
    expect(content?.body).toContain("\nX: 1\nReason: old\n");
  });

  test("leaves what an earlier attempt has retired, and retires the rest", () => {
    const { update } = retire("release(web): prod → retired\n\nweb prod: web:1 → (retired)");
    expect(update.results).toEqual([
      {
        container: "web",
        channel: "prod",
        outcome: "unchanged",
        reason: "an earlier attempt of this job retired it, in commit 1234567",
        before: null,
        after: null,
      },
      { container: "api", channel: "prod", outcome: "applied", reason: "", before: "api:1", after: null },
    ]);
  });
});
