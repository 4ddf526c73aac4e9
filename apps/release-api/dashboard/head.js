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
    const label = `${channel.name} is frozen: why, and until when`;
    const attributes = { type: "button", "aria-label": label, "data-channel": channel.name };
    header.append(make("button", { class: "mark freeze", attributes }, [icon("lock"), "Frozen"]));
  }
  return header;
}
