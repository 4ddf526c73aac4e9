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
