import { describe, expect, test } from "@jest/globals";
import type { AutodeployDecision } from "./autodeploy-decision.ts";
import type { AutodeployEvent, AutodeployFacts } from "./autodeploy-facts.ts";
import { autodeploy } from "./autodeploy.ts";
import { parseDeployConfig } from "./config/deploy-config.ts";
import { VIRTUAL, type Artifactful, type Artifactless } from "./desired.ts";

const sha = (digit: string): string => digit.repeat(40);
const OLD = sha("1");
const NEW = sha("2");
const CONFIG_SHA = sha("c");
const REPOSITORY = "acme/my-app";

const SETTINGS = parseDeployConfig(
  `version: 1
name: settings
paths: [k8s/*.yaml]
channels:
  dev: { track: main, autodeploy: [config], initial: auto, previews: true }
  qa: { track: release, autodeploy: [config] }
  prod: { track: main, autodeploy: [config], previews: true }
  stag: {}
`,
  ".deploy/settings.yaml",
);

const APP = parseDeployConfig(
  `version: 1
name: my-app
artifact: { repository: ${REPOSITORY}, container: my-app, image: "ghcr.io/acme/my-app:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build, config], initial: auto, previews: true }
  qa: { track: release, autodeploy: [build] }
  prod: { track: main, autodeploy: [build], previews: true }
  stag: { track: main }
`,
  ".deploy/my-app.yaml",
);

/** The ledger would know it by another name. */
const OTHER = { ...APP, artifact: { ...APP.artifact!, container: "my-app-web" } };

const APPLIED: Artifactless = { kind: "artifactless", configSha: OLD };
const RUNNING: Artifactful = {
  kind: "artifactful",
  configSha: sha("b"),
  artifact: { sha: OLD, image: "ghcr.io/acme/my-app:main-1111111", digest: `sha256:${"d".repeat(64)}` },
};
const run = (run_id: number, run_attempt = 1) => ({ repository: REPOSITORY, run_id, run_attempt });

const push = (more: Partial<Extract<AutodeployEvent, { type: "push" }>> = {}): AutodeployEvent => ({
  type: "push",
  branch: "main",
  after: NEW,
  forced: false,
  changed: true,
  ...more,
});
const built = (more: Partial<Extract<AutodeployEvent, { type: "build" }>> = {}): AutodeployEvent => ({
  type: "build",
  branch: "main",
  sha: NEW,
  build: run(20),
  result: "green",
  ...more,
});

function decide(event: AutodeployEvent, facts: Partial<AutodeployFacts>): AutodeployDecision {
  return autodeploy(event, {
    config: APP,
    configSha: CONFIG_SHA,
    channel: "dev",
    isProtected: facts.channel === "prod",
    defaultBranch: "main",
    desired: facts.config === SETTINGS ? APPLIED : RUNNING,
    desiredBuild: run(10),
    ancestry: "descendant",
    head: NEW,
    ...facts,
  });
}

/** In one line: `autodeploy build main 2222222`, `nothing: pinned`. */
function said(decision: AutodeployDecision): string {
  if (decision.kind !== "request") return `${decision.kind}: ${decision.code}`;
  const { request, wish, preview } = decision;
  const what =
    wish.by === "build"
      ? `${wish.image} config ${wish.configSha.slice(0, 4)}`
      : wish.by === "desired"
        ? [wish.desired.kind, wish.desired.configSha?.slice(0, 4), wish.desired.artifact?.sha.slice(0, 4)]
            .filter((part) => part !== undefined)
            .join(" ")
        : wish.by;
  return `${request} ${what}${preview === undefined ? "" : ` as preview/${preview}`}`;
}

const DEPLOYS_NEW = "autodeploy ghcr.io/acme/my-app:main-2222222 config cccc";
const APPLIES_NEW = "autodeploy artifactless 2222";

type Row = readonly [what: string, event: AutodeployEvent, facts: Partial<AutodeployFacts>, said: string];

