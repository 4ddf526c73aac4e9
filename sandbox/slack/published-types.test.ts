import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type {
  ActionsBlock,
  Button,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  ModalView,
  SectionBlock,
  StaticSelect,
} from "@slack/types";
import {
  LogLevel,
  WebClient,
  type AuthTestResponse,
  type ChatPostEphemeralResponse,
  type ChatPostMessageResponse,
  type ChatUpdateResponse,
  type ConversationsHistoryResponse,
  type ConversationsInfoResponse,
  type UsersInfoResponse,
  type ViewsOpenResponse,
} from "@slack/web-api";
import { shapeOf } from "../argo-cd/shape.ts";
import { manualClock } from "../http/clock.ts";
import { startAppServer, type AppServer } from "../http/testing.ts";
import { BLOCKS, ELEMENTS } from "./block-shapes.ts";
import type { App, Channel, User } from "./model.ts";
import type { Slack } from "./slack.ts";
import { startSlack } from "./start.ts";

const VIEW = {
  type: "modal",
  callback_id: "deploy",
  title: { type: "plain_text", text: "Deploy" },
  submit: { type: "plain_text", text: "Deploy" },
  blocks: [
    {
      type: "input",
      block_id: "app",
      label: { type: "plain_text", text: "App" },
      element: { type: "plain_text_input", action_id: "name" },
    },
  ],
} as const;

/**
 * Answers as the sandbox gives them. The compiler checks each against Slack's own type, including unknown nested
 * fields; the tests check the sandbox's real answers against these.
 */
const message = {
  user: "U1",
  type: "message",
  ts: "1.1",
  bot_id: "B1",
  app_id: "A1",
  text: "hi",
  team: "T1",
};
const ANSWERS = {
  authTest: {
    ok: true,
    url: "",
    team: "",
    user: "",
    team_id: "",
    user_id: "",
    bot_id: "",
    is_enterprise_install: false,
  } satisfies AuthTestResponse,
  post: {
    ok: true,
    channel: "",
    ts: "",
    message,
  } satisfies ChatPostMessageResponse,
  update: {
    ok: true,
    channel: "",
    ts: "",
    text: "",
    message,
  } satisfies ChatUpdateResponse,
  ephemeral: { ok: true, message_ts: "" } satisfies ChatPostEphemeralResponse,
  user: {
    ok: true,
    user: {
      id: "",
      team_id: "",
      name: "",
      deleted: false,
      real_name: "",
      tz: "",
      profile: { real_name: "", display_name: "", team: "" },
      is_admin: false,
      is_owner: false,
      is_restricted: false,
      is_ultra_restricted: false,
      is_bot: false,
      is_app_user: false,
      updated: 1,
    },
  } satisfies UsersInfoResponse,
  channel: {
    ok: true,
    channel: {
      id: "",
      name: "",
      name_normalized: "",
      is_channel: true,
      is_group: false,
      is_im: false,
      is_mpim: false,
      is_private: false,
      is_archived: false,
      is_member: true,
      is_ext_shared: false,
      is_shared: false,
      context_team_id: "",
      created: 1,
    },
  } satisfies ConversationsInfoResponse,
  history: {
    ok: true,
    messages: [{ ...message, metadata: { event_type: "", event_payload: { request: "" } } }],
    has_more: false,
  } satisfies ConversationsHistoryResponse,
};

let slack: Slack;
let server: AppServer;
let app: App;
let alice: User;
let channel: Channel;
let client: WebClient;

beforeAll(async () => {
  [slack, server] = await Promise.all([startSlack({ clock: manualClock() }), startAppServer()]);
  alice = slack.addUser({ name: "alice" });
  channel = slack.addChannel({ name: "deploys", members: [alice.id] });
  app = slack.installApp({
    name: "deployer",
    scopes: ["chat:write", "users:read", "channels:read", "channels:history", "commands"],
    commands: [{ command: "/deploy", url: server.url }],
    interactivityUrl: server.url,
  });
  slack.invite("deploys", app.botUserId);
  client = new WebClient(app.botToken, {
    slackApiUrl: slack.apiUrl,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
  });
});
afterAll(async () => {
  await slack.close();
  await server.close();
});

/** The shape of an answer, without what Slack's client adds. */
function answered(answer: object): readonly string[] {
  return [...shapeOf(answer)].filter((field) => !field.startsWith("response_metadata.")).sort();
}

const shape = (example: unknown): readonly string[] => [...shapeOf(example)].sort();

