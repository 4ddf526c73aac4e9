import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  APP,
  deploymentsOf,
  end,
  errorOf,
  fresh,
  github,
  requests,
  run,
  statesOf,
  tokenFor,
} from "./testing.ts";

describe("inactivate", () => {
  const inactivate = (environment: string) => run({ environment, inactivate: "true" });

  test("ends what is active of a preview, with two requests", async () => {
    const environment = fresh("preview/pr");
    for (const state of ["success", "failure", "success", "in_progress"]) {
      await run({ environment, state, transient: "true" });
    }
    github.forgetRequests();
    const { exitCode, outputs, summary } = await inactivate(environment);
    expect(exitCode).toBe(0);
    expect(outputs).toEqual({
      "deployment-id": "",
      result: "inactivated",
      state: "inactive",
      inactivated: "3",
    });
    expect(deploymentsOf(environment).map((deployment) => statesOf(deployment).at(-1))).toEqual([
      "inactive",
      "inactive",
      "failure",
      "inactive",
    ]);
    expect(summary).toContain("Made 3 deployments");
    expect(requests()).toEqual(["graphql:DeploymentsOfEnvironment", "graphql:SetDeploymentStates"]);
    github.forgetRequests();
    expect((await inactivate(environment)).outputs).toMatchObject({ inactivated: "0", state: "" });
    expect(requests()).toEqual(["graphql:DeploymentsOfEnvironment"]);
  });

  test("of an environment that never was is no failure", async () => {
    const { exitCode, outputs } = await inactivate(fresh());
    expect([exitCode, outputs["inactivated"]]).toEqual([0, "0"]);
  });

  test("without the permission says which one", async () => {
    const result = await run({ environment: fresh(), inactivate: "true", token: tokenFor(["acme/other"]) });
    expect(errorOf(result)).toContain("needs deployments: write");
  });
});

describe("with 1,000 older deployments", () => {
  const environment = "crowded";

  beforeAll(() => github.seedDeployments(APP, 1000, environment));

  test("a deployment takes the same three requests", async () => {
    github.forgetRequests();
    await end({ environment }, await run({ environment }), "success");
    expect(requests()).toHaveLength(3);
  });

  test("inactivating takes three: the second hundred is looked at, and no more", async () => {
    github.forgetRequests();
    expect((await run({ environment, inactivate: "true" })).outputs["inactivated"]).toBe("1");
    expect(requests()).toEqual([
      "graphql:DeploymentsOfEnvironment",
      "graphql:SetDeploymentStates",
      "graphql:DeploymentsOfEnvironment",
    ]);
  });
});
