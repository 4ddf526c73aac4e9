import { describe, expect, test } from "@jest/globals";
import { parseServerConfig } from "../../../../lib/deploys/config/server-config.ts";
import { commandLead, requestLead } from "../lead.ts";
import { parseDeploy, wishOf } from "../parse-deploy.ts";
import { readSubmission, targetErrors, wordErrors } from "./submission.ts";
import { CALLBACK, formView } from "./view.ts";

const view = (values: object, more: object = {}) => ({
  view: { callback_id: CALLBACK, private_metadata: '{"channel":"C1"}', state: { values }, ...more },
});
const filled = {
  app: { value: { selected_option: { value: "my-app" } } },
  what: { value: { value: " main " } },
  channel: { value: { value: "prod" } },
  why: { value: { value: null } },
};

describe("a form", () => {
  test("is read from lists and from texts, and knows where it was opened", () => {
    expect(readSubmission(view(filled))).toEqual({
      target: { config: "my-app", channel: "prod" },
      what: "main",
      why: "",
      place: "C1",
    });
    expect(readSubmission(view({}, { private_metadata: "" }))).toMatchObject({
      target: { config: "", channel: "" },
      place: "",
    });
    expect(readSubmission(view(filled, { callback_id: "other" }))).toBeUndefined();
  });

  test("says beside each field what is wrong with it", () => {
    const errors = (more: object) => Object.keys(wordErrors({ ...readSubmission(view(filled))!, ...more }));
    expect(errors({})).toEqual([]);
    expect(errors({ target: { config: "", channel: "" }, what: "" })).toEqual(["app", "channel", "what"]);
    expect(errors({ what: "main x" })).toEqual(["what"]);
  });

  test("says which name db/server.yaml does not know", () => {
    const config = parseServerConfig(
      [
        "version: 1",
        "clusters: { eu: { engine: kubernetes, kubeconfig: env:CLUSTER_K } }",
        "targets:",
        "  my-app/prod: [{ cluster: eu, namespace: a }]",
        "  web/qa: [{ cluster: eu, namespace: a }]",
        "",
      ].join("\n"),
      "db/server.yaml",
    );
    const errors = (app: string, channel: string) =>
      targetErrors({ target: { config: app, channel }, what: "main", why: "", place: "" }, config);
    expect(errors("my-app", "prod")).toEqual({});
    expect(errors("my-ap", "prod")).toEqual({
      app: "There is no app my-ap; did you mean my-app? Known are my-app, web.",
    });
    // A channel of another app is none of this one's.
    expect(errors("my-app", "qa")).toEqual({
      channel: expect.stringMatching(/^There is no channel qa: known are prod \(of my-app\/qa\)\.$/),
    });
  });

  test("offers lists as long as Slack's are, and a text beyond that", () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `app-${index}`);
    const kind = (apps: readonly string[]) => {
      const { blocks } = formView({ externalId: "x", apps, channels: ["dev"], place: "C1" });
      return (blocks[0] as { readonly element: { readonly type: string } }).element.type;
    };
    expect([
      kind(names(100)),
      kind(names(101)),
      kind([]),
      kind(["a".repeat(75)]),
      kind(["a".repeat(76)]),
    ]).toEqual([
      "static_select",
      "plain_text_input",
      "plain_text_input",
      "static_select",
      "plain_text_input",
    ]);
  });
});

describe("what is named", () => {
  test.each([
    ["#12", { by: "pull request", number: 12 }],
    ["https://github.com/acme/my-app/pull/12", { by: "pull request", number: 12, repository: "acme/my-app" }],
    [
      "https://github.com/acme/my-app/pull/12/files",
      { by: "pull request", number: 12, repository: "acme/my-app" },
    ],
    ["1a2b3c4", { by: "commit", sha: "1a2b3c4" }],
    ["1a2b3c", { by: "branch", branch: "1a2b3c" }],
    ["a".repeat(40), { by: "commit", sha: "a".repeat(40) }],
    ["a".repeat(41), { by: "branch", branch: "a".repeat(41) }],
    ["1.4.2", { by: "version", version: "1.4.2" }],
    ["1.4", { by: "branch", branch: "1.4" }],
    ["refs/heads/1a2b3c4", { by: "branch", branch: "1a2b3c4" }],
    ["#12x", { by: "branch", branch: "#12x" }],
  ])("%s is %j", (what, wish) => {
    expect(wishOf(what)).toEqual(wish);
  });

  test.each<[string, object]>([
    [
      "app main to prod",
      { target: { config: "app", channel: "prod" }, wish: { by: "branch", branch: "main" }, why: "" },
    ],
    ["app to prod", { wish: { by: "config" } }],
    ["app to to prod", { target: { config: "app", channel: "prod" }, wish: { by: "branch", branch: "to" } }],
    ["app main TO prod Because it is time", { why: "it is time" }],
    ["app config 1a2b3c4 to prod", { wish: { by: "config", sha: "1a2b3c4" } }],
    ["app main config 1a2b3c4 to prod", { wish: { by: "branch", branch: "main", configSha: "1a2b3c4" } }],
    [
      "app 1.4.2 to prod downgrade because x",
      { wish: { by: "version", version: "1.4.2", isOlder: true }, why: "x" },
    ],
  ])("%s", (text, expected) => {
    expect(parseDeploy(text.split(" "), "usage")).toMatchObject(expected);
  });

  test.each([
    ["app", "app alone says neither what to deploy nor where: write usage"],
    ["app main", "it does not say to which channel"],
    ["app main to", "it does not say to which channel"],
    ["app main to prod now", '"now" comes after the channel'],
    ["app main to prod downgrade", '"downgrade" comes after the channel'],
    ["app config main to prod", '"main" after config is no commit'],
    ["app 1.4.2 config 1a2b3c4 to prod", "1.4.2 is a version of a chart, and no config goes with it"],
  ])("%s is not understood", (text, message) => {
    expect(parseDeploy(text.split(" "), "usage")).toEqual(expect.stringContaining(message));
  });
});

test("what did not happen is said by what was asked", () => {
  expect(requestLead("rollback")).toBe("Nothing was rolled back");
  const leads = (["status", "promote", "lock", "unlock", "link", "form", "undeploy"] as const).map((kind) =>
    commandLead({ kind } as never),
  );
  expect(leads).toEqual([
    "Nothing could be looked up",
    "Nothing was promoted",
    "Nothing was locked",
    "Nothing was unlocked",
    "Nothing was linked",
    "The form could not be filled",
    "Nothing was undeployed",
  ]);
  expect(commandLead({ kind: "unknown", meant: "unlock", because: "x" } as never)).toBe(
    "Nothing was unlocked",
  );
});
