import { describe, expect, test } from "@jest/globals";
import type { Run } from "../../../lib/runner/run.ts";
import { findTargets, type RequestedTargets } from "./targets.ts";

const SHA = "a".repeat(40);
const OTHER = "b".repeat(40);
const RUN: Run = {
  repository: "acme/my-app",
  eventName: "push",
  event: {},
  sha: SHA,
  ref: "refs/heads/main",
  headRef: "",
  id: 42,
  attempt: 1,
  actor: "octocat",
  serverUrl: "https://github.com",
};
const find = (requested: Partial<RequestedTargets>, run: Partial<Run> = {}) =>
  findTargets(
    { repository: undefined, repositories: undefined, sha: undefined, ...requested },
    { ...RUN, ...run },
  ).map(({ repository: { owner, repo }, sha }) => `${owner}/${repo} ${sha}`);

describe("a status goes to", () => {
  test.each<[string, Partial<RequestedTargets>, readonly string[]]>([
    ["the run's own commit", {}, [`acme/my-app ${SHA}`]],
    ["another commit of its repository", { sha: OTHER.toUpperCase() }, [`acme/my-app ${OTHER}`]],
    ["another repository", { repository: "acme/web", sha: OTHER }, [`acme/web ${OTHER}`]],
    [
      "several, each with its own commit or the given one",
      { repositories: `acme/web@${OTHER}, acme/api\n\n acme/my-app@${SHA}`, sha: SHA },
      [`acme/web ${OTHER}`, `acme/api ${SHA}`, `acme/my-app ${SHA}`],
    ],
    [
      "several commits of one",
      { repositories: `acme/web@${OTHER}\nacme/web@${SHA}` },
      [`acme/web ${OTHER}`, `acme/web ${SHA}`],
    ],
    [
      "each once, whatever the case",
      { repositories: `Acme/Web@${SHA}, acme/web@${SHA}` },
      [`acme/web ${SHA}`],
    ],
    ["the run's own commit, in a list", { repositories: "acme/my-app" }, [`acme/my-app ${SHA}`]],
  ])("%s", (_what, requested, targets) => {
    expect(find(requested)).toEqual(targets);
  });

  test.each<[Partial<RequestedTargets>, string]>([
    [{ repository: "acme" }, 'Input repository is "acme": owner/name is allowed.'],
    [{ repository: "acme/a", repositories: "acme/b" }, "with repositories, put it in that list."],
    [
      { repositories: "acme/a@" + SHA + ",acme/my-app.git" },
      'Input repositories is "acme/my-app.git": owner/name is allowed (did you mean acme/my-app?).',
    ],
    [{ repositories: " ,\n" }, "name at least one repository, as owner/name."],
    [{ repositories: `acme/a@${SHA},acme@${SHA}` }, 'Input repositories is "acme": owner/name is allowed.'],
    [{ repositories: "acme/a@abc" }, 'Input repositories is "abc": give all 40 hexadecimal digits'],
    [{ repositories: "acme/a@" }, "give all 40 hexadecimal digits"],
    [{ sha: "main" }, 'Input sha is "main": give all 40 hexadecimal digits'],
    [{ repository: "acme/web" }, "the event push names no commit of acme/web"],
  ])("%j is refused", (requested, message) => {
    expect(() => find(requested)).toThrow(message);
  });
});
