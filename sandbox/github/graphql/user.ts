import { userShape } from "../shapes/user.ts";
import type { World } from "../world.ts";
import type { Source } from "./fields.ts";

export function userSource(world: World, login: string): Source {
  const { login: name, id, node_id, html_url } = userShape(world, login);
  return { __typename: "User", login: name, databaseId: id, id: node_id, url: html_url };
}
