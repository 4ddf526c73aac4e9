import { expect, test } from "@jest/globals";
import { clickerIn, readClick } from "./click.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const button = (value: string) => ({ action_id: "ship", value });
const click = (...actions: readonly object[]) => ({ type: "block_actions", actions });

test.each<[string, object, ReturnType<typeof readClick>]>([
  [
    "a button of a preview",
    click(button(`${ID} abc123`)),
    { action: "ship", request: ID, previewHash: "abc123" },
  ],
  [
    "a button of no preview",
    click({ action_id: "retry", value: ID }),
    { action: "retry", request: ID, previewHash: "" },
  ],
  ["another app's value", click(button("7f9c24e8")), undefined],
  ["a button without a value", click({ action_id: "ship" }), undefined],
  ["no action", click(), undefined],
  ["a form", { ...click(button(ID)), type: "view_submission" }, undefined],
])("of %s is read what it says", (_name, payload, expected) => {
  expect(readClick(payload)).toEqual(expected);
});

const HERE = { team: { id: "T1" }, user: { id: "U1", team_id: "T1" }, channel: { id: "C1" } };

test.each<[string, object, ReturnType<typeof clickerIn>]>([
  [
    "a member",
    { ...HERE, response_url: "https://hooks.slack.com/1" },
    { team: "T1", user: "U1", channel: "C1", responseUrl: "https://hooks.slack.com/1" },
  ],
  // In a channel that two workspaces share, the team is the one in which the app is installed.
  [
    "somebody of another workspace, in a channel that both share",
    { ...HERE, user: { id: "U2", team_id: "T2" } },
    { team: "T2", user: "U2", channel: "C1", responseUrl: undefined },
  ],
  [
    "somebody whose own workspace is not said",
    { ...HERE, user: { id: "U1" } },
    { team: "T1", user: "U1", channel: "C1", responseUrl: undefined },
  ],
  [
    "somebody in a message that only they see",
    { ...HERE, channel: undefined, container: { channel_id: "C2" } },
    { team: "T1", user: "U1", channel: "C2", responseUrl: undefined },
  ],
])("%s is who has clicked, and where", (_name, payload, expected) => {
  expect(clickerIn(payload)).toEqual(expected);
});
