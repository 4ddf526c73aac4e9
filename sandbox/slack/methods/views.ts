import { SlackError } from "../errors.ts";
import type { View } from "../model.ts";
import { viewShape } from "../shapes.ts";
import { textArgument } from "../text-argument.ts";
import { checkView, newHash } from "../view-content.ts";
import type { World } from "../world.ts";
import type { Method } from "./method.ts";

const MAX_STACK = 3;

export const open: Method = {
  name: "views.open",
  token: "bot",
  required: ["trigger_id", "view"],
  optional: [],
  answer({ world, app, args }) {
    const content = checkView(args["view"]);
    const isTaken = [...world.views.values()].some(
      (view) => view.appId === app.id && isNamed(view, content["external_id"]),
    );
    if (isTaken) throw new SlackError("duplicate_external_ref");
    const user = world.useTrigger(textArgument(args, "trigger_id") ?? "", app.id);
    return { view: viewShape(world, addView(world, { appId: app.id, user, content, below: undefined })) };
  },
};

export const push: Method = {
  name: "views.push",
  token: "bot",
  required: ["trigger_id", "view"],
  optional: [],
  answer({ world, app, args }) {
    const content = checkView(args["view"]);
    const user = world.useTrigger(textArgument(args, "trigger_id") ?? "", app.id);
    const stack = [...world.views.values()].filter((view) => view.user === user && view.appId === app.id);
    const below = stack.at(-1);
    if (below === undefined) throw new SlackError("not_found");
    if (stack.length >= MAX_STACK) throw new SlackError("push_limit_reached");
    return { view: viewShape(world, addView(world, { appId: app.id, user, content, below })) };
  },
};

export const update: Method = {
  name: "views.update",
  token: "bot",
  required: ["view"],
  optional: ["view_id", "external_id", "hash"],
  answer({ world, app, args }) {
    const content = checkView(args["view"]);
    const named = textArgument(args, "external_id");
    const view =
      world.views.get(textArgument(args, "view_id") ?? "") ??
      [...world.views.values()].find((one) => one.appId === app.id && isNamed(one, named));
    if (view === undefined || view.appId !== app.id) throw new SlackError("not_found");
    if (args["hash"] !== undefined && args["hash"] !== view.hash) throw new SlackError("hash_conflict");
    Object.assign(view, { content, hash: newHash(world) });
    tellAll(world);
    return { view: viewShape(world, view) };
  },
};

/** Whether an app has given a view this name of its own. */
function isNamed({ content }: View, name: unknown): boolean {
  return name !== undefined && content["external_id"] === name;
}

export function addView(
  world: World,
  { below, ...rest }: Pick<View, "appId" | "user" | "content"> & { readonly below: View | undefined },
): View {
  const id = world.newId("V");
  const view: View = {
    id,
    ...rest,
    hash: newHash(world),
    previous: below?.id ?? null,
    root: below?.root ?? id,
  };
  world.views.set(id, view);
  tellAll(world);
  return view;
}

/** The page of whoever has it open shows it. */
function tellAll(world: World): void {
  for (const channel of world.channels.keys()) world.changes.tell(channel);
}
