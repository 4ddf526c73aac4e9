import { expect, test } from "@jest/globals";
import { checkRun } from "./claims.ts";

const NOW = 1_796_000_000;
const run = {
  repository: "acme/my-app",
  sha: "a".repeat(40),
  ref: "refs/heads/main",
  runId: 42,
  runAttempt: 2,
};
const claims = (times: object) => ({
  repository: "Acme/My-App",
  repository_id: "7",
  sha: run.sha,
  ref: run.ref,
  run_id: "42",
  run_attempt: "2",
  event_name: "push",
  nbf: NOW,
  iat: NOW,
  ...times,
});

test.each([
  [{ iat: NOW - 3600, nbf: NOW - 3600 }, true],
  [{ iat: NOW + 60 }, true],
  [{ nbf: NOW + 60 }, true],
  [{ iat: NOW + 61 }, false],
  [{ nbf: NOW + 61 }, false],
  [{ iat: String(NOW) }, false],
  [{ nbf: undefined }, false],
])("a clock may be a minute ahead, and no more: %j", (times, isTaken) => {
  const check = () => checkRun(claims(times), run, NOW);
  if (isTaken) expect(check()).toMatchObject({ ...run, repository: "Acme/My-App", repositoryId: 7 });
  else expect(check).toThrow(/claim (?:iat|nbf)/);
});

test("a run's circumstances are what its token says of them, and nothing else", () => {
  const workflow = "acme/my-app/.github/workflows/ci.yml@refs/heads/main";
  const caller = "acme/my-app/.github/workflows/call.yml@refs/heads/mine";
  const circumstances = {
    job_workflow_ref: workflow,
    workflow_ref: caller,
    environment: "prod",
    ref_protected: "true",
    runner_environment: "self-hosted",
    actor: "alice",
  };
  expect(checkRun(claims(circumstances), run, NOW)).toEqual({
    ...run,
    repository: "Acme/My-App",
    repositoryId: 7,
    event: "push",
    workflow,
    caller,
    environment: "prod",
    isRefProtected: true,
    runner: "self-hosted",
    startedBy: "alice",
  });
  const wrong = {
    job_workflow_ref: 1,
    workflow_ref: [caller],
    environment: null,
    ref_protected: "false",
    runner_environment: {},
    actor: ["alice"],
  };
  const unsaid = {
    workflow: undefined,
    caller: undefined,
    environment: undefined,
    isRefProtected: false,
    runner: undefined,
    startedBy: undefined,
  };
  expect(checkRun(claims(wrong), run, NOW)).toMatchObject(unsaid);
  expect(checkRun(claims({ ref_protected: true }), run, NOW)).toMatchObject(unsaid);
});

test.each<[object, string]>([
  [{ repository: undefined }, 'claim repository is missing, but "acme/my-app" is expected'],
  [{ repository: "acme/my-app-2" }, 'claim repository is "acme/my-app-2", but "acme/my-app" is expected'],
  [{ repository_id: "0" }, 'claim repository_id is "0", but a positive whole number is expected'],
  [{ repository_id: 7 }, "claim repository_id is 7, but a positive whole number is expected"],
  [{ repository_id: "7a" }, 'claim repository_id is "7a"'],
  [{ sha: "b".repeat(40) }, `claim sha is "${"b".repeat(40)}", but "${run.sha}" is expected`],
  [{ ref: "refs/heads/main2" }, 'claim ref is "refs/heads/main2", but "refs/heads/main" is expected'],
  [{ run_id: "43" }, 'claim run_id is "43", but "42" is expected'],
  [{ run_id: "4200000000000000000" }, "a positive whole number is expected"],
  [{ run_attempt: "1" }, 'claim run_attempt is "1", but "2" is expected'],
  [{ run_attempt: undefined }, "claim run_attempt is missing, but a positive whole number is expected"],
  [{ event_name: "pull_request_target" }, 'claim event_name is "pull_request_target"'],
  [{ event_name: undefined }, "claim event_name is missing"],
  [{ iat: NOW + 61 }, `claim iat is "${new Date((NOW + 61) * 1000).toISOString().replace(".000", "")}"`],
  [{ iat: "soon" }, 'claim iat is "soon"'],
])("%j is another run", (wrong, message) => {
  expect(() => checkRun(claims(wrong), run, NOW)).toThrow(message);
});