describe("answers have the fields of Slack's published types", () => {
  test.each<[keyof typeof ANSWERS, () => Promise<object>]>([
    ["authTest", () => client.auth.test()],
    [
      "post",
      () =>
        client.chat.postMessage({
          channel: channel.id,
          text: "hi",
        }),
    ],
    [
      "update",
      async () => {
        const { ts = "" } = await client.chat.postMessage({
          channel: channel.id,
          text: "hi",
        });
        return await client.chat.update({ channel: channel.id, ts, text: "changed" });
      },
    ],
    ["ephemeral", () => client.chat.postEphemeral({ channel: channel.id, user: alice.id, text: "hi" })],
    ["user", () => client.users.info({ user: alice.id })],
    ["channel", () => client.conversations.info({ channel: channel.id })],
    [
      "history",
      async () => {
        const metadata = { event_type: "deploy_request", event_payload: { request: "r1" } };
        await client.chat.postMessage({ channel: channel.id, text: "hi", metadata });
        return client.conversations.history({ channel: channel.id, include_all_metadata: true, limit: 1 });
      },
    ],
  ])("%s", async (name, call) => {
    expect(answered(await call())).toEqual(shape(ANSWERS[name]));
  });

  test("a history has the newest first, and no metadata unless it is asked for", async () => {
    const metadata = { event_type: "deploy_request", event_payload: { request: "r2" } };
    const { ts: older = "" } = await client.chat.postMessage({ channel: channel.id, text: "one", metadata });
    const { ts: newer } = await client.chat.postMessage({ channel: channel.id, text: "two" });
    await client.chat.postMessage({ channel: channel.id, text: "reply", thread_ts: older });
    const { messages = [] } = await client.conversations.history({ channel: channel.id, limit: 2 });
    expect(messages.map(({ ts }) => ts)).toEqual([newer, older]);
    expect(messages.every((one) => one.metadata === undefined)).toBe(true);
  });

  test("a view can be found by the name that the app gave it, which must be unique", async () => {
    const trigger = async (): Promise<string> => {
      await slack.type(alice.id, "deploys", "/deploy");
      return new URLSearchParams(server.requests.at(-1)?.body).get("trigger_id") ?? "";
    };
    const view = { ...VIEW, blocks: [...VIEW.blocks], external_id: "form-1" } satisfies ModalView;
    await client.views.open({ trigger_id: await trigger(), view });
    const title = { type: "plain_text", text: "Changed" } as const;
    const { view: changed } = await client.views.update({ external_id: "form-1", view: { ...view, title } });
    expect(changed).toMatchObject({ external_id: "form-1", title: { text: "Changed" } });
    await expect(client.views.open({ trigger_id: await trigger(), view })).rejects.toMatchObject({
      data: { error: "duplicate_external_ref" },
    });
    await expect(client.views.update({ external_id: "form-2", view })).rejects.toMatchObject({
      data: { error: "not_found" },
    });
  });

  test("a view", async () => {
    await slack.type(alice.id, "deploys", "/deploy");
    const trigger = new URLSearchParams(server.requests.at(-1)?.body).get("trigger_id") ?? "";
    const view = { ...VIEW, blocks: [...VIEW.blocks] } satisfies ModalView;
    const opened: ViewsOpenResponse = await client.views.open({ trigger_id: trigger, view });
    expect(opened.view).toMatchObject({
      type: "modal",
      callback_id: "deploy",
      app_id: app.id,
      blocks: view.blocks,
      previous_view_id: null,
    });
  });
});

/** Every field of one of Slack's types, and no other: the compiler finds one that is missing or too many. */
const fieldsOf = <Type>(fields: Readonly<Record<keyof Type, true>>): readonly string[] =>
  Object.keys(fields).sort();

describe("blocks have the fields of Slack's published types", () => {
  const block = { type: true, block_id: true } as const;
  test.each([
    [
      "section",
      fieldsOf<SectionBlock>({ ...block, text: true, fields: true, accessory: true, expand: true }),
    ],
    ["header", fieldsOf<Omit<HeaderBlock, "level">>({ ...block, text: true })],
    ["divider", fieldsOf<DividerBlock>(block)],
    ["context", fieldsOf<ContextBlock>({ ...block, elements: true })],
    ["actions", fieldsOf<ActionsBlock>({ ...block, elements: true })],
    [
      "input",
      fieldsOf<InputBlock>({
        ...block,
        label: true,
        element: true,
        hint: true,
        optional: true,
        dispatch_action: true,
      }),
    ],
  ])("%s", (type, fields) => {
    const { required, optional } = BLOCKS[type] ?? { required: [], optional: [] };
    expect(["type", "block_id", ...required, ...optional].sort()).toEqual(fields);
  });

  test.each([
    [
      "button",
      fieldsOf<Button>({
        type: true,
        action_id: true,
        text: true,
        url: true,
        value: true,
        style: true,
        confirm: true,
        accessibility_label: true,
      }),
    ],
    [
      "static_select",
      fieldsOf<Omit<StaticSelect, "option_groups">>({
        type: true,
        action_id: true,
        options: true,
        placeholder: true,
        initial_option: true,
        confirm: true,
        focus_on_load: true,
      }),
    ],
  ])("%s", (type, fields) => {
    const { required, optional } = ELEMENTS[type] ?? { required: [], optional: [] };
    expect(["type", ...required, ...optional].sort()).toEqual(fields);
  });
});
