import { describe, expect, test } from "@jest/globals";
import { APP, deploymentsOf, end, fresh, github, head, PAGE, requests, run, tokenFor } from "./testing.ts";

/** The truth at the end of the job, whatever became of what the step was given. */

const newest = (environment: string) => deploymentsOf(environment)[0]?.statuses[0];

describe("an address that is illegal when the job ends", () => {
  test.each(["environment-url", "log-url"])("is left out with a warning: %s", async (name) => {
    const environment = fresh();
    const main = await run({ environment, "environment-url": "https://app.example.org" });
    const post = await end({ environment, [name]: "app.example.org/new" }, main, "failure");
    expect(post.exitCode).toBe(0);
    expect(post.annotations).toMatchObject([{ level: "warning", title: `${name} is ignored` }]);
    expect(newest(environment)).toMatchObject({
      state: "failure",
      environmentUrl: "https://app.example.org",
      logUrl: `${github.url}${PAGE}`,
    });
  });

  test.each(["success", "queued"])("is left out of the state %s, which is said for good", async (state) => {
    const environment = fresh();
    const main = await run({ environment, state, "log-url": "logs", "environment-url": "app" });
    expect([main.exitCode, main.annotations.map(({ title }) => title)]).toEqual([
      0,
      ["log-url is ignored", "environment-url is ignored"],
    ]);
    expect(newest(environment)).toMatchObject({ state, logUrl: `${github.url}${PAGE}` });
  });
});

describe("inputs that are empty when the job ends", () => {
  const EMPTY = Object.fromEntries(
    [
      "environment",
      "ref",
      "repository",
      "state",
      "deployment-id",
      "inactivate",
      "environment-url",
      "log-url",
      "description",
      "auto-inactive",
      "task",
      "payload",
      "token",
    ].map((name) => [name, ""]),
  );

  test("are what they were", async () => {
    const environment = fresh();
    const before = await run({ environment, state: "success" });
    const given = {
      description: "All of it",
      "log-url": "https://logs.example.org/1",
      "auto-inactive": "false",
    };
    const main = await run({ environment, ...given });
    const post = await end(EMPTY, main, "success");
    expect(post).toMatchObject({ exitCode: 0, annotations: [] });
    expect(newest(environment)).toMatchObject({
      state: "success",
      description: "All of it",
      logUrl: "https://logs.example.org/1",
    });
    // auto-inactive was false in the main step.
    const earlier = deploymentsOf(environment).find(
      ({ id }) => String(id) === before.outputs["deployment-id"],
    );
    expect(earlier?.statuses[0]?.state).toBe("success");
  });

  test("and a job that ended nobody knows how are an error", async () => {
    const environment = fresh();
    await end({ ...EMPTY, "job-status": "" }, await run({ environment }), "success");
    expect(newest(environment)).toMatchObject({ state: "error" });
  });
});

describe("what needs.<job>.result says:", () => {
  test.each([
    ["skipped", "inactive"],
    ["timed_out", "failure"],
  ])("%s is said as %s", async (result, state) => {
    const environment = fresh();
    const { outputs } = await run({ environment, state: "queued" });
    await run({ "deployment-id": outputs["deployment-id"]!, state: result });
    expect(newest(environment)).toMatchObject({ state });
  });
});

test("a token that died while the job ran is told as that", async () => {
  const environment = fresh();
  const mortal = tokenFor([APP]);
  const main = await run({ environment, token: mortal });
  github.revokeToken(mortal);
  const { exitCode, annotations } = await end({ environment, token: mortal }, main, "success");
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(
    /401, Bad credentials\. GitHub accepted the token of input "token" when the step began/,
  );
});

describe("a fork's pull request", () => {
  const event = {
    name: "pull_request",
    payload: { pull_request: { head: { sha: head, repo: { full_name: "mona/app" } } } },
  };

  test.each([
    ["a token that only reads", tokenFor([APP], "read")],
    ["no token", ""],
  ])("with %s is a notice that names the fork", async (_name, token) => {
    const environment = fresh();
    const main = await run({ environment, token }, { event });
    expect(main.exitCode).toBe(0);
    expect(main.annotations).toEqual([
      {
        level: "notice",
        title: "No deployment",
        message: expect.stringContaining("the pull request comes from the fork mona/app"),
      },
    ]);
    expect(main.outputs).toMatchObject({ "deployment-id": "", result: "skipped", state: "" });
    expect(deploymentsOf(environment)).toEqual([]);
    github.forgetRequests();
    const post = await end({ environment, token }, main, "success", { event });
    expect([post.exitCode, post.log, requests()]).toEqual([0, "", []]);
  });

  test("fails for a commit that GitHub does not know as any other does", async () => {
    const fault = { kind: "status", status: 422, message: "No ref found for: 1a2b3c4" } as const;
    github.inject({ operation: "repos/create-deployment", fault, times: 1 });
    const { exitCode, annotations, outputs } = await run({ environment: fresh() }, { event });
    expect([exitCode, annotations.map(({ level }) => level)]).toEqual([1, ["error"]]);
    expect(outputs).toMatchObject({ result: "", state: "" });
  });
});

test("a pull request that was merged is its merge commit, which is what is checked out", async () => {
  const environment = fresh();
  const payload = { action: "closed", pull_request: { merged: true, head: { sha: "f".repeat(40) } } };
  await run({ environment }, { event: { name: "pull_request", payload } });
  expect(deploymentsOf(environment)[0]?.sha).toBe(head);
});
