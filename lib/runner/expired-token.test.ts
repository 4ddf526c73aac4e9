import { expect, test } from "@jest/globals";
import { GitHubFailure } from "../github/failure/failure.ts";
import { explainExpiry } from "./expired-token.ts";

const LABEL = 'the token of input "token"';
const unauthorized = new GitHubFailure(
  "Could not set the status of 1a2b3c4: GitHub answered 401, Bad credentials.",
  { code: "bad-credentials", tokenLabel: LABEL },
);
const credentials = (token: string) => ({ token, tokenLabel: LABEL });
const ago = (minutes: number): number => Date.now() - minutes * 60_000;

test.each([
  [0, "a minute ago"],
  [1, "a minute ago"],
  [2, "2 minutes ago"],
  [61, "61 minutes ago"],
])("a token that was accepted %i minutes before says when, and what to give instead", (minutes, words) => {
  const used = { credentials: credentials("ghs_1"), took: ago(minutes) };
  expect(explainExpiry(unauthorized, used)).toEqual(
    new Error(
      `Could not set the status of 1a2b3c4: GitHub answered 401, Bad credentials. GitHub accepted ${LABEL} when the step began, ${words}, and rejects it now. It has expired: an App's token is valid for one hour. Give app-id and private-key instead of token: the step then creates a new token when the job ends.`,
    ),
  );
});

test("what was refused is said as it was, where those are not GitHub's words", () => {
  const error = new GitHubFailure("Could not see acme.", { code: "bad-credentials", tokenLabel: LABEL });
  const used = { credentials: credentials("ghs_1"), took: ago(61) };
  const message = expect.stringMatching(/^Could not see acme\. GitHub accepted/);
  expect(explainExpiry(error, used)).toMatchObject({ message });
});

test("of a token that is no App's, nobody knows how long it was valid", () => {
  const used = { credentials: credentials("github_pat_1"), took: ago(5) };
  expect(explainExpiry(unauthorized, used)).toMatchObject({
    message: expect.stringContaining(
      "5 minutes ago, and rejects it now. It has expired or was revoked. Give",
    ),
  });
});

test.each([
  [
    "a token that GitHub never accepted",
    unauthorized,
    { credentials: credentials("ghs_1"), took: undefined },
  ],
  [
    "an App's key",
    unauthorized,
    { credentials: { appId: "1", privateKey: "x", installationId: undefined }, took: ago(61) },
  ],
  [
    "another refusal",
    new GitHubFailure("x", { code: "single-sign-on" }),
    { credentials: credentials("ghs_1"), took: ago(61) },
  ],
  [
    "what is no refusal",
    new Error("GitHub answered 401"),
    { credentials: credentials("ghs_1"), took: ago(61) },
  ],
])("%s is left as it is", (_what, error, used) => {
  expect(explainExpiry(error, used)).toBe(error);
});
