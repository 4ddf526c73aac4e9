import { describe, expect, test } from "@jest/globals";
import type { Step } from "../../tools/testing/run-step.ts";
import {
  APP,
  deploymentsOf,
  end,
  fresh,
  github,
  head,
  PAGE,
  requests,
  run,
  statesOf,
  token,
  tokenFor,
} from "./testing.ts";

describe("a deployment", () => {
  test("is in progress at once, and what the job became at its end: three requests", async () => {
    const environment = fresh();
    const inputs = { environment, description: "Deploys\nthe app" };
    const main = await run(inputs);
    expect(main.exitCode).toBe(0);
    const [deployment] = deploymentsOf(environment);
    expect(deployment).toMatchObject({
      sha: head,
      ref: head,
      task: "deploy",
      description: "Deploys the app",
      transient: false,
      production: false,
      payload: { creation_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(deployment?.statuses).toMatchObject([
      { state: "in_progress", description: "Deploys the app", logUrl: `${github.url}${PAGE}` },
    ]);
    expect(main.outputs).toEqual({
      "deployment-id": String(deployment!.id),
      result: "created",
      state: "in_progress",
      inactivated: "",
    });
    expect(main.log).toContain("None of its commit statuses was checked: required-contexts names none.");
    expect(main.summary).toContain(`Deployment ${deployment!.id}`);
    expect(main.masked).toEqual([token]);

    const post = await end({ ...inputs, "environment-url": "https://app.example.org" }, main, "success");
    expect(post.exitCode).toBe(0);
    expect(deploymentsOf(environment)[0]?.statuses[0]).toMatchObject({
      state: "success",
      description: "Deploys the app",
      environmentUrl: "https://app.example.org",
    });
    expect(requests()).toEqual(["create-deployment", "create-deployment-status", "create-deployment-status"]);
  });

  test.each([
    ["success", "success", "Succeeded"],
    ["failure", "failure", "Failed"],
    ["cancelled", "error", "Cancelled"],
  ] as const)("of a job that ends with %s is a %s", async (jobStatus, state, words) => {
    const environment = fresh();
    const post = await end({ environment }, await run({ environment }), jobStatus);
    expect(post.exitCode).toBe(0);
    const [deployment] = deploymentsOf(environment);
    expect(statesOf(deployment!)).toEqual(["in_progress", state]);
    expect(deployment!.statuses[0]?.description).toBe(words);
  });

  test("goes on in another job, whose outcome counts", async () => {
    const environment = fresh();
    const { outputs } = await run({ environment, state: "queued" });
    const inputs = { "deployment-id": outputs["deployment-id"]! };
    github.forgetRequests();
    const main = await run(inputs);
    expect(main.outputs).toMatchObject({ ...inputs, result: "continued", state: "in_progress" });
    await end(inputs, main, "failure");
    expect(statesOf(deploymentsOf(environment)[0]!)).toEqual(["queued", "in_progress", "failure"]);
    expect(requests()).toEqual(["create-deployment-status", "create-deployment-status"]);
  });

  test("that another job gives a state of its own has that, and the end of that job says nothing", async () => {
    const environment = fresh();
    const { outputs } = await run({ environment, state: "queued" });
    const inputs = { "deployment-id": outputs["deployment-id"]!, state: "success" };
    const main = await run(inputs);
    github.forgetRequests();
    const post = await end(inputs, main, "failure");
    expect([main.exitCode, post.exitCode, post.log]).toEqual([0, 0, ""]);
    expect(statesOf(deploymentsOf(environment)[0]!)).toEqual(["queued", "success"]);
    expect(requests()).toEqual([]);
  });

  test.each(["queued", "success", "inactive"])(
    "that is to be %s is just that, and the end of the job says nothing",
    async (state) => {
      const environment = fresh();
      const main = await run({ environment, state });
      github.forgetRequests();
      const post = await end({ environment, state }, main, "failure");
      expect([main.exitCode, post.exitCode, post.log]).toEqual([0, 0, ""]);
      expect(statesOf(deploymentsOf(environment)[0]!)).toEqual([state]);
      expect(requests()).toEqual([]);
    },
  );

  test("has what was asked for", async () => {
    const environment = fresh();
    const production = { transient: "true", production: "true", task: "migrate" };
    const inputs = { ref: "main", payload: '{"cluster":"eu"}', "log-url": "https://logs.example.org/1" };
    const { log } = await run({ environment, ...production, ...inputs });
    expect(log).toContain(`of main (${head}) to ${environment}`);
    expect(deploymentsOf(environment)).toMatchObject([
      {
        ref: "main",
        sha: head,
        transient: true,
        production: true,
        task: "migrate",
        payload: { cluster: "eu" },
        statuses: [{ logUrl: "https://logs.example.org/1" }],
      },
    ]);
  });

  test("makes the environment's earlier ones inactive when it succeeds, unless told not to", async () => {
    const environment = fresh();
    const success = { environment, state: "success" };
    await run(success);
    await run(success);
    await run({ ...success, "auto-inactive": "false" });
    expect(deploymentsOf(environment).map(({ statuses }) => statuses[0]?.state)).toEqual([
      "success",
      "success",
      "inactive",
    ]);
  });

  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ["a pull request", "pull_request", { pull_request: { head: { sha: "HEAD" } } }],
    ["a finished run", "workflow_run", { workflow_run: { head_sha: "HEAD" } }],
    [
      "the source of a dispatch",
      "repository_dispatch",
      { client_payload: { source: { repository: APP, sha: "HEAD" } } },
    ],
  ])("is of the commit of %s, and not of GITHUB_SHA", async (_what, name, event) => {
    const environment = fresh();
    const payload = JSON.parse(JSON.stringify(event).replace("HEAD", head)) as Step["event"]["payload"];
    const { exitCode } = await run({ environment }, { event: { name, payload }, sha: "f".repeat(40) });
    expect(exitCode).toBe(0);
    expect(deploymentsOf(environment)[0]?.sha).toBe(head);
  });

  test("is made in the repository that is named, by a token for it", async () => {
    const environment = fresh();
    const inputs = { environment, repository: "acme/other", ref: "main", token: tokenFor(["acme/other"]) };
    await end(inputs, await run(inputs), "success");
    expect(deploymentsOf(environment)).toEqual([]);
    expect(statesOf(deploymentsOf(environment, "acme/other")[0]!)).toEqual(["in_progress", "success"]);
  });
});
