import { describe, expect, test } from "@jest/globals";
import { newRequest, type DeployRequest, type RequestState } from "../../../lib/deploys/request.ts";
import { buttonsOf } from "./buttons.ts";
import { tellings, undeployedTelling } from "./tellings.ts";

const AT = "2026-11-30T10:00:00Z";
const ID = "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11";
const SHA = "a".repeat(40);
const CONFIG = "b".repeat(40);
const to = {
  kind: "artifactful",
  configSha: CONFIG,
  artifact: { sha: SHA, image: "ghcr.io/acme/my-app:v2", digest: `sha256:${"d".repeat(64)}` },
} as const;

const request = (state: RequestState, more: Partial<DeployRequest> = {}): DeployRequest => ({
  ...newRequest(
    {
      id: ID,
      target: { config: "my-app", channel: "prod" },
      kind: "deploy",
      wish: { by: "branch", branch: "main" },
      by: { via: "slack", chat: { team: "T", user: "U" }, chatChannel: "C" },
      why: "",
    },
    AT,
  ),
  state,
  times: { received: AT, [state]: AT },
  version: 4,
  to,
  commit: "c".repeat(40),
  ...more,
});
const github = (state: RequestState, more?: Partial<DeployRequest>) =>
  tellings(request(state, more)).find(({ thread }) => thread === `github ${ID}`)?.body;

describe("GitHub is told of a request", () => {
  test.each<[RequestState, string | undefined, string | undefined]>([
    ["queued", undefined, undefined],
    ["writing", undefined, undefined],
    ["committed", "queued", "pending"],
    ["requesting", "queued", "pending"],
    ["progressing", "in_progress", "pending"],
    ["verifying", "in_progress", "pending"],
    ["succeeded", "success", "success"],
    ["failed", "failure", "failure"],
    ["reverted", "failure", "failure"],
    ["blocked", "failure", "failure"],
    ["busy", "failure", "failure"],
    ["forbidden", "failure", "failure"],
    ["held", "failure", "failure"],
    ["cancelled", "failure", "failure"],
    ["expired", "failure", "failure"],
    ["superseded", "inactive", "failure"],
    ["timed out", undefined, undefined],
    ["rejected", undefined, undefined],
  ])("that is %s: a deployment that is %s, a status that is %s", (state, deployment, status) => {
    const told = github(state);
    if (deployment === undefined) expect(told).toBeUndefined();
    else {
      expect(told).toEqual({
        to: "github",
        target: { config: "my-app", channel: "prod" },
        sha: SHA,
        creationId: ID,
        deployment,
        status,
        description: expect.stringMatching(new RegExp(`^my-app in prod: .*v2.*, ${state}$`)),
      });
    }
  });

  test("by the config's commit where it has no image", () => {
    expect(github("succeeded", { to: { kind: "artifactless", configSha: CONFIG } })).toMatchObject({
      sha: CONFIG,
    });
  });

  test("nothing where nothing is committed, deployed or known of it", () => {
    const unknown = { ...to, artifact: { ...to.artifact, sha: "0".repeat(40) } };
    for (const more of [
      { commit: undefined },
      { to: undefined },
      { kind: "resume" },
      { to: { kind: "virtual" } },
      { to: unknown },
    ] as const)
      expect(github("succeeded", more)).toBeUndefined();
  });
});

describe("the chat is told of a request", () => {
  const slack = (state: RequestState, more?: Partial<DeployRequest>) =>
    tellings(request(state, more)).filter(({ thread }) => thread === `slack ${ID}`);

  test("in the channel where it was asked, as it stands and whether that is its end", () => {
    expect(slack("queued")).toMatchObject([
      { requestId: ID, revision: 4, isFinal: false, body: { to: "channel", channel: "C", user: "U" } },
    ]);
    expect(slack("succeeded")).toMatchObject([{ isFinal: true }]);
    expect(slack("timed out")).toMatchObject([{ isFinal: false }]);
  });

  test.each<[RequestState, boolean]>([
    ["resolving", true],
    ["progressing", true],
    ["awaiting confirmation", false],
    ["awaiting sync confirmation", false],
    ["blocked", false],
    ["timed out", false],
    ["succeeded", false],
  ])("of %s later than of others: %s", (state, canWait) => {
    expect(slack(state)).toMatchObject([{ canWait }]);
  });

  test("nowhere where nobody asked in a chat", () => {
    expect(slack("queued", { by: { via: "api" } })).toEqual([]);
  });
});

test("what an undeploy ends is told once more, after all that was told of it", () => {
  const told = undeployedTelling(request("succeeded"));
  expect(told).toMatchObject({
    thread: `github ${ID}`,
    revision: 5,
    isFinal: true,
    body: {
      deployment: "inactive",
      status: "success",
      sha: SHA,
      description: expect.stringMatching(/, undeployed since$/),
    },
  });
  expect(undeployedTelling(request("queued"))).toBeUndefined();
});

describe("a request's buttons", () => {
  const shown = (pages?: readonly unknown[]) =>
    ({
      changes: [],
      companions: [],
      drift: [],
      ...(pages && { enginePages: pages }),
    }) as unknown as NonNullable<DeployRequest["shown"]>;
  const preview = { hash: "0123", needsConfirmation: true, approvals: 0 };
  const pages = ["one", "two"].map((engine) => ({ engine, url: `https://${engine}` }));
  const actions = (state: RequestState, more?: Partial<DeployRequest>) =>
    buttonsOf(request(state, { preview, shown: shown(pages), ...more })).map(
      ({ action_id, url }) => url ?? action_id,
    );

  test("name it and what was shown", () => {
    const [ship] = buttonsOf(request("awaiting confirmation", { preview }));
    expect(ship).toMatchObject({ action_id: "ship", value: `${ID} 0123`, style: "primary" });
    expect(ship).not.toHaveProperty("confirm");
    expect(buttonsOf(request("queued"))[0]).toMatchObject({ value: ID });
    expect(buttonsOf(request("progressing"))[0]).toMatchObject({
      action_id: "stop",
      confirm: { text: { text: expect.stringContaining("Stop this sync?") } },
    });
  });

  test("lead to what changes, and to its wave's engine, after the last wave too", () => {
    expect(actions("progressing", { wave: 0 })).toEqual(["stop", "changes", "https://one"]);
    expect(actions("progressing", { wave: 1 })).toEqual(["stop", "changes", "https://two"]);
    expect(actions("progressing", { wave: 2 })).toEqual(["stop", "changes", "https://two"]);
    expect(actions("progressing", { shown: shown() })).toEqual(["stop", "changes"]);
    expect(actions("progressing", { shown: shown([undefined, pages[1]]), wave: 0 })).toEqual([
      "stop",
      "changes",
    ]);
  });

  test("show nothing where nothing was shown, or it was never to be", () => {
    expect(actions("queued", { shown: undefined })).toEqual(["cancel"]);
    for (const state of ["rejected", "expired", "cancelled"] as const)
      expect(actions(state, { commit: undefined })).toEqual(["retry"]);
  });
});
