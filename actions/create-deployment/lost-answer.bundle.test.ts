import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { deploymentsOf, end, fresh, github, requests, run, statesOf } from "./testing.ts";

describe("a lost answer", () => {
  test("of the creation makes no second deployment", async () => {
    const environment = fresh();
    github.inject({
      operation: "repos/create-deployment",
      fault: { kind: "drop", when: "after" },
      times: 1,
    });
    const { exitCode, outputs } = await run({ environment });
    expect(exitCode).toBe(0);
    expect(deploymentsOf(environment).map(({ id }) => String(id))).toEqual([outputs["deployment-id"]]);
    expect(requests()).toEqual(["create-deployment", "list-deployments", "create-deployment-status"]);
  });

  test("of a creation that did not happen is sent again, once it was looked for", async () => {
    const environment = fresh();
    const fault = { kind: "drop", when: "before" } as const;
    github.inject({ operation: "repos/create-deployment", fault, times: 1 });
    const { exitCode } = await run({ environment });
    expect(exitCode).toBe(0);
    expect(deploymentsOf(environment)).toHaveLength(1);
    expect(requests()).toEqual([
      "create-deployment",
      ...Array.from({ length: 4 }, () => "list-deployments"),
      "create-deployment",
      "create-deployment-status",
    ]);
  });

  test("that was cut off makes no second deployment", async () => {
    const environment = fresh();
    github.inject({ operation: "repos/create-deployment", fault: { kind: "cut" }, times: 1 });
    const { exitCode, outputs } = await run({ environment });
    expect(exitCode).toBe(0);
    expect(deploymentsOf(environment).map(({ id }) => String(id))).toEqual([outputs["deployment-id"]]);
  });

  test("of a state is sent again", async () => {
    const environment = fresh();
    const fault = { kind: "status", status: 502 } as const;
    github.inject({ operation: "repos/create-deployment-status", fault, times: 2 });
    await run({ environment });
    expect(statesOf(deploymentsOf(environment)[0]!)).toEqual(["in_progress"]);
  });
});

describe("a step that fails after the creation", () => {
  test("leaves the id, and the end of the job finishes the deployment", async () => {
    const environment = fresh();
    const fault = { kind: "status", status: 403, message: "Resource not accessible by integration" } as const;
    github.inject({ operation: "repos/create-deployment-status", fault, times: 1 });
    const main = await run({ environment, state: "success" });
    expect(main.exitCode).toBe(1);
    const [deployment] = deploymentsOf(environment);
    expect(main.outputs).toMatchObject({ "deployment-id": String(deployment!.id), result: "created" });
    await end({ environment, state: "success" }, main, "failure");
    expect(statesOf(deploymentsOf(environment)[0]!)).toEqual(["failure"]);
  });

  test("or is killed before it heard of it, is found by the end of the job", async () => {
    const environment = fresh();
    const kill = new AbortController();
    const lost = { kind: "drop", when: "after" } as const;
    github.inject({ operation: "repos/create-deployment", fault: lost, times: 1 });
    github.inject({ operation: "repos/list-deployments", fault: { kind: "status", status: 502 } });
    const waiting = run({ environment }, { kill: kill.signal });
    while (!requests().includes("list-deployments")) await sleep(20);
    kill.abort();
    const main = await waiting;
    expect([main.exitCode, main.outputs["deployment-id"]]).toEqual([null, ""]);
    github.clearFaults();
    expect((await end({ environment }, main, "cancelled")).exitCode).toBe(0);
    expect(deploymentsOf(environment).map(statesOf)).toEqual([["error"]]);
  });

  test("or is killed, is found although GitHub stumbles at the end of the job", async () => {
    const environment = fresh();
    const kill = new AbortController();
    github.inject({
      operation: "repos/create-deployment",
      fault: { kind: "drop", when: "after" },
      times: 1,
    });
    github.inject({ operation: "repos/list-deployments", fault: { kind: "status", status: 502 } });
    const waiting = run({ environment }, { kill: kill.signal });
    while (!requests().includes("list-deployments")) await sleep(20);
    kill.abort();
    const main = await waiting;
    github.clearFaults();
    github.inject({ operation: "repos/list-deployments", fault: { kind: "status", status: 502 }, times: 1 });
    expect((await end({ environment }, main, "cancelled")).exitCode).toBe(0);
    expect(deploymentsOf(environment).map(statesOf)).toEqual([["error"]]);
  });
});
