import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { manualClock } from "../../http/clock.ts";
import { send, startAppServer, type AppServer } from "../../http/testing.ts";
import type { App, User } from "../model.ts";
import type { Slack } from "../slack.ts";
import { startSlack } from "../start.ts";

let slack: Slack;
let server: AppServer;
let app: App;
let alice: User;
let bob: User;
let channel: string;

beforeAll(async () => {
  [slack, server] = await Promise.all([
    startSlack({ clock: manualClock(new Date("2026-11-29T14:00:00Z")) }),
    startAppServer(),
  ]);
  alice = slack.addUser({ name: "alice" });
  bob = slack.addUser({ name: "bob" });
  channel = slack.addChannel({ name: "deploys", members: [alice.id, bob.id] }).id;
  app = slack.installApp({
    name: "deployer",
    scopes: ["chat:write", "commands"],
    commands: [{ command: "/deploy", url: `${server.url}/commands` }],
    interactivityUrl: `${server.url}/interactions`,
  });
  slack.invite("deploys", app.botUserId);
});
afterAll(async () => {
  await slack.close();
  await server.close();
});

const look = async (as: User): Promise<string> =>
  (await send(`${slack.url}/channels/${channel}?as=${as.id}`)).text;

const post = (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(slack.url + path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

const method = (name: string, body: object): ReturnType<typeof send> =>
  send(slack.apiUrl + name, {
    headers: { authorization: `Bearer ${app.botToken}`, "content-type": "application/json" },
    body,
  });

test("draws markup, and escapes everything else", async () => {
  const text = `*my-app* → <https://example.com/a?b=1&amp;c=2|prod> by <@${bob.id}>: \`<script>\` &lt;img src=x&gt; <javascript:alert(1)|no>`;
  await method("chat.postMessage", { channel, text });
  const page = await look(alice);
  expect(page).toContain('<b>my-app</b> → <a href="https://example.com/a?b=1&amp;c=2">prod</a>');
  expect(page).toContain('<span class="mention">@bob</span>');
  expect(page).toContain("&lt;img src=x&gt;");
  expect(page).not.toMatch(/<script>alert|href="javascript|<img/);
  expect(page).toContain('name="viewport"');
});

test("a button clicked on the page is a click by whoever is viewing it", async () => {
  const button = (action: string, label: string): object => ({
    type: "button",
    action_id: action,
    value: "r1",
    text: { type: "plain_text", text: label },
  });
  const blocks = [
    {
      type: "actions",
      block_id: "decide",
      elements: [button("ship", "Ship all"), button("cancel", "Cancel")],
    },
  ];
  const { json } = await method("chat.postMessage", { channel, text: "Ship?", blocks });
  const page = await look(bob);
  expect(page).toContain(`action="/messages/${channel}/${json.ts}/click"`);
  expect(page).toContain("Ship all</button>");
  const clicked = await post(`/messages/${channel}/${json.ts}/click`, {
    as: bob.id,
    action: "ship",
    value: "r1",
  });
  expect([clicked.status, clicked.headers.get("location")]).toEqual([
    303,
    `/channels/${channel}?as=${bob.id}`,
  ]);
  const payload = JSON.parse(
    new URLSearchParams(server.requests.at(-1)?.body).get("payload") ?? "",
  ) as object;
  expect(payload).toMatchObject({
    type: "block_actions",
    user: { id: bob.id },
    actions: [{ action_id: "ship", value: "r1" }],
  });
});

test("a command typed on the page shows the answer only to the person who typed it", async () => {
  server.answer(() => ({ body: JSON.stringify({ text: "Only one sees this" }) }));
  await post(`/channels/${channel}/type`, { as: alice.id, text: "/deploy my-app main to prod" });
  expect(new URLSearchParams(server.requests.at(-1)?.body).get("text")).toBe("my-app main to prod");
  expect(await look(alice)).toContain("Only one sees this");
  expect(await look(bob)).not.toContain("Only one sees this");
});

test("says what failed", async () => {
  server.answer(() => ({ status: 500 }));
  await post(`/channels/${channel}/type`, { as: bob.id, text: "/deploy" });
  expect(await look(bob)).toContain("/deploy failed with the error &quot;http_service_error&quot;");
});
