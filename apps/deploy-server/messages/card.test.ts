import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { manualClock, send, startSlack, type Slack, type SlackApp } from "@release-channels/sandbox";
import { previewHash, type Companion, type Preview } from "../../../lib/deploys/preview.ts";
import {
  newRequest,
  OPEN_STATES,
  OUTCOMES,
  RESTING_STATES,
  type DeployRequest,
  type RequestState,
} from "../../../lib/deploys/request.ts";
import { cardOf } from "./card.ts";
import { privately } from "./private-card.ts";

let slack: Slack;
let app: SlackApp;
let channel: string;
beforeAll(async () => {
  slack = await startSlack({ clock: manualClock(new Date("2026-11-29T14:00:00Z")) });
  const alice = slack.addUser({ name: "alice" });
  channel = slack.addChannel({ name: "deploys", members: [alice.id] }).id;
  app = slack.installApp({ name: "deployer", scopes: ["chat:write"] });
  slack.invite("deploys", app.botUserId);
});
afterAll(() => slack.close());

const AT = "2026-11-29T14:00:00Z";
const SHA = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";
const NASTY = "<!channel> & <script>alert(1)</script> <@U1|x> *b* `c`";

const desired = (tag: string) =>
  ({
    kind: "artifactful",
    configSha: SHA,
    artifact: { sha: SHA, image: `ghcr.io/acme/my-app:${tag}`, digest: `sha256:${"a".repeat(64)}` },
  }) as const;

const companion = (number: number): Companion => ({
  repository: "acme/releases",
  sha: `${SHA.slice(0, -3)}${String(number).padStart(3, "0")}`,
  author: NASTY,
  subject: `${NASTY} ${"very ".repeat(100)}long`,
  files: Array.from({ length: 50 }, (_, index) => `apps/my-app/prod/templates/file-${index}.yaml`),
});

/** A request with as much in it as there can be. */
function fullRequest(state: RequestState): DeployRequest {
  const target = { config: `my-app-${"x".repeat(100)}`, channel: "p".repeat(64) };
  const [from, to] = [desired(`before-${"y".repeat(110)}`), desired(`${"z".repeat(110)}-1a2b3c4`)];
  const shown: Preview = {
    target,
    from,
    to,
    changes: [
      {
        repository: "acme/releases",
        file: "values.yaml",
        field: "image.tag",
        before: NASTY,
        after: "b".repeat(500),
      },
      { repository: "acme/releases", file: "other.yaml", field: "image.tag", before: null, after: null },
    ],
    companions: Array.from({ length: 200 }, (_, index) => companion(index)),
    drift: [NASTY.repeat(20)],
    unavailable: NASTY.repeat(20),
    beyond: ["Deployment/my-app", "ConfigMap/settings"],
  };
  return {
    ...newRequest(
      {
        id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
        target,
        kind: "deploy",
        wish: { by: "branch", branch: NASTY },
        by: { via: "slack", chat: { team: "T1", user: "U1" }, chatChannel: "C1" },
        why: NASTY.repeat(100),
      },
      AT,
    ),
    state,
    times: { received: AT, [state]: "2026-11-29T14:01:05Z" },
    from,
    to,
    shown,
    preview: { hash: "c".repeat(32), needsConfirmation: true, approvals: 2 },
    reason: { code: "failed", message: NASTY.repeat(50) },
    progress: { says: NASTY },
    commit: SHA,
  };
}

const STATES = [...OPEN_STATES, ...RESTING_STATES, ...OUTCOMES];

describe.each(STATES.map((state) => [state]))("the card of a request that is %s", (state) => {
  const card = cardOf(fullRequest(state));

  test("is within Slack's limits, and taken", async () => {
    const { json } = await send(`${slack.apiUrl}chat.postMessage`, {
      headers: { authorization: `Bearer ${app.botToken}`, "content-type": "application/json" },
      body: { channel, text: card.text, blocks: card.blocks },
    });
    expect(json).toMatchObject({ ok: true });
    // About this many characters make Slack answer msg_blocks_too_long.
    expect(JSON.stringify(card.blocks).length).toBeLessThan(13_200);
  });

  test("mentions nobody but who asked, and has no markup of others", () => {
    const [section] = card.blocks;
    const text = section?.type === "section" ? (section.text?.text ?? "") : "";
    expect(text.match(/<[^>]*>/g)).toEqual(["<@U1>"]);
    expect(text).toContain("&lt;!channel&gt;");
    // Else Slack parses plain words, such as @channel, and addresses: no escape keeps it from that.
    const texts = card.blocks.flatMap((block) =>
      block.type === "section" ? (block.text ?? []) : block.type === "context" ? block.elements : [],
    );
    expect(texts.map((one) => "verbatim" in one && one.verbatim)).toEqual([true, true, true]);
  });

  test("says where it stands, however long the preview is, and cuts no letter in two", () => {
    const text = JSON.stringify(card.blocks);
    expect(text).toContain("committed 1a2b3c4 ✓ · ");
    expect(text).not.toMatch(/&(?!(?:amp|lt|gt);)/);
  });

  test("names the request", () => {
    expect(JSON.stringify(card.blocks.at(-1))).toContain("request 7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f");
  });
});

