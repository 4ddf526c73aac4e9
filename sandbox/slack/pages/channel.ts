import { html, type Html } from "../../http/html.ts";
import { textAt } from "../../narrow.ts";
import type { Channel, Message, User, View } from "../model.ts";
import type { World } from "../world.ts";
import { drawBlocks } from "./blocks.ts";
import { mrkdwn } from "./mrkdwn.ts";

/** A channel as one of its people sees it, with what they have open. */
export function channelPage(world: World, channel: Channel, viewer: User, notice: string): Html {
  const messages = world.visible(channel.id, viewer.id);
  const top = messages.filter(({ threadTs }) => threadTs === undefined);
  const repliesTo = (message: Message): readonly Message[] =>
    messages.filter(({ threadTs }) => threadTs === message.ts);
  const views = [...world.views.values()].filter((view) => view.user === viewer.id);
  const open = views.at(-1);
  const path = `/channels/${channel.id}`;
  return html`<header>
      <a href="/?as=${viewer.id}">${world.team.name}</a>
      <h1>${channel.name === "" ? "Direct message" : `# ${channel.name}`}</h1>
      <span>as ${viewer.name}</span>
    </header>
    <main id="messages">
      ${top.map(
        (message) =>
          html`${drawMessage(world, message, viewer)}
            <div class="thread">
              ${repliesTo(message).map((reply) => drawMessage(world, reply, viewer))}
            </div>`,
      )}
      ${open === undefined ? drawNotice(notice) : ""}
    </main>
    ${open === undefined ? "" : drawView(world, open, { viewer, notice: open.refused === undefined ? notice : "" })}
    <form class="compose" method="post" action="${path}/type">
      <input type="hidden" name="as" value="${viewer.id}" />
      <input name="text" placeholder="/command …" aria-label="Type a command" autocomplete="off" required />
      <button class="primary">Send</button>
    </form>`;
}

function drawMessage(world: World, message: Message, viewer: User): Html {
  const author = world.users.get(message.user)?.name ?? message.user;
  const at = new Date(Number(message.ts) * 1000).toISOString().slice(11, 16);
  const target = { path: `/messages/${message.channel}/${message.ts}/click`, as: viewer.id };
  const content =
    message.blocks.length === 0
      ? html`<p>${mrkdwn(world, message.text)}</p>`
      : html`${drawBlocks(world, message.blocks, target)}`;
  return html`<article>
    <p class="author">
      <b>${author}</b>
      <span class="context"
        >APP ${at} ${message.versions.length > 1 ? "(edited)" : ""}
        ${message.onlyFor === undefined ? "" : "Only visible to you"}</span
      >
    </p>
    ${content}
  </article>`;
}

const drawNotice = (notice: string): Html | "" =>
  notice === "" ? "" : html`<p class="notice" role="alert">${notice}</p>`;

function drawView(
  world: World,
  view: View,
  { viewer, notice }: { readonly viewer: User; readonly notice: string },
): Html {
  const { title, submit, close, blocks: all } = view.content;
  const label = (value: unknown, otherwise: string): string => textAt(value, "text") ?? otherwise;
  const target = { path: `/views/${view.id}/click`, as: viewer.id, refused: view.refused };
  const inputs = all.filter(({ type }) => type === "input");
  return html`<dialog open aria-label="${label(title, "")}" data-version="${view.id} ${view.hash}">
    <h2>${label(title, "")}</h2>
    ${drawNotice(notice)}
    ${drawBlocks(
      world,
      all.filter(({ type }) => type !== "input"),
      target,
    )}
    <form method="post" action="/views/${view.id}/submit">
      <input type="hidden" name="as" value="${viewer.id}" />
      ${drawBlocks(world, inputs, target)}
      <button class="plain" formaction="/views/${view.id}/close" formnovalidate>
        ${label(close, "Cancel")}
      </button>
      ${submit === undefined ? "" : html`<button class="primary">${label(submit, "Submit")}</button>`}
    </form>
  </dialog>`;
}

/** All channels and people of the workspace. */
export const workspacePage = (world: World, viewer: User): Html =>
  html`<header>
      <h1>${world.team.name}</h1>
      <span>as ${viewer.name}</span>
    </header>
    <main>
      <h2>Channels</h2>
      <ul>
        ${[...world.channels.values()].map((channel) => html`<li><a href="/channels/${channel.id}?as=${viewer.id}">${channel.name === "" ? "Direct message" : `# ${channel.name}`}</a></li>`)}
      </ul>
      <h2>People</h2>
      <ul>
        ${[...world.users.values()].filter(({ kind }) => kind !== "bot").map((user) => html`<li><a href="/?as=${user.id}">${user.name}</a> <span class="context">${user.kind}</span></li>`)}
      </ul>
    </main>`;
