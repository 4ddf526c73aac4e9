import { describe, expect, test } from "@jest/globals";
import { operationUnderWay, readApplication, type Application } from "./application.ts";
import { isRead, pathsOf } from "./paths.ts";
import { pathTo, positionOf, type ArgoCdOptions } from "./place.ts";
import { syncRefusal } from "./refusals.ts";

const operation = (more: object = {}) => ({
  sync: { revision: "a1" },
  initiatedBy: { username: "alice" },
  info: [
    { name: "other", value: "x" },
    { name: "deploy-request", value: "r1" },
  ],
  ...more,
});

describe("an application", () => {
  test("is read with all of its sources, and what is missing as Argo CD leaves it out", () => {
    const json = {
      metadata: { annotations: { "argocd.argoproj.io/manifest-generate-paths": "." } },
      spec: {
        project: "shop",
        sources: [
          {
            repoURL: "https://github.com/acme/charts",
            path: "shop",
            helm: { valueFiles: ["$values/shop.yaml", 1] },
          },
          { repoURL: "https://github.com/acme/releases", targetRevision: "main", ref: "values" },
        ],
      },
      status: {
        sync: { status: "OutOfSync", revisions: ["a1", "b1"] },
        health: { status: "Degraded", message: "m" },
        history: [{ revisions: ["a0", "b0"] }, { revisions: ["a1", "b0"] }],
        conditions: [{ type: "ComparisonError", message: "c" }],
        resources: [
          { kind: "Deployment", name: "shop", status: "OutOfSync", health: { status: "Progressing" } },
        ],
      },
    };
    expect(readApplication(json)).toMatchObject({
      project: "shop",
      hasSources: true,
      isAutomatic: false,
      manifestPaths: ".",
      sources: [
        { path: "shop", branch: "HEAD", ref: undefined, valueFiles: ["$values/shop.yaml"] },
        { path: undefined, branch: "main", ref: "values" },
      ],
      sync: { status: "OutOfSync", revisions: ["a1", "b1"] },
      health: { status: "Degraded", message: "m" },
      lastSynced: ["a1", "b0"],
      conditions: [{ type: "ComparisonError", message: "c" }],
      resources: [
        { resource: "Deployment/shop", sync: "OutOfSync", health: "Progressing", message: undefined },
      ],
      operation: undefined,
      state: undefined,
    });
    expect(readApplication({ spec: { source: { repoURL: "x" } } })).toMatchObject({
      hasSources: false,
      sources: [{ repository: "x" }],
      sync: { status: "Unknown", revisions: [] },
      health: { status: "Unknown" },
      lastSynced: [],
    });
    expect(readApplication({}).sources).toEqual([]);
  });

  test.each([
    [undefined, false],
    [{}, true],
    [{ enabled: true }, true],
    [{ enabled: false }, false],
    [null, false],
  ])("with the policy %j syncs by itself: %s", (automated, isAutomatic) => {
    expect(readApplication({ spec: { syncPolicy: { automated } } }).isAutomatic).toBe(isAutomatic);
  });

  test.each<[string, object, object | undefined]>([
    ["nothing", {}, undefined],
    ["what was", { status: { operationState: { operation: operation(), phase: "Succeeded" } } }, undefined],
    [
      "what runs",
      { status: { operationState: { operation: operation(), phase: "Running", startedAt: "t" } } },
      { by: "alice", request: "r1", since: "t", isEnding: false },
    ],
    [
      "what is being ended",
      { status: { operationState: { operation: operation(), phase: "Terminating", startedAt: "t" } } },
      { by: "alice", request: "r1", since: "t", isEnding: true },
    ],
    [
      "what is to come, beside what was",
      {
        operation: operation({ info: [], initiatedBy: { automated: true, username: "x" } }),
        status: { operationState: { operation: operation(), phase: "Failed", startedAt: "t" } },
      },
      { by: "Argo CD itself", request: undefined, since: undefined, isEnding: false },
    ],
    ["what nobody says whose it is", { operation: {} }, { by: "somebody", request: undefined }],
  ])("has %s under way", (_what, json, expected) => {
    const found = operationUnderWay(readApplication(json));
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });

  test("knows one revision of one source, and several of several", () => {
    const revisions = (sync: object) =>
      readApplication({ operation: operation({ sync }) }).operation?.revisions;
    expect(revisions({ revision: "a" })).toEqual(["a"]);
    expect(revisions({ revision: "", revisions: ["a", "b"] })).toEqual(["a", "b"]);
    expect(revisions({ revision: "" })).toEqual([]);
  });
});

