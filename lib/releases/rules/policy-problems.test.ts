import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Policy, Release, Source } from "../generated/schema.generated.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { policyProblems, type Origin } from "./policy-problems.ts";
import { OPEN_POLICY } from "./policy.ts";

const POLICY: Policy = {
  version: 1,
  channels: ["dev", "stage", "prod"],
  containers: {
    "my-app": {
      repository: { name: "acme/my-app", id: 123 },
      image: "ghcr.io/acme/my-app",
      refs: { dev: ["**"], prod: ["main", "refs/tags/v*"] },
    },
    owned: { repository: { name: "acme/my-app" } },
    gated: { refs: { dev: ["main"], prod: [] } },
    named: { image: "named" },
  },
};
const LISTED_ONLY: Policy = { ...POLICY, allow_unlisted: false };
const NOT_BY_HAND: Policy = { ...POLICY, allow_manual: false };
const PROMOTED: Policy = { ...POLICY, promotion_only: ["prod"] };
const EVENT: Origin = { via: "event" };
const INPUTS: Origin = { via: "inputs" };
const TOKEN: Origin = { via: "token" };
const SOURCE: Source = {
  repository: "acme/my-app",
  sha: "1a2b3c4d".repeat(5),
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
};

interface Given {
  readonly releases: readonly Release[];
  readonly source?: Source;
}

