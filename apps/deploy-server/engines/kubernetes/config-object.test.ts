import { describe, expect, test } from "@jest/globals";
import { specOf, type Wanted } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { EngineRefusal } from "../engine.ts";
import { ApiFailure, type Call } from "./call.ts";
import { callApi, findAtApi, type KubernetesClient } from "./client.ts";
import { configObject, findConfig, writeSpec, writeStatus } from "./config-object.ts";
import { judgeConfig, rolloutOf } from "./judge.ts";
import { applyRefusal, ApplyRefusal, reasonOfRefusal } from "./refusal.ts";

const TARGET = { config: "shop", channel: "prod" };
const WANTED: Wanted = {
  target: TARGET,
  config: { repository: "acme/shop", path: ".deploy/shop.yaml" },
  to: { kind: "artifactless", configSha: "a".repeat(40) },
};
const REQUEST = "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11";

interface Answer {
  readonly code: number;
  readonly json?: unknown;
}
/** The API server's answers, one to each call in turn. */
function cluster(...answers: readonly Answer[]) {
  const calls: Call[] = [];
  const client: KubernetesClient = {
    cluster: "eu",
    connection: Promise.resolve({
      send: async (call) => {
        calls.push(call);
        const { code, json } = answers[calls.length - 1] ?? { code: 418 };
        return { code, text: json === undefined ? "no JSON" : JSON.stringify(json) };
      },
      stream: async () => null,
    }),
  };
  return { client, calls, config: configObject(client, { namespace: "shop", target: TARGET }) };
}
const status = (code: number, reason: string, message: string): Answer => ({
  code,
  json: { kind: "Status", reason, message, code },
});
const absent = status(404, "NotFound", 'deployconfigs "shop-prod" not found');
const asked = { path: "/api/v1/x", doing: "read x" };

describe("the API server's answer", () => {
  test.each([200, 201, 299])("%i is what it says", async (code) => {
    expect(await callApi(cluster({ code, json: { a: 1 } }).client, asked)).toEqual({ a: 1 });
  });

  test("that refuses says why, by its reason", async () => {
    for (const [code, reason] of [
      [404, "NotFound"],
      [409, "AlreadyExists"],
      [409, "Conflict"],
      [422, "Invalid"],
    ] as const) {
      const failing = callApi(cluster(status(code, reason, "no")).client, asked);
      await expect(failing).rejects.toMatchObject({ name: "ApiFailure", code, reason, message: "no" });
    }
    await expect(callApi(cluster({ code: 400 }).client, asked)).rejects.toMatchObject({
      reason: "",
      message: "400 no JSON",
    });
  });

  test.each<[Answer, object]>([
    [status(401, "Unauthorized", "x"), { name: "EngineRefusal", code: "unauthorized" }],
    [status(403, "Forbidden", "x"), { name: "EngineRefusal", code: "forbidden" }],
    [status(429, "TooManyRequests", "x"), { name: "Passing" }],
    [status(500, "InternalError", "etcd is gone"), { name: "Passing" }],
    [status(503, "ServiceUnavailable", "x"), { name: "Passing" }],
    [status(500, "", "failed to create typed patch object: field x"), { name: "ApiFailure", code: 500 }],
    [status(499, "", "x"), { name: "ApiFailure", code: 499 }],
  ])("%j means %j", async (answer, meaning) => {
    await expect(callApi(cluster(answer).client, asked)).rejects.toMatchObject(meaning);
  });

  test("that something is not there is none, and any other refusal is one", async () => {
    expect(await findAtApi(cluster(absent).client, asked)).toBeUndefined();
    await expect(findAtApi(cluster(status(409, "Conflict", "x")).client, asked)).rejects.toThrow(ApiFailure);
  });
});

const found: Answer = {
  code: 200,
  json: {
    apiVersion: "x",
    kind: "DeployConfig",
    metadata: { name: "shop-prod", generation: 2 },
    spec: { ...specOf(WANTED, REQUEST), ...TARGET },
  },
};

