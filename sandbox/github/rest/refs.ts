import { announcePush } from "../announce-push.ts";
import { notFound, unprocessable } from "../errors.ts";
import { RefMoved } from "../git/refs.ts";
import type { StoredRepository } from "../repositories.ts";
import { violationMessage, violations } from "../settings/rules.ts";
import { nodeId } from "../shapes/node-id.ts";
import type { World } from "../world.ts";
import { booleanField, fieldsOf, stringField } from "./body.ts";
import type { RestRoute } from "./route.ts";

export const getRef: RestRoute = {
  operation: "git/get-ref",
  permission: { name: "contents", level: "read" },
  query: [],
  async answer({ world, repository, params, caller }) {
    const ref = `refs/${params["ref"]}`;
    const oid = await repository.git.refs.read(ref, caller.asOf);
    if (oid === undefined) throw notFound();
    return { status: 200, body: await refShape(world, repository, ref, oid) };
  },
};

export const updateRef: RestRoute = {
  operation: "git/update-ref",
  permission: { name: "contents", level: "write" },
  query: [],
  async answer({ world, repository, params, body, caller }) {
    const ref = `refs/${params["ref"]}`;
    const fields = fieldsOf(body, ["sha", "force"], ["sha"]);
    const sha = stringField(fields, "sha") ?? "";
    if (!/^[0-9a-f]{40}$/.test(sha)) {
      throw unprocessable("The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
    }
    const before = await repository.git.refs.read(ref);
    if (before === undefined) throw unprocessable("Reference does not exist");
    if ((await repository.git.commit(sha)) === undefined) throw unprocessable("Object does not exist");
    const forced = booleanField(fields, "force") ?? false;
    const isForward = (await repository.git.mergeBase(before, sha)) === before;
    if (!forced && !isForward) throw notFastForward();
    const by = caller.credential?.grant;
    const found = by && violations(world, repository, by, { ref, kind: isForward ? "update" : "force" });
    if (found !== undefined && found.length > 0) throw unprocessable(violationMessage(found));
    await moveRef(repository, ref, before, sha);
    if (by !== undefined && before !== sha) {
      await announcePush(world, repository, [{ ref, before, after: sha }], by);
    }
    return { status: 200, body: await refShape(world, repository, ref, sha) };
  },
};

const notFastForward = (): Error => unprocessable("Update is not a fast forward");

/** A branch that has moved since it was looked at is no longer an ancestor of the new commit. */
async function moveRef(repository: StoredRepository, ref: string, from: string, to: string): Promise<void> {
  try {
    await repository.git.refs.update(ref, to, from);
  } catch (error) {
    throw error instanceof RefMoved ? notFastForward() : error;
  }
}

async function refShape(
  world: World,
  repository: StoredRepository,
  ref: string,
  oid: string,
): Promise<Record<string, unknown>> {
  const url = `${world.apiUrl}/repos/${repository.info.fullName}/git`;
  const type = (await repository.git.typeOf(oid)) ?? "commit";
  return {
    ref,
    node_id: nodeId("REF", repository.info.id, ref),
    url: `${url}/${ref}`,
    object: { sha: oid, type, url: `${url}/${type}s/${oid}` },
  };
}
