import { gunzipSync } from "node:zlib";
import { FORWARD_REFS, REFUSED_REFS } from "../git/hooks.ts";
import type { TokenGrant } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { violations, type RefUpdate } from "./rules.ts";

const NOTHING = /^0+$/;

/** The rules that a push would break, as the environment of git's hook. */
export function pushRules(
  world: World,
  repository: StoredRepository,
  by: TokenGrant,
  push: { readonly body: Uint8Array; readonly contentEncoding: string | undefined },
): Readonly<Record<string, string>> {
  const body = push.contentEncoding === "gzip" ? gunzipSync(push.body) : Buffer.from(push.body);
  const changes = commandsOf(body);
  const broken = (kind: (change: RefUpdate) => RefUpdate["kind"]): string =>
    changes
      .filter((change) => violations(world, repository, by, { ...change, kind: kind(change) }).length > 0)
      .map(({ ref }) => ref)
      .join(" ");
  return {
    [REFUSED_REFS]: broken(({ kind }) => kind),
    [FORWARD_REFS]: broken(({ kind }) => (kind === "update" ? "force" : kind)),
  };
}

/** The commands of git-receive-pack: lines of `<old> <new> <ref>` in packets, until an empty packet. */
function commandsOf(body: Buffer): readonly RefUpdate[] {
  const changes: RefUpdate[] = [];
  for (let at = 0; at < body.length;) {
    const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    if (!(length > 4)) break;
    const [before = "", after = "", ref = ""] = body
      .toString("utf8", at + 4, at + length)
      .replace(/[\0\n][^]*$/, "")
      .split(" ");
    const kind = NOTHING.test(after) ? "delete" : NOTHING.test(before) ? "create" : "update";
    changes.push({ ref, kind });
    at += length;
  }
  return changes;
}
