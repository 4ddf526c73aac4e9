import type { Desk } from "../../http/desk.ts";
import type { People } from "../people.ts";
import type { World } from "../world.ts";

/** Pages that show channels as Slack would. */
export function registerPages(_desk: Desk, _world: World, _people: People): void {}