test.each<[RequestState, readonly string[]]>([
  ["resolving", ["cancel", "changes"]],
  ["awaiting confirmation", ["ship", "cancel", "changes"]],
  ["awaiting approval", ["approve", "cancel", "changes"]],
  ["writing", ["changes"]],
  ["progressing", ["stop", "changes"]],
  ["verifying", ["changes"]],
  ["timed out", ["rollback", "changes"]],
  ["ledger ahead", ["retry", "cancel", "changes"]],
  ["succeeded", ["rollback", "changes"]],
  ["failed", ["retry", "rollback", "changes"]],
  ["busy", ["terminate", "retry", "rollback", "changes"]],
  ["cancelled", ["retry", "rollback"]],
])("a request that is %s offers %j", (state, actions) => {
  const { blocks } = cardOf(fullRequest(state));
  const found = [...JSON.stringify(blocks).matchAll(/"action_id":"(\w+)"/g)].map(([, id]) => id);
  expect(found).toEqual(actions);
});

const EU = { engine: "Argo CD", url: "https://argocd.acme.dev/applications/web-eu" };
const ELSEWHERE = { engine: "Another engine", url: "https://engine.acme.dev/web" };
test.each([
  [0, EU],
  [1, undefined],
  [2, ELSEWHERE],
  // After the last wave it is about the last one still.
  [3, ELSEWHERE],
])("in wave %i, the link is named after its engine, and leads to its page", (wave, page) => {
  const request = fullRequest("progressing");
  const shown = request.shown && { ...request.shown, enginePages: [EU, null, ELSEWHERE] };
  const { blocks } = cardOf({ ...request, shown, wave, waves: 3 });
  const buttons = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  expect(buttons.filter(({ action_id: action }) => action === "engine")).toEqual(
    page === undefined
      ? []
      : [
          {
            type: "button",
            action_id: "engine",
            url: page.url,
            text: { type: "plain_text", text: page.engine },
          },
        ],
  );
  expect(previewHash({ ...request.shown, ...shown } as Preview)).toBe(previewHash(request.shown as Preview));
});

test.each<[RequestState, number, string]>([
  ["committed", 1, "cluster 2 of 2: the cluster compares"],
  ["verifying", 0, "cluster 1 of 2: healthy, and watched for a while"],
  ["succeeded", 2, "live in"],
])("a request for two clusters that is %s in wave %i says so", (state, wave, says) => {
  const progress = { says: "healthy", healthySince: AT };
  const { text } = cardOf({ ...fullRequest(state), progress, wave, waves: 2 });
  expect(text.split(`${"p".repeat(64)}: `)[1]).toMatch(new RegExp(`^${says}`));
  const alone = cardOf({ ...fullRequest(state), progress, wave: 0, waves: 1 });
  expect(alone.text).not.toContain("cluster 1 of 1");
});

test.each<[DeployRequest["kind"], string]>([
  ["deploy", "live in "],
  ["rollback", "live in "],
  ["undeploy", "undeployed in "],
  ["resume", "resumed: "],
])("what a %s has come to is called so", (kind, says) => {
  const { text } = cardOf({ ...fullRequest("succeeded"), kind });
  expect(text.split(`${"p".repeat(64)}: `)[1]?.startsWith(says)).toBe(true);
});

test("before its asker alone, a card has all but what is another person's to press", () => {
  const { blocks } = cardOf(fullRequest("awaiting approval"));
  const own = JSON.stringify(privately({ blocks, channel: "C0PROD" }));
  expect([...own.matchAll(/"action_id":"(\w+)"/g)].map(([, id]) => id)).toEqual(["cancel", "changes"]);
  expect(own).toContain("Only you see this: <#C0PROD> does not take the app's messages");
  expect(own).toContain(
    "Nobody else can approve it here: invite the app to <#C0PROD>, cancel this, and ask there again.",
  );
  const ship = JSON.stringify(
    privately({ blocks: cardOf(fullRequest("awaiting confirmation")).blocks, channel: "C0PROD" }),
  );
  expect(ship).toContain('"action_id":"ship"');
  expect(ship).not.toContain("Nobody else can approve");
});

test("nothing is offered to go back to where nothing ran, or its digest is not known", () => {
  const request = fullRequest("succeeded");
  const unknown = { ...desired("main-0000000").artifact, digest: undefined };
  for (const from of [{ kind: "virtual" } as const, { ...desired("main-0000000"), artifact: unknown }])
    expect(JSON.stringify(cardOf({ ...request, from }).blocks)).not.toContain("rollback");
  expect(JSON.stringify(cardOf({ ...request, commit: undefined }).blocks)).not.toContain("rollback");
});