const dispatch = (release: Partial<Release>, source: Partial<Source> | null = {}): Given => ({
  releases: [{ container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:v1", ...release }],
  ...(source !== null && { source: { ...SOURCE, ...source } }),
});
const problems = (policy: Policy, given: Given, origin: Origin) =>
  policyProblems(policy, given, { origin, document: "db/policy.json" });

describe("the policy allows", () => {
  test.each<[string, Policy, Given, Origin]>([
    ["a build of the owner", POLICY, dispatch({}), EVENT],
    ["any branch where ** may", POLICY, dispatch({}, { ref: "refs/heads/a/b" }), EVENT],
    ["a tag that fits", POLICY, dispatch({ channel: "prod" }, { ref: "refs/tags/v1.2.3" }), EVENT],
    ["the owner in other case", POLICY, dispatch({}, { repository: "Acme/MY-app" }), EVENT],
    ["the owner with its id", POLICY, dispatch({}, { repository_id: 123 }), EVENT],
    [
      "the owner with its id and a new name",
      POLICY,
      dispatch({}, { repository: "globex/renamed", repository_id: 123 }),
      EVENT,
    ],
    ["any id where none is named", POLICY, dispatch({ container: "owned" }, { repository_id: 9 }), EVENT],
    ["a container that is not listed", POLICY, dispatch({ container: "other", image: "x:1" }, null), EVENT],
    [
      "an event without source where only the image is named",
      POLICY,
      dispatch({ container: "named", image: "named:v1" }, null),
      EVENT,
    ],
    ["a person's release of any", POLICY, dispatch({ channel: "stage" }, null), INPUTS],
    ["a person's release of a listed one", LISTED_ONLY, dispatch({}, null), INPUTS],
    ["a build where people may not", NOT_BY_HAND, dispatch({}), EVENT],
    ["a build before the channel of promotions", PROMOTED, dispatch({}), EVENT],
    ["a build of the owner, by its token alone", POLICY, dispatch({}, { repository_id: 123 }), TOKEN],
    [
      "such a build where only the name is listed",
      POLICY,
      dispatch({ container: "owned" }, { repository_id: 9 }),
      TOKEN,
    ],
    ["a person's release before the channel of promotions", PROMOTED, dispatch({}, null), INPUTS],
  ])("%s", (_name, policy, given, origin) => {
    expect(problems(policy, given, origin)).toEqual([]);
  });

  test("everything, where there is none", () => {
    fc.assert(
      fc.property(arbitrary.dispatch, fc.constantFrom(EVENT, INPUTS), (given, origin) => {
        expect(problems(OPEN_POLICY, given, origin)).toEqual([]);
      }),
    );
  });
});

describe("the policy refuses", () => {
  test.each<[string, Policy, Given, Origin, string, string]>([
    [
      "by a token alone, what it says of no repository that it is theirs",
      POLICY,
      dispatch({ container: "gated" }, { repository_id: 123 }),
      TOKEN,
      "releases[0]",
      "gated in dev comes from acme/my-app without a token for this repository, but db/policy.json does not say that it belongs there: set containers.gated.repository, with name and id, in db/policy.json",
    ],
    [
      "by a token alone, what it does not list",
      POLICY,
      dispatch({ container: "other" }, { repository_id: 123 }),
      TOKEN,
      "releases[0]",
      "does not say that it belongs there: set containers.other.repository",
    ],
    [
      "everything by a token alone where there is none",
      OPEN_POLICY,
      dispatch({}, { repository_id: 123 }),
      TOKEN,
      "releases[0]",
      "set containers.my-app.repository",
    ],
    [
      "another's build, by its token",
      POLICY,
      dispatch({}, { repository_id: 124 }),
      TOKEN,
      "releases[0]",
      "but belongs to the one with the repository_id 123",
    ],
    [
      "an unknown channel",
      POLICY,
      dispatch({ container: "named", image: "named:1", channel: "qa" }),
      EVENT,
      "releases[0].channel",
      "named: there is no channel qa, only dev, stage, prod: use one of them, or add it to channels in db/policy.json",
    ],
    [
      "an unknown channel, a person's too",
      POLICY,
      dispatch({ channel: "qa" }, null),
      INPUTS,
      "releases[0].channel",
      "my-app: there is no channel qa, only dev, stage, prod",
    ],
    [
      "a container that is not listed",
      LISTED_ONLY,
      dispatch({ container: "other" }, null),
      INPUTS,
      "releases[0].container",
      "other is not listed, and only listed containers are allowed: add it to containers in db/policy.json",
    ],
    [
      "a misspelt channel, with the nearest one",
      POLICY,
      dispatch({ channel: "stge" }, null),
      INPUTS,
      "releases[0].channel",
      "my-app: there is no channel stge (did you mean stage?), only dev, stage, prod: use one of them",
    ],
    [
      "a misspelt container, with the nearest one",
      LISTED_ONLY,
      dispatch({ container: "my-ap" }, null),
      INPUTS,
      "releases[0].container",
      "my-ap is not listed (did you mean my-app?), and only listed containers are allowed: add it",
    ],
    [
      "a container that only JavaScript lists",
      LISTED_ONLY,
      dispatch({ container: "constructor" }),
      EVENT,
      "releases[0].container",
      "constructor is not listed",
    ],
    [
      "an image of another name",
      POLICY,
      dispatch({ image: "ghcr.io/acme/my-app-2:v1" }, null),
      INPUTS,
      "releases[0].image",
      "my-app in dev: its image is ghcr.io/acme/my-app-2, but must be ghcr.io/acme/my-app: use that one, or change containers.my-app.image in db/policy.json",
    ],
    [
      "an image of the name in another registry",
      POLICY,
      dispatch({ image: "evil.example/acme/my-app:v1" }),
      EVENT,
      "releases[0].image",
      "its image is evil.example/acme/my-app",
    ],
    [
      "a ref that does not fit",
      POLICY,
      dispatch({ channel: "prod" }, { ref: "refs/heads/feature" }),
      EVENT,
      "releases[0]",
      "my-app in prod comes from refs/heads/feature, but only main, refs/tags/v* are allowed: release it from a matching ref, or change containers.my-app.refs.prod in db/policy.json",
    ],
    [
      "a tag with the branch's name",
      POLICY,
      dispatch({ container: "gated" }, { ref: "refs/tags/main" }),
      EVENT,
      "releases[0]",
      "gated in dev comes from refs/tags/main, but only main is allowed",
    ],
    [
      "a pull request's merge, which is no branch",
      POLICY,
      dispatch({}, { ref: "refs/pull/7/merge" }),
      EVENT,
      "releases[0]",
      "comes from refs/pull/7/merge, but only ** is allowed",
    ],
    [
      "any ref where the list is empty",
      POLICY,
      dispatch({ container: "gated", channel: "prod" }),
      EVENT,
      "releases[0]",
      "gated in prod comes from refs/heads/main, but no build may release it there: promote it from another channel, or list the ref in containers.gated.refs.prod in db/policy.json",
    ],
    [
      "any ref where the channel is forgotten",
      POLICY,
      dispatch({ channel: "stage" }),
      EVENT,
      "releases[0]",
      "my-app in stage comes from refs/heads/main, but no build may release it there: promote it from another channel, or list the ref in containers.my-app.refs.stage in db/policy.json",
    ],
    [
      "another repository",
      POLICY,
      dispatch({ container: "owned" }, { repository: "evil/my-app" }),
      EVENT,
      "releases[0]",
      "owned in dev comes from evil/my-app, but belongs to acme/my-app: release it from there, or change containers.owned.repository in db/policy.json",
    ],
    [
      "another repository of the same name",
      POLICY,
      dispatch({}, { repository_id: 999 }),
      EVENT,
      "releases[0]",
      "my-app in dev comes from acme/my-app with the repository_id 999, but belongs to the one with the repository_id 123, which is another repository",
    ],
    [
      "a new name that is only claimed",
      POLICY,
      dispatch({}, { repository: "globex/renamed" }),
      EVENT,
      "releases[0]",
      "my-app in dev comes from globex/renamed, but belongs to acme/my-app: release it from there",
    ],
    [
      "a proved new name where no id is named",
      POLICY,
      dispatch({ container: "owned" }, { repository: "globex/renamed", repository_id: 123 }),
      EVENT,
      "releases[0]",
      "owned in dev comes from globex/renamed, but belongs to acme/my-app: release it from there",
    ],
    [
      "an event without source where the repository is named",
      POLICY,
      dispatch({ container: "owned" }, null),
      EVENT,
      "releases[0]",
      "owned in dev comes without a source, but containers.owned.repository in db/policy.json must be checked against one: release it with trigger-dispatch, or run the workflow by hand",
    ],
    [
      "an event without source where refs are named",
      POLICY,
      dispatch({ container: "gated" }, null),
      EVENT,
      "releases[0]",
      "gated in dev comes without a source, but containers.gated.refs in db/policy.json must",
    ],
    [
      "a person's release where people may not",
      NOT_BY_HAND,
      dispatch({}, null),
      INPUTS,
      "releases[0]",
      "my-app in dev comes without a source, and allow_manual is false in db/policy.json: release it with trigger-dispatch",
    ],
    [
      "an event without source where people may not",
      NOT_BY_HAND,
      dispatch({ container: "named", image: "named:1" }, null),
      EVENT,
      "releases[0]",
      "named in dev comes without a source, and allow_manual is false",
    ],
    [
      "a build to a channel of promotions, also from a ref that may be promoted",
      PROMOTED,
      dispatch({ channel: "prod" }),
      EVENT,
      "releases[0].channel",
      "my-app in prod: prod takes releases by promotion only: release it to an earlier channel and run promote-release from there, or remove prod from promotion_only in db/policy.json",
    ],
    [
      "a person's release to a channel of promotions",
      PROMOTED,
      dispatch({ channel: "prod" }, null),
      INPUTS,
      "releases[0].channel",
      "my-app in prod: prod takes releases by promotion only",
    ],
    [
      "a release of a container without rules to a channel of promotions",
      PROMOTED,
      dispatch({ container: "other", channel: "prod" }),
      EVENT,
      "releases[0].channel",
      "other in prod: prod takes releases by promotion only",
    ],
  ])("%s", (_name, policy, given, origin, path, message) => {
    expect(problems(policy, given, origin)).toEqual([{ path, message: expect.stringContaining(message) }]);
  });

  test("everything that is wrong at once, of each release", () => {
    const [release] = dispatch({ image: "x:1" }).releases;
    const given = { ...dispatch({ channel: "qa", image: "x:1" }, { repository: "evil/x" }) };
    const both = { ...given, releases: [...given.releases, release!] };
    expect(problems(POLICY, both, EVENT).map(({ path }) => path)).toEqual([
      "releases[0].channel",
      "releases[0].image",
      "releases[0]",
      "releases[1].image",
      "releases[1]",
    ]);
  });
});
