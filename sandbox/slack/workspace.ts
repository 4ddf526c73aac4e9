import { randomBytes } from "node:crypto";
import type { App, Channel, NewApp, User } from "./model.ts";
import type { NewChannel, NewUser } from "./slack.ts";
import type { World } from "./world.ts";

/** Where strangers are from, who take part in shared channels. */
const OTHER_TEAM = "T0OTHER";

export function addUser(
  world: World,
  { name, kind = "member", realName = name, email = `${name}@example.com` }: NewUser,
): User {
  const teamId = kind === "stranger" ? OTHER_TEAM : world.team.id;
  const user: User = { id: world.newId("U"), teamId, name, realName, email, kind };
  world.users.set(user.id, user);
  return user;
}

export function addChannel(
  world: World,
  { name, isPrivate = false, members = [], isShared = false }: NewChannel,
): Channel {
  const channel: Channel = {
    id: world.newId("C"),
    name,
    isPrivate,
    isArchived: false,
    members: new Set(members),
    isShared,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

export function installApp(world: World, added: NewApp): App {
  const { name, scopes, commands = [], interactivityUrl, eventsUrl, socketMode = false } = added;
  const bot = addUser(world, { name, kind: "bot" });
  const secret = (): string => randomBytes(16).toString("hex");
  const id = world.newId("A");
  const app: App = {
    id,
    name,
    scopes,
    commands,
    interactivityUrl,
    eventsUrl,
    socketMode,
    botToken: `xoxb-${secret()}`,
    appToken: `xapp-1-${id}-${secret()}`,
    signingSecret: secret(),
    verificationToken: secret(),
    botUserId: bot.id,
    botId: world.newId("B"),
  };
  world.apps.set(id, app);
  return app;
}