describe("what should run", () => {
  test("is said in an object of its own, which is made or changed", async () => {
    const made = cluster(absent, { code: 201, json: {} });
    await writeSpec(made.config, WANTED, { request: REQUEST });
    expect(made.calls.map(({ method = "GET" }) => method)).toEqual(["GET", "POST"]);
    expect(made.calls[1]?.body).toMatchObject({
      metadata: { name: made.config.name },
      spec: specOf(WANTED, REQUEST),
    });
    expect(made.calls[1]?.query).not.toHaveProperty("dryRun");
    const changed = cluster(found, { code: 200, json: {} });
    await writeSpec(changed.config, WANTED, { isDryRun: true });
    expect(changed.calls[1]).toMatchObject({ method: "PATCH", query: { dryRun: "All" } });
    // What is to go has to be named.
    expect(changed.calls[1]?.body).toMatchObject({
      spec: { request: null, image: null, digest: null, artifactSha: null },
    });
  });

  test("is said in the one that another replica has made meanwhile, and refused for any other reason", async () => {
    const raced = cluster(absent, status(409, "AlreadyExists", "x"), found, { code: 200, json: {} });
    await writeSpec(raced.config, WANTED, { request: REQUEST });
    expect(raced.calls.map(({ method = "GET" }) => method)).toEqual(["GET", "POST", "GET", "PATCH"]);
    expect(raced.calls[3]?.body).toMatchObject({ spec: { request: REQUEST } });
    const other = cluster(absent, status(409, "Conflict", "x"));
    await expect(writeSpec(other.config, WANTED)).rejects.toMatchObject({ code: "refused" });
    expect(other.calls).toHaveLength(2);
  });

  test.each<[readonly Answer[], string, string]>([
    [[absent, status(404, "NotFound", 'namespaces "shop" not found')], "absent", "eu has no namespace shop"],
    [[absent, status(404, "NotFound", "the server could not find it")], "absent", "eu knows no DeployConfig"],
    [[absent, status(422, "Invalid", "spec.x")], "refused", "Invalid spec.x"],
    [[status(403, "Forbidden", "x"), absent], "absent", "eu has no namespace shop"],
    [
      [status(403, "Forbidden", "x"), { code: 200, json: {} }],
      "forbidden",
      "give the server's account in eu that right",
    ],
    [
      [status(403, "Forbidden", "x"), status(403, "Forbidden", "y")],
      "forbidden",
      "x; give the server's account",
    ],
  ])("is refused, after %j, as %s", async (answers, code, message) => {
    const refused = writeSpec(cluster(...answers).config, WANTED);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(message);
  });

  test("of another target is not touched", async () => {
    const other = { config: "shop-prod", channel: "eu" };
    const json = {
      ...(found.json as object),
      spec: { ...specOf({ ...WANTED, target: other }, REQUEST), ...other },
    };
    await expect(findConfig(cluster({ code: 200, json }).config)).rejects.toThrow(
      "is about shop-prod/eu, and not about shop/prod",
    );
  });
});

test("how it stands is written beside what should run", async () => {
  const { config, calls } = cluster({ code: 200, json: {} });
  const written = { conditions: [], observedGeneration: 2 };
  await writeStatus(config, written as never);
  expect(calls[0]).toMatchObject({ method: "PATCH", body: { status: written } });
  expect(calls[0]?.path).toMatch(/\/namespaces\/shop\/deployconfigs\/[^/]+\/status$/);
});

