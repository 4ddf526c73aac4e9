import type { FastifyRequest } from "fastify";
import { apiKeys } from "../../../lib/deploys/idempotency.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { json, problem } from "../../../lib/http/answers.ts";
import { bodyOf, headerOf } from "../../../lib/http/bodies.ts";
import { readReleaseState } from "../github/release-files.ts";
import { orRefused } from "../http/lock-refusal.ts";
import { judgePerson } from "../people/judge.ts";
import type { Viewer } from "../people/viewer.ts";
import { lockTarget, unlockTarget } from "../requests/lock.ts";
import { catalogFor } from "../views/catalog.ts";
import type { World } from "../world.ts";
import { askerIn, callerOf, KEY, keyIn } from "./asker.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { insistOnTarget } from "./lists.ts";
import { LOCK_SCHEMA, LOCKED_SCHEMA, lockedIn, lockIn } from "./lock-body.ts";

const STATUSES = { notAllowed: 403, inVain: 422 } as const;
const REFUSALS = {
  403: problem("whoever asks may see, and may not deploy there."),
  404: problem("there is no such target that you may see; it names the nearest."),
  413: problem("the body is too large."),
} as const;

/** `POST /v1/locks` */
export const createLock: ApiEndpoint = {
  method: "POST",
  url: "/v1/locks",
  isShared: true,
  id: "createLock",
  summary: "Hold all deploys and releases of a config in a channel",
  description:
    "Whoever may deploy there may lock it: a person, or a job of a workflow that people.<channel>.workflows lists. It is a commit of the release repository, and holds everybody.",
  requestHeaders: { "idempotency-key": KEY },
  body: LOCK_SCHEMA,
  answers: {
    201: json("lock", "the lock; the same for a key that is sent again."),
    ...REFUSALS,
    422: problem("it is locked already, or what the key was used for has ended."),
  },
  async answer(world, viewer, request) {
    const { target, ...lock } = lockIn(bodyOf(request));
    const { state, asker } = await askerOf(world, { viewer, request }, target);
    return {
      status: 201,
      body: await orRefused({ ...STATUSES, what: "locked" }, () =>
        lockTarget(world, state, { ...asker, ...lock }),
      ),
    };
  },
};

/** `POST /v1/locks/end` */
export const endLock: ApiEndpoint = {
  method: "POST",
  url: "/v1/locks/end",
  id: "endLock",
  summary: "End the lock of a config in a channel",
  description:
    "Whoever may deploy there may unlock it, whosever lock it is. What was held is not deployed by itself. A lock of a whole channel or of everything is ended in db/locks.json.",
  requestHeaders: { "idempotency-key": KEY },
  body: LOCKED_SCHEMA,
  answers: {
    200: json("place", "what is not locked any more."),
    ...REFUSALS,
    422: problem("it has no lock of its own."),
  },
  async answer(world, viewer, request) {
    const target = lockedIn(bodyOf(request));
    const { state, asker } = await askerOf(world, { viewer, request }, target);
    await orRefused({ ...STATUSES, what: "unlocked" }, () => unlockTarget(world, state, asker));
    return { body: target };
  },
};

/** Who asks, by which key, as the release repository is now. @throws HttpProblem */
async function askerOf(
  world: World,
  { viewer, request }: { readonly viewer: Viewer; readonly request: FastifyRequest },
  named: Target,
) {
  const { account, job } = askerIn(viewer);
  const key = keyIn(headerOf(request, "idempotency-key"));
  const target = insistOnTarget(await catalogFor(world, viewer), named);
  const state = await readReleaseState(world.github, world.settings.releases);
  const judge = () => judgePerson(world, state, { target, account, job, approvers: [] });
  // The same key for another wish is another wish.
  const wish = `${request.url} ${targetKey(target)} ${bodyOf(request)}`;
  return { state, asker: { target, key: `${apiKeys(callerOf(viewer), key).key} ${wish}`, judge } };
}
