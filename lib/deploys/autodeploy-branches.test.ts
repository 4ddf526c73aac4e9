import { describe, expect, test } from "@jest/globals";
import type { AutodeployEvent } from "./autodeploy-facts.ts";
import { VIRTUAL } from "./desired.ts";
import {
  APPLIES_NEW,
  built,
  decide,
  DEPLOYS_NEW,
  push,
  said,
  SETTINGS,
  sha,
  type Row,
} from "./testing/autodeploys.ts";

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