describe("push to the tracked branch", () => {
  const rows: readonly Row[] = [
    ["artifactless, changed", push(), { config: SETTINGS }, APPLIES_NEW],
    ["artifactless, unchanged", push({ changed: false }), { config: SETTINGS }, "nothing: unchanged"],
    [
      "artifactless, the commit that is desired",
      push(),
      { config: SETTINGS, ancestry: "same" },
      "nothing: same",
    ],
    ["artifactless, late", push(), { config: SETTINGS, ancestry: "ancestor" }, "superseded: older"],
    ["artifactless, not to be told", push(), { config: SETTINGS, ancestry: "unknown" }, "nothing: unknown"],
    ["artifactless, without a rule", push(), { config: SETTINGS, channel: "stag" }, "nothing: no rule"],
    [
      "artifactless, in a channel unknown",
      push(),
      { config: SETTINGS, channel: "toString" },
      "nothing: no rule",
    ],
    [
      "artifactless, tracking another branch than the default one",
      push({ branch: "release" }),
      { config: SETTINGS, channel: "qa" },
      APPLIES_NEW,
    ],
    [
      "artifactless, of the default branch that is not tracked",
      push(),
      { config: SETTINGS, channel: "qa" },
      "nothing: other branch",
    ],
    ["artifactful, changed, by config", push(), {}, "autodeploy artifactful 2222 1111"],
    ["artifactful, unchanged, by config", push({ changed: false }), {}, "nothing: unchanged"],
    ["artifactful, by build alone", push(), { channel: "prod" }, "nothing: no rule"],
    ["artifactful, nothing runs that had a config", push(), { desired: VIRTUAL }, "nothing: not deployed"],
    ["its branch is gone by now", push(), { config: SETTINGS, head: undefined }, "nothing: branch deleted"],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

describe("a build", () => {
  const rows: readonly Row[] = [
    ["green, artifactless", built(), { config: SETTINGS }, "nothing: no rule"],
    ["green, newest descendant", built(), {}, DEPLOYS_NEW],
    [
      "green, newest descendant in a protected channel, which asks",
      built(),
      { channel: "prod" },
      DEPLOYS_NEW,
    ],
    ["green, without a rule", built(), { channel: "stag" }, "nothing: no rule"],
    ["green, of a branch that is not tracked", built(), { channel: "qa" }, "nothing: other branch"],
    [
      "green, of the tracked branch that is not the default one",
      built({ branch: "release" }),
      { channel: "qa" },
      "autodeploy ghcr.io/acme/my-app:release-2222222 config cccc",
    ],
    ["green, late, of an older commit", built(), { ancestry: "ancestor" }, "superseded: older"],
    [
      "green, late, of an older commit by a run that started later",
      built({ build: run(99) }),
      { ancestry: "ancestor" },
      "superseded: older",
    ],
    ["green, not to be told", built(), { ancestry: "unknown" }, "nothing: unknown"],
    [
      "green, the very build that is desired",
      built({ sha: OLD, build: run(10) }),
      { ancestry: "same" },
      "nothing: same",
    ],
    [
      "green, the same commit built before",
      built({ sha: OLD, build: run(9) }),
      { ancestry: "same" },
      "superseded: older",
    ],
    [
      "green, the same commit run again",
      built({ sha: OLD, build: run(10, 2) }),
      { ancestry: "same" },
      "autodeploy ghcr.io/acme/my-app:main-1111111 config cccc",
    ],
    [
      "green, the same commit by statuses alone",
      built({ sha: OLD, build: undefined }),
      { ancestry: "same" },
      "nothing: same",
    ],
    ["green by statuses alone, newer", built({ build: undefined }), { desiredBuild: undefined }, DEPLOYS_NEW],
    ["red, of another commit", built({ result: "red" }), {}, "nothing: red build"],
    [
      "red again, of what runs",
      built({ sha: OLD, result: "red", build: run(10, 2) }),
      {},
      "warning: runs red",
    ],
    [
      "red again, of what runs where nothing deploys by itself",
      built({ sha: OLD, result: "red" }),
      { channel: "stag" },
      "warning: runs red",
    ],
    ["green, its branch gone", built(), { head: undefined }, "nothing: branch deleted"],
    ["green, of a container with another name", built(), { config: OTHER }, "nothing: other container"],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

describe("what somebody has undeployed, rolled back or applied again stays until they resume", () => {
  const rows: readonly Row[] = [
    [
      "undeployed, artifactless",
      push(),
      { config: SETTINGS, desired: VIRTUAL, stopped: "undeployed" },
      "nothing: undeployed",
    ],
    [
      "undeployed, artifactful, late build",
      built(),
      { desired: VIRTUAL, stopped: "undeployed" },
      "nothing: undeployed",
    ],
    ["never deployed, artifactful, initial: auto", built(), { desired: VIRTUAL }, DEPLOYS_NEW],
    [
      "resumed, artifactful, without initial: auto",
      built(),
      { desired: VIRTUAL, channel: "prod", isResumed: true },
      DEPLOYS_NEW,
    ],
    [
      "resumed, artifactless, without initial: auto",
      push({ branch: "release" }),
      { config: SETTINGS, desired: VIRTUAL, channel: "qa", isResumed: true },
      APPLIES_NEW,
    ],
    [
      "undeployed once more after it was resumed",
      built(),
      { desired: VIRTUAL, channel: "prod", stopped: "undeployed", isResumed: true },
      "nothing: undeployed",
    ],
    ["pinned, artifactless", push(), { config: SETTINGS, stopped: "pinned" }, "nothing: pinned"],
    ["pinned, artifactful, build", built(), { stopped: "pinned" }, "nothing: pinned"],
    ["pinned, artifactful, config", push(), { stopped: "pinned" }, "nothing: pinned"],
    ["new, artifactless, initial: auto", push(), { config: SETTINGS, desired: VIRTUAL }, APPLIES_NEW],
    [
      "new, artifactless",
      push({ branch: "release" }),
      { config: SETTINGS, desired: VIRTUAL, channel: "qa" },
      "nothing: never deployed",
    ],
    ["new, artifactful, initial: auto", built(), { desired: VIRTUAL, ancestry: "unknown" }, DEPLOYS_NEW],
    ["new, artifactful", built(), { desired: VIRTUAL, channel: "prod" }, "nothing: never deployed"],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

describe("a forced push", () => {
  const rows: readonly Row[] = [
    ["artifactless", push({ forced: true }), { config: SETTINGS, ancestry: "diverged" }, APPLIES_NEW],
    [
      "artifactless, protected",
      push({ forced: true }),
      { config: SETTINGS, channel: "prod", ancestry: "diverged" },
      "nothing: forced",
    ],
    ["artifactful, the build of its head", built(), { ancestry: "diverged" }, DEPLOYS_NEW],
    [
      "artifactful, a build of what was pushed over",
      built(),
      { ancestry: "diverged", head: sha("3") },
      "nothing: diverged",
    ],
    [
      "artifactful, protected, the build of its head",
      built(),
      { ancestry: "diverged", channel: "prod" },
      "nothing: forced",
    ],
    [
      "artifactful, protected, to an earlier commit",
      built(),
      { ancestry: "ancestor", channel: "prod" },
      "superseded: older",
    ],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

describe("a push elsewhere", () => {
  const branch = "feature/x";
  const rows: readonly Row[] = [
    [
      "artifactless, with previews",
      push({ branch }),
      { config: SETTINGS },
      `${APPLIES_NEW} as preview/feature/x`,
    ],
    ["artifactless, without", push({ branch }), { config: SETTINGS, channel: "qa" }, "nothing: other branch"],
    [
      "artifactless, protected",
      push({ branch }),
      { config: SETTINGS, channel: "prod" },
      "nothing: protected preview",
    ],
    ["artifactful, with previews, not built", push({ branch }), {}, "nothing: not built"],
    [
      "artifactful, with previews, built",
      built({ branch }),
      {},
      "autodeploy ghcr.io/acme/my-app:feature-x-2222222 config cccc as preview/feature/x",
    ],
    ["artifactful, with previews, red", built({ branch, result: "red" }), {}, "nothing: red build"],
    ["artifactful, with previews, not its head", built({ branch }), { head: sha("3") }, "superseded: older"],
    ["artifactful, without", built({ branch }), { channel: "qa" }, "nothing: other branch"],
    ["artifactful, protected", built({ branch }), { channel: "prod" }, "nothing: protected preview"],
    [
      "gone with the branch",
      { type: "branch deleted", branch },
      { head: undefined },
      "undeploy virtual as preview/feature/x",
    ],
    [
      "gone, without previews",
      { type: "branch deleted", branch },
      { channel: "qa", head: undefined },
      "nothing: other branch",
    ],
    [
      "the tracked branch gone",
      { type: "branch deleted", branch: "main" },
      { head: undefined },
      "nothing: branch deleted",
    ],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

describe("the config's file deleted on the default branch", () => {
  const deleted = (forced: boolean): AutodeployEvent => ({ type: "config deleted", forced });
  const rows: readonly Row[] = [
    ["artifactless", deleted(false), { config: SETTINGS }, "undeploy virtual"],
    ["artifactful, without any rule", deleted(false), { channel: "stag" }, "undeploy virtual"],
    ["protected, which asks", deleted(false), { channel: "prod" }, "undeploy virtual"],
    ["protected, by a forced push", deleted(true), { channel: "prod" }, "nothing: forced"],
    ["by a forced push", deleted(true), {}, "undeploy virtual"],
    ["what does not run", deleted(false), { desired: VIRTUAL }, "nothing: not deployed"],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

test("a reason says what it is about", () => {
  expect(decide(built(), { desired: VIRTUAL, stopped: "undeployed" })).toEqual({
    kind: "nothing",
    code: "undeployed",
    because: "my-app was undeployed from dev, and nobody has resumed it",
  });
  expect(decide(built({ branch: "other" }), { channel: "qa" })).toEqual({
    kind: "nothing",
    code: "other branch",
    because: "other is not followed: release is",
  });
});