describe("what is read of a source", () => {
  const source = (repository: string, more: object = {}) => ({
    repository,
    path: undefined,
    branch: "main",
    ref: undefined,
    valueFiles: [],
    ...more,
  });
  const application = (sources: readonly object[], manifestPaths?: string) =>
    ({ sources, manifestPaths }) as unknown as Application;

  test("is its folder, what is named beside it, and the values that others take of it", () => {
    const sources = [
      source("r1", {
        path: "charts/shop/",
        valueFiles: [
          "values.yaml",
          "../common.yaml",
          "/top.yaml",
          "$values/env/prod.yaml",
          "https://x/y.yaml",
        ],
      }),
      source("r2", { ref: "values" }),
      source("r3", { ref: "values2" }),
      source("r1", { path: "other", branch: "dev" }),
    ];
    const found = application(sources, ".;/shared;../lib");
    expect(pathsOf(found, 0)).toEqual([
      "charts/common.yaml",
      "charts/lib",
      "charts/shop",
      "charts/shop/values.yaml",
      "shared",
      "top.yaml",
    ]);
    expect(pathsOf(found, 1)).toEqual(["env/prod.yaml"]);
    expect(pathsOf(found, 2)).toEqual([]);
    expect(pathsOf(found, 3)).toEqual(["lib", "other", "shared"]);
    expect(pathsOf(found, 4)).toEqual([]);
    expect(pathsOf(application([source("r1", { path: "." })]), 0)).toEqual([""]);
  });

  test.each([
    [["charts/shop"], "charts/shop/values.yaml", true],
    [["charts/shop"], "charts/shop", true],
    [["charts/shop"], "charts/shop-2/values.yaml", false],
    [["charts/shop"], "charts", false],
    [["a", "b"], "b/c", true],
    [[""], "anything", true],
    [[], "anything", false],
  ])("of %j, %s is read: %s", (paths, file, is) => {
    expect(isRead(paths, file)).toBe(is);
  });
});

describe("an application's place", () => {
  const options = {
    application: "shop/prod",
    namespace: undefined,
    project: undefined,
    nameOf: (url: string) => /github\.com\/(.*)$/.exec(url)?.[1],
  } as unknown as ArgoCdOptions;

  test("is said with what tells it from others of its name", () => {
    expect(pathTo(options, "")).toBe("/applications/shop%2Fprod");
    const whole = { ...options, namespace: "apps", project: "p&q" };
    expect(pathTo(whole, "/sync", { refresh: "normal" })).toBe(
      "/applications/shop%2Fprod/sync?refresh=normal&project=p%26q&appNamespace=apps",
    );
  });

  test("in its sources is that of the repository, in any case", () => {
    const sources = [
      "https://gitlab.com/acme/x",
      "https://github.com/Acme/Charts",
      "https://github.com/acme/releases",
    ];
    const application = { sources: sources.map((repository) => ({ repository })) } as unknown as Application;
    expect([
      positionOf(options, application, "acme/charts"),
      positionOf(options, application, "acme/releases"),
    ]).toEqual([1, 2]);
    expect(() => positionOf(options, application, "acme/chart")).toThrow(
      "the application shop/prod does not read acme/chart",
    );
  });
});

test.each([
  [400, "cannot sync: blocked by sync window", "blocked"],
  [400, "another operation is already in progress", "busy"],
  [400, "Cannot sync to a: auto-sync currently set to main", "automatic"],
  [500, "auto-sync", undefined],
  [400, "unknown revision", undefined],
])("Argo CD's %i, %s, means %s", (status, message, code) => {
  expect(syncRefusal("shop", { status, message } as never)?.code).toBe(code);
});
