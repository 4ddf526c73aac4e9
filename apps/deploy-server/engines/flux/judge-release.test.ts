import { describe, expect, test } from "@jest/globals";
import { judgeRelease } from "./judge-release.ts";
import type { HelmRelease, Source } from "./objects.ts";

const ID = "r1";
const DIGEST = `sha256:${"a".repeat(64)}`;
const condition = (type: string, status: string, reason: string, message = `${type} ${reason}`) => ({
  type,
  status,
  reason,
  message,
});
const READY = condition("Ready", "True", "UpgradeSucceeded");
const release = (conditions: readonly object[], more: object = {}): HelmRelease =>
  ({
    conditions,
    retries: 1,
    failures: 0,
    releaseFailures: 0,
    isObserved: true,
    handled: ID,
    newest: { version: "1.4.2", isDeployed: true, digest: DIGEST },
    ...more,
  }) as unknown as HelmRelease;
const chart = (conditions: readonly object[]) => ({ conditions }) as unknown as Source;
const wanted = { id: ID, commit: "c", version: "1.4.2", digest: DIGEST };
const judged = (conditions: readonly object[], more: object = {}, source: readonly object[] = []) =>
  judgeRelease({ release: release(conditions, more), chart: chart(source) }, wanted);

const released = condition("Released", "False", "UpgradeFailed", "the upgrade failed");
const remediated = condition("Remediated", "True", "RollbackSucceeded", "rolled back");
const stalled = condition("Stalled", "True", "RetriesExceeded", "gave up");

describe("a release", () => {
  test.each<[string, readonly object[], object, object]>([
    [
      "is healthy where it was looked at since the request",
      [READY],
      {},
      { kind: "healthy", says: READY.message },
    ],
    [
      "is not, where it was looked at before",
      [READY],
      { handled: "r0" },
      { kind: "progressing", says: "Flux runs 1.4.2, and has not looked at it since this request" },
    ],
    ["is not, where its newest state was not seen", [READY], { isObserved: false }, { kind: "progressing" }],
    [
      "is not, where another version is there",
      [READY],
      { newest: { version: "1.4.1", isDeployed: true } },
      { says: "Flux has not upgraded to 1.4.2 yet" },
    ],
    [
      "is not, where it is not deployed",
      [READY],
      { newest: { version: "1.4.2", isDeployed: false } },
      { kind: "progressing" },
    ],
    ["is not, where nothing says that it is ready", [], {}, { kind: "progressing" }],
    [
      "is another where its digest is",
      [READY],
      { newest: { version: "1.4.2", isDeployed: true, digest: DIGEST.replaceAll("a", "b") } },
      { kind: "failed", code: "foreign revision" },
    ],
    [
      "has the digits that Flux appends",
      [READY],
      { newest: { version: "1.4.2+0123456789ab", isDeployed: true } },
      { kind: "healthy" },
    ],
    [
      "is another with other digits",
      [READY],
      { newest: { version: "1.4.2+0123456789abc", isDeployed: true } },
      { kind: "progressing" },
    ],
    [
      "is another with a longer version",
      [READY],
      { newest: { version: "1.4.20", isDeployed: true } },
      { kind: "progressing" },
    ],
    [
      "goes on while Flux is at it",
      [condition("Reconciling", "True", "Progressing")],
      {},
      { kind: "progressing", says: "Reconciling Progressing" },
    ],
    [
      "has failed where Flux gave up",
      [released, stalled],
      {},
      { kind: "failed", code: "failed", says: "the upgrade failed" },
    ],
    ["has failed where Flux gave up before it began", [stalled], {}, { kind: "failed", says: "gave up" }],
    [
      "is back where Flux gave up and rolled back",
      [released, remediated, stalled],
      {},
      { kind: "reverted", says: "the upgrade failed. rolled back" },
    ],
    ["may yet succeed", [released], {}, { kind: "progressing", says: "the upgrade failed" }],
    [
      "may yet succeed after a rollback",
      [released, remediated],
      {},
      { says: "the upgrade failed. rolled back; Flux tries again, with 1 retry in all" },
    ],
    [
      "may be tried several times",
      [released, remediated],
      { retries: 3 },
      { says: expect.stringContaining("with 3 retries in all") },
    ],
    [
      "may be tried for ever",
      [released, remediated],
      { retries: -1 },
      { says: expect.stringContaining("without end") },
    ],
    ["that cannot be rendered has failed after its retries", [released], { failures: 2 }, { kind: "failed" }],
    ["that cannot be rendered may succeed before", [released], { failures: 1 }, { kind: "progressing" }],
    [
      "whose upgrades fail is not one that cannot be rendered",
      [released],
      { failures: 2, releaseFailures: 2 },
      { kind: "progressing" },
    ],
    [
      "that is tried for ever has not failed",
      [released],
      { failures: 9, retries: -1 },
      { kind: "progressing" },
    ],
  ])("%s", (_what, conditions, more, expected) => {
    expect(judged(conditions, more)).toMatchObject(expected);
  });

  test("whose chart is not there says why, where Flux does", () => {
    const waits = [condition("Ready", "False", "SourceNotReady")];
    expect(judged(waits)).toMatchObject({ kind: "progressing", says: "Flux fetches the chart 1.4.2" });
    expect(judged(waits, {}, [condition("FetchFailed", "True", "x", "no such tag")])).toMatchObject({
      says: "Flux cannot fetch the chart 1.4.2, and tries again: no such tag",
    });
  });

  test("of a commit has any version", () => {
    const { version: _version, digest: _digest, ...commit } = wanted;
    const asked = { ...commit, version: undefined, digest: undefined };
    expect(judgeRelease({ release: release([READY]), chart: undefined }, asked)).toMatchObject({
      kind: "healthy",
    });
  });
});
