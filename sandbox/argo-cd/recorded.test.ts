import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { argoCdConversation } from "./conversation.ts";
import type { Application, ApplicationSpec } from "./model.ts";
import { conversationProblems, recordedAnswers, recordedApplications } from "./recorded.ts";
import { shapeOf, stateOf, stepsOf } from "./shape.ts";
import { CHART, testArgoCd, type TestArgoCd } from "./testing.ts";

let world: TestArgoCd;
let spec: ApplicationSpec;
const VALUES = "apps/my-app/prod/values.yaml";
const withTag = (tag: string): Record<string, string> => ({
  [VALUES]: CHART[VALUES].replace("main-1111111", tag),
});

beforeAll(async () => {
  world = await testArgoCd();
  spec = {
    project: "payments",
    destination: { server: "https://kubernetes.default.svc", namespace: "my-app" },
    source: {
      repoURL: world.github.repository("acme/releases").cloneUrl,
      path: "apps/my-app/prod",
      targetRevision: "main",
    },
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      syncOptions: ["CreateNamespace=true"],
      retry: { limit: 2, backoff: { duration: "5s" } },
    },
  };
});
afterAll(() => world.stop());

describe("its answers are those recorded from a real Argo CD", () => {
  test("to each question", async () => {
    const { argo, token } = world;
    await argo.addApplication({ name: "asked", spec });
    argo.addAccount("admin", [{ action: "*", object: "*" }], "secret");
    const exchanged = await argoCdConversation({
      url: argo.url,
      application: "asked",
      project: "payments",
      token,
      adminToken: await argo.createToken("admin"),
      admin: { username: "admin", password: "secret" },
      otherRepository: "https://github.example.com/acme/other",
      before: async (name) => {
        if (name === "sync-no-body") argo.hold("asked");
        if (name === "sync-no-content-type" || name === "app-patch-forbidden") {
          argo.release("asked");
          await argo.settled("asked");
        }
      },
    });
    expect(conversationProblems(exchanged, { application: "asked", project: "payments" })).toEqual([]);
    const asked = new Set(exchanged.map(({ name }) => name));
    // The rest are requests made above under another name, or about a running operation.
    expect(Object.keys(recordedAnswers()).filter((name) => !asked.has(name))).toEqual([
      "sync",
      "operation-terminate",
    ]);
  });

  test("and differences are found", () => {
    const body = { error: "permission denied", code: 7, message: "permission denied" };
    const wrong = [
      { name: "app-get-absent", status: 404, type: "application/json", body },
      { name: "app-get-absent-admin", status: 403, type: "application/json", body },
      { name: "version", status: 200, type: "application/json", body: { Version: "v3", Extra: 1 } },
    ];
    expect(conversationProblems(wrong, { application: "asked", project: "payments" })).toEqual([
      expect.stringContaining("app-get-absent: the status is 404, not 403"),
      "version: has a field that was never recorded: Extra: number",
    ]);
  });
});

describe("an application goes only through recorded steps", () => {
  /** Every state of an application while this happened. */
  async function during(name: string, act: () => Promise<unknown>): Promise<Application[]> {
    const applications: Application[] = [];
    const stop = world.argo.onChange(({ application }) => {
      if (application.metadata.name === name) applications.push(application);
    });
    await act();
    await world.argo.settled(name);
    stop();
    return applications;
  }

  const refresh = (name: string): Promise<unknown> =>
    world.api(`/applications/${name}?refresh=normal`, { method: "GET" });
  const { shape, steps } = recordedApplications();

  test.each([
    ["a release", "released", {}, "Synced Healthy Succeeded"],
    ["one that degrades", "degraded", { health: "Degraded" }, "Synced Degraded Succeeded"],
    [
      "refused manifests",
      "refused",
      { refusal: 'Deployment.apps "refused" is invalid' },
      "OutOfSync Missing Failed",
    ],
  ] as const)("%s", async (_, name, plan, end) => {
    // The plan applies from the first release: it is set before the application is compared.
    const states = await during(name, async () => {
      const adding = world.argo.addApplication({ name, spec });
      world.argo.plan(name, plan);
      await adding;
    });
    expect(stepsOf(states.map(stateOf)).filter((step) => !steps.includes(step))).toEqual([]);
    expect(stateOf(world.argo.application(name))).toContain(end);
    const fields = new Set(states.flatMap((state) => [...shapeOf(state)]));
    expect([...fields].filter((field) => !shape.includes(field))).toEqual([]);
  });

  test("the next release, and a commit that changes nothing of it", async () => {
    const tip = await world.commit("acme/releases", withTag("main-2222222"));
    const released = await during("released", () => refresh("released"));
    expect(stepsOf(released.map(stateOf)).filter((step) => !steps.includes(step))).toEqual([]);
    expect(world.argo.application("released").status.operationState?.syncResult?.revision).toBe(tip);
    const other = await world.commit("acme/releases", { "README.md": "changed\n" });
    const unchanged = await during("released", () => refresh("released"));
    expect(stepsOf(unchanged.map(stateOf)).filter((step) => !steps.includes(step))).toEqual([]);
    // Nothing is synced: it is only compared with another commit.
    expect(world.argo.application("released").status).toMatchObject({
      sync: { status: "Synced", revision: other },
      operationState: { syncResult: { revision: tip } },
    });
  });

  test("a path that is not there", async () => {
    const states = await during("lost", () =>
      world.argo.addApplication({
        name: "lost",
        spec: {
          ...spec,
          source: { repoURL: spec.source?.repoURL ?? "", path: "nowhere", targetRevision: "HEAD" },
        },
      }),
    );
    expect(stepsOf(states.map(stateOf)).filter((step) => !steps.includes(step))).toEqual([]);
    expect(world.argo.application("lost").status).toMatchObject({
      sync: { status: "Unknown", revision: "HEAD" },
      health: { status: "Healthy" },
      conditions: [
        {
          type: "ComparisonError",
          message:
            "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = nowhere: app path does not exist",
        },
      ],
    });
  });
});
