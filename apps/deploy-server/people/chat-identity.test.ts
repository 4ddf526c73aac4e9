import { expect, test } from "@jest/globals";
import { identityOf } from "./chat-identity.ts";

const OURS = { team: "T0ACME", enterprise: undefined };
const GRID = { team: "T0ACME", enterprise: "E0ACME" };

/** A full member, as `users.info` has them. */
const ALICE = {
  id: "U1",
  team_id: "T0ACME",
  deleted: false,
  is_bot: false,
  is_app_user: false,
  is_restricted: false,
  is_ultra_restricted: false,
};
const onGrid = (enterprise: string, ...teams: readonly string[]) => ({
  ...ALICE,
  team_id: "T0OTHER",
  enterprise_user: { id: "W1", enterprise_id: enterprise, teams },
});

test.each([
  ["a member", ALICE, OURS, "member"],
  ["a guest", { ...ALICE, is_restricted: true }, OURS, "guest"],
  ["a guest of one channel", { ...ALICE, is_ultra_restricted: true }, OURS, "guest"],
  ["a bot", { ...ALICE, is_bot: true }, OURS, "bot"],
  ["an app's user", { ...ALICE, is_app_user: true }, OURS, "bot"],
  ["somebody deactivated", { ...ALICE, deleted: true }, OURS, "deactivated"],
  // Slack sets is_stranger only where no channel is shared with them.
  ["a Slack Connect guest in a shared channel", { ...ALICE, team_id: "T0OTHER" }, OURS, "stranger"],
  [
    "the same, whose team Slack calls no stranger",
    { ...ALICE, team_id: "T0OTHER", is_stranger: false },
    OURS,
    "stranger",
  ],
  ["a stranger of our own team's name", { ...ALICE, is_stranger: true }, OURS, "stranger"],
  ["somebody without a team", { ...ALICE, team_id: undefined }, OURS, "stranger"],
  [
    "somebody of whom Slack does not say whether they are a guest",
    { ...ALICE, is_restricted: undefined },
    OURS,
    "unknown",
  ],
  ["the same of one channel", { ...ALICE, is_ultra_restricted: undefined }, OURS, "unknown"],
  [
    "a member of the organisation who is in our workspace",
    onGrid("E0ACME", "T0OTHER", "T0ACME"),
    GRID,
    "member",
  ],
  ["one who is not", onGrid("E0ACME", "T0OTHER", "T0ACME2"), GRID, "stranger"],
  ["a member of another organisation", onGrid("E0OTHER", "T0ACME"), GRID, "stranger"],
  ["a workspace without an organisation", onGrid("E0ACME", "T0ACME"), OURS, "stranger"],
  [
    "a server that does not know its own workspace",
    { ...ALICE, team_id: "" },
    { ...OURS, team: "" },
    "stranger",
  ],
])("%s", (_who, user, workspace, identity) => {
  expect(identityOf(user, workspace)).toBe(identity);
});
