import { describe, expect, test } from "@jest/globals";
import type { StepResult } from "../../tools/testing/run-step.ts";
import {
  ask,
  commit,
  developer,
  github,
  headOf,
  idOf,
  operations,
  releases,
  report,
  rolledOut,
  sha,
  SOURCE,
} from "./testing.ts";

describe("a build that was promoted, which nobody has begun a deployment for", () => {
  const promote = async (number: number, built: string, isProved = true): Promise<string> => {
    await rolledOut(headOf(releases));
    return commit(number, built, "Promoted-From: dev", isProved);
  };
  const resultsOf = ({ outputs }: StepResult): { outcome: string; reason: string }[] =>
    JSON.parse(outputs["results"] ?? "");
  const made = (number: number) => {
    const isOf = (payload: unknown) => (payload as { creation_id: string }).creation_id === idOf(number);
    const deployments = github.deployments(SOURCE).filter(({ payload }) => isOf(payload));
    return deployments.map((one) => [one.sha, ...one.statuses.map(({ state }) => state)]);
  };

  test("gets one, once", async () => {
    const revision = await promote(5, sha);
    github.inject({ operation: "repos/create-deployment", fault: { kind: "drop", when: "after" }, times: 1 });
    expect(resultsOf(await report({ revision }))).toMatchObject([{ outcome: "told" }]);
    const found = ["OpenDeployments", "repos/create-deployment", "repos/list-deployments"];
    expect(operations().slice(6)).toEqual([...found, "OpenDeployments", "SetDeploymentStates"]);
    expect(resultsOf(await report({ revision }))).toMatchObject([{ outcome: "settled" }]);
    expect(made(5)).toEqual([[sha, "success"]]);
  });

  test("that was only claimed gets none, although the policy names its repository", async () => {
    const policy = { version: 1, containers: { api: { repository: { name: SOURCE } } } };
    await ask(developer, `${releases}/contents/db/policy.json`, "PUT", {
      content: Buffer.from(JSON.stringify(policy)).toString("base64"),
      message: "Name the source",
    });
    const revision = await promote(9, sha, false);
    const result = await report({ revision });
    expect([result.exitCode, resultsOf(result)]).toMatchObject([0, [{ outcome: "unproved", reason: "" }]]);
    expect(made(9)).toEqual([]);
    expect(github.requests.filter(({ path }) => path.includes(SOURCE))).toEqual([]);
  });

  test("gets one, although two runs make it at once", async () => {
    const revision = await promote(6, sha);
    // Both have looked before either creates.
    const looked = Promise.withResolvers<void>();
    let creating = 0;
    const gate = (): Promise<void> => {
      creating += 1;
      if (creating === 2) looked.resolve();
      return looked.promise;
    };
    const fault = { kind: "delay", ms: 0, gate } as const;
    github.inject({ operation: "repos/create-deployment", fault, times: 2 });
    const both = [report({ revision, state: "failure", reason: "no such image" }), report({ revision })];
    for (const { exitCode, annotations } of await Promise.all(both))
      expect([exitCode, annotations]).toEqual([0, []]);
    const [later, earlier] = made(6);
    expect(later).toEqual([sha, "inactive"]);
    expect(earlier?.slice(1)).toEqual(expect.arrayContaining(["success"]));
  });

  test("that cannot be made, because its commit is gone, is a warning, and another is told all the same", async () => {
    const gone = "f".repeat(40);
    const revision = await promote(7, gone);
    const result = await report({ revision });
    expect(result.exitCode).toBe(0);
    expect(resultsOf(result)).toMatchObject([
      { outcome: "failed", reason: expect.stringContaining(`${gone} is no longer in ${SOURCE}`) },
    ]);
    expect(result.annotations).toMatchObject([{ level: "warning", title: `Not reported to ${SOURCE}` }]);
  });
});