describe("what has become of a request", () => {
  const condition = (
    type: string,
    value: "True" | "False" | "Unknown",
    reason: string,
    more: object = {},
  ) => ({
    type,
    status: value,
    reason,
    message: `${type} ${reason}`,
    observedGeneration: 2,
    lastTransitionTime: "2026-11-30T10:00:00Z",
    ...more,
  });
  const object = (conditions: readonly object[], more: object = {}, spec: object = {}) =>
    ({
      generation: 2,
      spec: { request: REQUEST, ...spec },
      status: { observedGeneration: 2, conditions, ...more },
    }) as never;
  const applied = condition("Applied", "True", "Applied");
  const rolling = condition("Ready", "False", "RollingOut");
  const progressing = "the cluster has been told, and nothing is applied yet";

  test.each<[string, never, object]>([
    ["all is well", object([applied, condition("Ready", "True", "Healthy")]), { kind: "healthy" }],
    ["it rolls out", object([applied, rolling]), { kind: "synced", says: "Ready RollingOut" }],
    [
      "it is degraded",
      object([applied, condition("Ready", "False", "Degraded")]),
      { kind: "failed", code: "degraded", says: "Ready Degraded" },
    ],
    [
      "it was not applied",
      object([condition("Applied", "False", "Invalid"), rolling]),
      { kind: "failed", code: "failed", says: "Applied Invalid" },
    ],
    [
      "somebody edited the spec",
      object([condition("Applied", "False", "SpecEdited"), rolling]),
      { kind: "failed", code: "foreign revision" },
    ],
    [
      "another request came",
      object([applied, rolling], {}, { request: "other" }),
      { kind: "failed", code: "foreign revision", says: "request other has said since what should run" },
    ],
    [
      "somebody said something by hand",
      object([applied, rolling], {}, { request: undefined }),
      { says: "somebody has said since what should run" },
    ],
    ["nothing was seen yet", object([applied, rolling], { observedGeneration: 1 }), { says: progressing }],
    ["only one condition is there", object([applied]), { says: progressing }],
    [
      "a condition is of before",
      object([applied, condition("Ready", "True", "x", { observedGeneration: 1 })]),
      { says: progressing },
    ],
  ])("where %s", (_what, one, expected) => {
    expect(judgeConfig(one, REQUEST)).toMatchObject(expected);
  });

  test("is under way while it rolls out", () => {
    expect(rolloutOf(object([applied, rolling]))).toMatchObject({
      request: REQUEST,
      since: "2026-11-30T10:00:00Z",
      isEnding: false,
    });
    expect(rolloutOf(object([applied, condition("Ready", "False", "Degraded")]))).toBeUndefined();
    expect(rolloutOf(object([applied]))).toBeUndefined();
  });
});

describe("a refused object", () => {
  const failure = (code: number, message: string, body: unknown = {}) =>
    new ApiFailure(message, { code, status: body });
  test("is named with whoever holds its fields", () => {
    const causes = [
      {
        reason: "FieldManagerConflict",
        message: 'conflict with "hpa" using apps/v1',
        field: ".spec.replicas",
      },
      { reason: "Other", message: "x", field: ".spec.y" },
    ];
    const refusal = applyRefusal("Deployment/shop", failure(409, "x", { details: { causes } }));
    expect([refusal.reason, refusal.message]).toEqual([
      "Conflict",
      expect.stringMatching(/^Deployment\/shop: hpa owns \.spec\.replicas, and the specs say something else/),
    ]);
  });

  test.each([
    [
      404,
      'namespaces "shop" not found',
      "NotFound",
      'Deployment/shop: namespaces "shop" not found: create the namespace',
    ],
    [404, "no such kind", "NotFound", "Deployment/shop: no such kind"],
    [422, "spec.x: wrong", "Invalid", "Deployment/shop: spec.x: wrong; correct the spec, and ask again"],
  ])("with %i, %s, is %s", (code, message, reason, says) => {
    expect(applyRefusal("Deployment/shop", failure(code, message))).toMatchObject({ reason, message: says });
  });

  test("has a word for every refusal", () => {
    expect(reasonOfRefusal(new ApplyRefusal("Conflict", "x"))).toBe("Conflict");
    const words = (["forbidden", "unauthorized", "absent", "refused"] as const).map((code) =>
      reasonOfRefusal(new EngineRefusal(code, "x")),
    );
    expect(words).toEqual(["Forbidden", "Forbidden", "NotFound", "SpecsUnusable"]);
  });
});
