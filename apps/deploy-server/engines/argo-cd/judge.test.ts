import { describe, expect, test } from "@jest/globals";
import { readApplication } from "./application.ts";
import { judgeApplication, type Expected } from "./judge.ts";

const [CHARTS, OURS, LATER] = ["a", "b", "c"].map((letter) => letter.repeat(40));
/** Our commit is in the second of two sources. */
const EXPECTED: Expected = { id: "ours", commit: OURS ?? "", position: 1, isAutomatic: false };

const info = (value: string) => [{ name: "deploy-request", value }];
const operation = (value: string, revision = OURS) => ({
  initiatedBy: { username: value === "ours" ? "bot" : "mallory" },
  info: info(value),
  sync: { revisions: [CHARTS, revision] },
});
const state = (phase: string, value = "ours", revision = OURS) => ({
  phase,
  message: "",
  operation: operation(value, revision),
  syncResult: { revisions: [CHARTS, revision] },
});
const application = (status: object, rest: object = {}) =>
  readApplication({
    spec: { sources: [{ repoURL: "charts" }, { repoURL: "releases" }] },
    status: {
      sync: { status: "Synced", revisions: [CHARTS, OURS] },
      health: { status: "Healthy" },
      ...status,
    },
    ...rest,
  });

describe("of an application with two sources, our commit is looked for in its own:", () => {
  test.each<[string, object, string]>([
    ["a sync of it", { operationState: state("Succeeded") }, "healthy: healthy"],
    [
      "a sync of another commit there",
      { operationState: state("Succeeded", "ours", LATER) },
      "failed: Argo CD synced ccccccc instead of bbbbbbb",
    ],
    [
      "a sync of another commit there by somebody else",
      {
        operationState: state("Succeeded", "theirs", LATER),
        sync: { status: "Synced", revisions: [CHARTS, LATER] },
      },
      "failed: mallory synced ccccccc after it, and not the commit of this request",
    ],
    [
      "a sync of it by somebody else",
      {
        operationState: state("Succeeded", "theirs"),
        sync: { status: "OutOfSync", revisions: [CHARTS, LATER] },
      },
      "healthy: healthy",
    ],
    [
      "our commit in the other source's place",
      {
        operationState: {
          ...state("Succeeded"),
          syncResult: { revisions: [OURS, LATER] },
        },
      },
      "failed: Argo CD synced ccccccc instead of bbbbbbb",
    ],
    ["nothing had to be synced", { operationState: undefined }, "healthy: healthy"],
    [
      "nobody has synced, and another commit is there",
      { operationState: undefined, sync: { status: "Synced", revisions: [OURS, LATER] } },
      "progressing: Argo CD knows of no sync yet",
    ],
    [
      "synced, and compared with it",
      {
        operationState: state("Succeeded"),
        sync: { status: "OutOfSync", revisions: [CHARTS, OURS] },
        resources: [
          { kind: "Service", name: "web", status: "Synced" },
          { kind: "Job", name: "old", status: "OutOfSync" },
        ],
      },
      "progressing: synced, and compared anew: Job/old differ still",
    ],
    [
      "synced, and a later commit makes it differ",
      { operationState: state("Succeeded"), sync: { status: "OutOfSync", revisions: [CHARTS, LATER] } },
      "healthy: healthy",
    ],
  ])("%s", (_name, status, expected) => {
    const { kind, says } = judgeApplication(application(status), EXPECTED);
    expect(`${kind}: ${says}`).toBe(expected);
  });
});

describe("an operation", () => {
  test.each<[string, object, object, string]>([
    [
      "that has not begun",
      {},
      { operation: operation("ours") },
      "progressing: Argo CD has it, and has not begun",
    ],
    [
      "of somebody else, which has not begun",
      { operationState: state("Succeeded") },
      { operation: operation("theirs") },
      "healthy: healthy",
    ],
    [
      "that runs",
      {
        operationState: {
          ...state("Running"),
          syncResult: {
            resources: [
              { kind: "Service", name: "web", status: "Synced" },
              { kind: "Job", name: "old", status: "Pruned" },
              { kind: "Deployment", name: "web", status: "OutOfSync" },
            ],
          },
        },
      },
      {},
      "progressing: synced 2 of 3",
    ],
    [
      "that is being terminated",
      { operationState: state("Terminating") },
      {},
      "progressing: being terminated",
    ],
    [
      "that somebody terminated",
      { operationState: { ...state("Failed"), message: "operation terminated by admin" } },
      {},
      "failed: the operation was terminated in Argo CD",
    ],
    [
      "of which a resource failed",
      {
        operationState: {
          ...state("Failed"),
          message: "one or more objects failed to apply",
          syncResult: {
            resources: [
              { kind: "Service", name: "web", status: "Synced", message: "created" },
              { kind: "Deployment", name: "web", status: "SyncFailed", message: "is invalid" },
            ],
          },
        },
      },
      {},
      "failed: the sync failed: Deployment/web: is invalid",
    ],
  ])("%s", (_name, status, rest, expected) => {
    const { kind, says } = judgeApplication(application(status, rest), EXPECTED);
    expect(`${kind}: ${says}`).toBe(expected);
  });
});

describe("where Argo CD syncs by itself", () => {
  const automatic = (revision: string | undefined) => ({
    ...state("Succeeded", "nobody's", revision),
    operation: { initiatedBy: { automated: true }, sync: { revisions: [CHARTS, revision] } },
  });

  test.each([
    ["its sync of our commit is ours", OURS, "healthy: healthy"],
    [
      "its sync of an earlier one is waited out",
      LATER,
      "progressing: Argo CD has synced an earlier commit, and not this one yet",
    ],
  ])("%s", (_name, revision, expected) => {
    const found = application({ operationState: automatic(revision) });
    const { kind, says } = judgeApplication(found, { ...EXPECTED, isAutomatic: true });
    expect(`${kind}: ${says}`).toBe(expected);
  });
});

describe("health", () => {
  const web = { kind: "Deployment", name: "web", status: "Synced" };
  test.each<[string, object, string]>([
    [
      "of several resources, the one that is sick is named",
      {
        health: { status: "Degraded" },
        resources: [
          { ...web, name: "api", health: { status: "Healthy" } },
          { ...web, health: { status: "Degraded", message: "ImagePullBackOff" } },
        ],
      },
      "failed: degraded: Deployment/web: ImagePullBackOff",
    ],
    [
      "of several resources, the one that starts is named",
      {
        health: { status: "Progressing" },
        resources: [
          { ...web, name: "api", health: { status: "Healthy" } },
          { ...web, health: { status: "Progressing" } },
        ],
      },
      "synced: Deployment/web is starting",
    ],
    ["that nothing explains", { health: { status: "Missing" } }, "failed: missing"],
  ])("%s", (_name, status, expected) => {
    const { kind, says } = judgeApplication(
      application({ operationState: state("Succeeded"), ...status }),
      EXPECTED,
    );
    expect(`${kind}: ${says}`).toBe(expected);
  });
});
