import { describe, expect, test } from "@jest/globals";
import { podTrouble, readinessOf, readinessOfAll } from "./readiness.ts";
import { anObject } from "./testing.ts";

const condition = (type: string, status: string, more: object = {}) => ({ type, status, ...more });
const workload = (kind: string, spec: object, status: object, generation = 2) =>
  anObject(kind, "shop", { apiVersion: "apps/v1", metadata: { generation }, spec, status });

describe("a Deployment", () => {
  const whole = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  test.each([
    ["all there", whole, { kind: "ready" }],
    ["no status yet", {}, { kind: "progressing", says: "Deployment/shop was not looked at yet" }],
    [
      "the status of the version before",
      { ...whole, observedGeneration: 1 },
      { kind: "progressing", says: "Deployment/shop was not looked at yet" },
    ],
    [
      "some updated",
      { ...whole, updatedReplicas: 1 },
      { kind: "progressing", says: "Deployment/shop 1 of 3 pods updated" },
    ],
    [
      "old ones left",
      { ...whole, replicas: 4 },
      { kind: "progressing", says: "Deployment/shop waits for 1 old pod to end" },
    ],
    [
      "some ready",
      { ...whole, availableReplicas: 2 },
      { kind: "progressing", says: "Deployment/shop 2 of 3 pods ready" },
    ],
    [
      "a deadline that is over",
      {
        ...whole,
        availableReplicas: 2,
        conditions: [
          condition("Available", "False"),
          condition("Progressing", "False", { reason: "ProgressDeadlineExceeded", message: "timed out" }),
        ],
      },
      { kind: "failed", says: "Deployment/shop has not got ready in time: timed out" },
    ],
    [
      "a deadline of the version before",
      {
        ...whole,
        observedGeneration: 1,
        conditions: [condition("Progressing", "False", { reason: "ProgressDeadlineExceeded" })],
      },
      { kind: "progressing", says: "Deployment/shop was not looked at yet" },
    ],
  ])("%s", (_what, status, readiness) => {
    expect(readinessOf(workload("Deployment", { replicas: 3 }, status))).toEqual(readiness);
  });

  test("that wants no pods is ready without any", () => {
    expect(readinessOf(workload("Deployment", { replicas: 0 }, { observedGeneration: 2 }))).toEqual({
      kind: "ready",
    });
  });
});

describe("a StatefulSet", () => {
  const whole = {
    observedGeneration: 2,
    readyReplicas: 3,
    updatedReplicas: 3,
    currentRevision: "b",
    updateRevision: "b",
  };
  const partition = { updateStrategy: { rollingUpdate: { partition: 2 } } };
  test.each([
    ["all there", {}, whole, { kind: "ready" }],
    ["some ready", {}, { ...whole, readyReplicas: 2 }, { kind: "progressing", says: "StatefulSet/shop 2 of 3 pods ready" }], // prettier-ignore
    ["an update under way", {}, { ...whole, updatedReplicas: 1, currentRevision: "a" }, { kind: "progressing", says: "StatefulSet/shop 1 of 3 pods updated" }], // prettier-ignore
    ["a part that is updated", partition, { ...whole, updatedReplicas: 1, currentRevision: "a" }, { kind: "ready" }], // prettier-ignore
    ["a part that is not", partition, { ...whole, updatedReplicas: 0, currentRevision: "a" }, { kind: "progressing", says: "StatefulSet/shop 0 of 1 pods updated" }], // prettier-ignore
    [
      "updates by hand",
      { updateStrategy: { type: "OnDelete" } },
      { observedGeneration: 2 },
      { kind: "ready" },
    ],
  ])("%s", (_what, spec, status, readiness) => {
    expect(readinessOf(workload("StatefulSet", { replicas: 3, ...spec }, status))).toEqual(readiness);
  });
});

