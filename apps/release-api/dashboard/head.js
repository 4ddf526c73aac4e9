/**
 * The matrix's first row: each channel with the number of its releases, and its freeze.
 *
 * @import { Channel } from "./model.js"
 */

import { icon, make } from "./elements.js";
import { activeFreeze } from "./model.js";

/** @param {readonly Channel[]} channels @param {number} now @returns {readonly HTMLElement[]} */
export function headerCells(channels, now) {
  return [
    make("div", { class: "corner", text: "Container", attributes: { role: "columnheader" } }),
    ...channels.map((channel) => channelCell(channel, now)),
  ];
}

/** @param {Channel} channel @param {number} now */
function channelCell(channel, now) {
  const header = make("div", { class: "channel", attributes: { role: "columnheader" } }, [
    make("span", { class: "channel-name", text: channel.name }),
    make("span", { class: "channel-count", text: String(channel.releases) }),
  ]);
  const freeze = activeFreeze(channel.freezes, undefined, now);
  if (freeze !== undefined) {
    const until = freeze.until === undefined ? "" : ` until ${new Date(freeze.until).toLocaleString()}`;
    const title = `Frozen by ${freeze.by}${until}: ${freeze.reason}`;
    const text = make("span", { class: "unseen", text: `: ${title.slice(7)}` });
    header.append(
      make("span", { class: "mark freeze", attributes: { title } }, [icon("lock"), "Frozen", text]),
    );
  }
  return header;
}
