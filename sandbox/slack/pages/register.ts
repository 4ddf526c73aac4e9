import type { ApiResponse } from "../../http/answer.ts";
import { Stream, type Desk, type DeskRequest } from "../../http/desk.ts";
import type { Html } from "../../http/html.ts";
import { textsIn } from "../../narrow.ts";
import type { Outcome, User } from "../model.ts";
import type { People } from "../people.ts";
import type { World } from "../world.ts";
import { channelPage, workspacePage } from "./channel.ts";
import { layout } from "./layout.ts";

/** Pages that show channels as Slack would, where people type, click and submit. */
export function registerPages(desk: Desk, world: World, people: People): void {
  const get = (path: string, draw: (request: DeskRequest) => ApiResponse): void =>
    desk.route({ method: "GET", path, operation: "page", answer: draw });
  const post = (path: string, act: (request: DeskRequest, form: URLSearchParams) => Promise<Outcome>): void =>
    desk.route({
      method: "POST",
      path,
      operation: "page",
      answer: async (request) => {
        const form = new URLSearchParams(request.body.toString("utf8"));
        const outcome = await act(request, form);
        return leadTo(pageOf(world, form, request), noticeOf(outcome));
      },
    });
  get("/", (request) =>
    page(world.team.name, workspacePage(world, viewerOf(world, request.url.searchParams)), false),
  );
  get("/channels/:channel", ({ params, url }) => {
    const channel = world.channels.get(params["channel"] ?? "");
    if (channel === undefined) return { status: 404, body: "There is no such channel.\n" };
    const notice = url.searchParams.get("notice") ?? "";
    return page(
      `# ${channel.name}`,
      channelPage(world, channel, viewerOf(world, url.searchParams), notice),
      true,
    );
  });
  get("/channels/:channel/messages", ({ params, url }) => {
    const { id } = viewerOf(world, url.searchParams);
    const messages = world.visible(params["channel"] ?? "", id);
    return { status: 200, body: messages.map(({ ts, text, blocks }) => ({ ts, text, blocks })) };
  });
  get("/channels/:channel/changes", ({ params }) => changes(world, params["channel"] ?? ""));
  post("/channels/:channel/type", ({ params }, form) =>
    people.type(form.get("as") ?? "", params["channel"] ?? "", form.get("text") ?? ""),
  );
  post("/messages/:channel/:ts/click", ({ params }, form) => {
    const message = world.messages.find(
      ({ ts, channel }) => ts === params["ts"] && channel === params["channel"],
    );
    if (message === undefined) throw new Error(`there is no message ${params["ts"]}`);
    return people.click(form.get("as") ?? "", message, elementOf(form));
  });
  post("/views/:view/click", ({ params }, form) =>
    people.clickInView(form.get("as") ?? "", viewOf(world, params), elementOf(form)),
  );
  post("/views/:view/submit", ({ params }, form) => {
    const { as = "", ...values } = textsIn(Object.fromEntries(form));
    return people.submit(as, viewOf(world, params), values);
  });
  post("/views/:view/close", async ({ params }) => {
    await people.close(viewOf(world, params));
    return { kind: "acknowledged" };
  });
}

const page = (title: string, body: Html, follows: boolean): ApiResponse => ({
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: layout(title, body, follows).text,
});

/** Who looks: whoever the address names, or the first person. */
function viewerOf(world: World, query: URLSearchParams): User {
  const people = [...world.users.values()].filter(({ kind }) => kind !== "bot");
  const viewer = people.find(({ id }) => id === query.get("as")) ?? people[0];
  if (viewer === undefined) throw new Error("there are no people in the workspace");
  return viewer;
}

const elementOf = (form: URLSearchParams): { readonly actionId: string; readonly value?: string } => {
  const value = form.get("value");
  return { actionId: form.get("action") ?? "", ...(value === null ? {} : { value }) };
};

function viewOf(world: World, params: DeskRequest["params"]): Parameters<People["close"]>[0] {
  const view = world.views.get(params["view"] ?? "");
  if (view === undefined) throw new Error(`there is no view ${params["view"]}`);
  return view;
}

/** Back to the channel that one came from. */
function pageOf(world: World, form: URLSearchParams, { params, headers }: DeskRequest): URL {
  const from =
    params["channel"] === undefined
      ? new URL(headers.referer ?? world.url).pathname
      : `/channels/${params["channel"]}`;
  const target = new URL(from, world.url);
  target.searchParams.set("as", form.get("as") ?? "");
  return target;
}

function leadTo(target: URL, notice: string): ApiResponse {
  if (notice !== "") target.searchParams.set("notice", notice);
  return { status: 303, headers: { location: target.pathname + target.search } };
}

/** What Slack says next to a button or in a form. */
function noticeOf(outcome: Outcome): string {
  if (outcome.kind === "failed") return `This didn't work: ${outcome.error}`;
  return outcome.kind === "errors" ? Object.values(outcome.errors).join(" ") : "";
}

/** Says that a channel has changed, to whoever looks at it. */
function changes(world: World, channel: string): ApiResponse {
  const stream = new Stream((raw) => {
    raw.flushHeaders();
    const stop = world.changes.add((changed) => {
      if (changed === channel) raw.write("data: changed\n\n");
    });
    raw.on("close", stop);
  });
  return {
    status: 200,
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    body: stream,
  };
}