describe("a DaemonSet", () => {
  const whole = {
    observedGeneration: 2,
    desiredNumberScheduled: 4,
    updatedNumberScheduled: 4,
    numberAvailable: 4,
  };
  test.each([
    ["all there", whole, { kind: "ready" }],
    ["some updated", { ...whole, updatedNumberScheduled: 3 }, { kind: "progressing", says: "DaemonSet/shop 3 of 4 pods updated" }], // prettier-ignore
    ["some ready", { ...whole, numberAvailable: 1 }, { kind: "progressing", says: "DaemonSet/shop 1 of 4 pods ready" }], // prettier-ignore
  ])("%s", (_what, status, readiness) => {
    expect(readinessOf(workload("DaemonSet", {}, status))).toEqual(readiness);
  });
});

describe("other kinds", () => {
  test.each([
    ["batch/v1", "Job", { spec: { completions: 2 }, status: { succeeded: 1 } }, { kind: "progressing", says: "Job/shop 1 of 2 runs done" }], // prettier-ignore
    ["batch/v1", "Job", { status: { conditions: [condition("Complete", "True")] } }, { kind: "ready" }],
    ["batch/v1", "Job", { status: { conditions: [condition("Complete", "False"), condition("Failed", "True", { message: "too many" })] } }, { kind: "failed", says: "Job/shop failed: too many" }], // prettier-ignore
    ["batch/v1", "Job", { spec: { suspend: true } }, { kind: "progressing", says: "Job/shop is suspended" }],
    ["v1", "ConfigMap", {}, { kind: "ready" }],
    ["v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }, { kind: "ready" }],
    ["v1", "PersistentVolumeClaim", { status: { phase: "Lost" } }, { kind: "failed", says: "PersistentVolumeClaim/shop has lost its volume" }], // prettier-ignore
    ["v1", "Pod", { status: { phase: "Running", conditions: [condition("Ready", "False")] } }, { kind: "progressing", says: "Pod/shop is not ready" }], // prettier-ignore
    ["v1", "Pod", { status: { phase: "Succeeded" } }, { kind: "ready" }],
    ["x.dev/v1", "Thing", { status: { conditions: [condition("Ready", "False", { message: "waits" })] } }, { kind: "progressing", says: "Thing/shop is not ready: waits" }], // prettier-ignore
    ["x.dev/v1", "Thing", { status: { conditions: [condition("Ready", "Unknown"), condition("Stalled", "True", { message: "no quota" })] } }, { kind: "failed", says: "Thing/shop is stalled: no quota" }], // prettier-ignore
    ["x.dev/v1", "Thing", { metadata: { generation: 3 }, status: { observedGeneration: 2, conditions: [condition("Ready", "True")] } }, { kind: "progressing", says: "Thing/shop was not looked at yet" }], // prettier-ignore
    ["v1", "ConfigMap", { metadata: { deletionTimestamp: "2026-11-30T00:00:00Z" } }, { kind: "progressing", says: "ConfigMap/shop is being deleted" }], // prettier-ignore
  ])("%s %s %j", (apiVersion, kind, more, readiness) => {
    expect(readinessOf(anObject(kind, "shop", { apiVersion, ...more }))).toEqual(readiness);
  });
});

test("the worst of all counts", () => {
  const ready = anObject("ConfigMap", "a");
  const waits = anObject("Pod", "b");
  const lost = anObject("PersistentVolumeClaim", "c", { status: { phase: "Lost" } });
  expect(readinessOfAll([ready, ready])).toEqual({ kind: "ready" });
  expect(readinessOfAll([ready, waits])).toEqual({ kind: "progressing", says: "Pod/b is not ready" });
  expect(readinessOfAll([ready, waits, lost]).kind).toBe("failed");
  expect(readinessOfAll([])).toEqual({ kind: "ready" });
});

test("pods say what keeps them", () => {
  const pod = (name: string, ...waiting: readonly object[]) => ({
    metadata: { name },
    status: {
      containerStatuses: waiting.map((one) => ({ restartCount: 3, state: { waiting: one } })),
    },
  });
  const pods = [
    pod("shop-a", { reason: "ContainerCreating" }),
    pod("shop-b", { reason: "PodInitializing" }, { reason: "CrashLoopBackOff", message: "back-off 40s" }),
  ];
  expect(podTrouble(pods)).toBe("CrashLoopBackOff in shop-b (3 restarts): back-off 40s");
  expect(podTrouble(pods.slice(0, 1))).toBeUndefined();
});
