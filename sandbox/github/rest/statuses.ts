import { wordIn } from "../../narrow.ts";
import { unprocessable, validationFailed, type Refusal } from "../errors.ts";
import { COMMIT_STATES } from "../model-reports.ts";
import { combinedStatusShape, statusShape } from "../shapes/commit-status.ts";
import { announceStatus } from "../status-event.ts";
import { actorOf } from "./actor.ts";
import { fieldsOf, nullableStringField, stringField } from "./body.ts";
import { paginate } from "./pagination.ts";
import type { RestRequest, RestRoute } from "./route.ts";
import { checksOf } from "./validation.ts";

const MAX_DESCRIPTION = 140;
const MAX_CONTEXT = 255;
/** "There is a limit of 1000 statuses per sha and context within a repository." */
const MAX_STATUSES = 1000;
const checks = checksOf("Status");

export const createCommitStatus: RestRoute = {
  operation: "repos/create-commit-status",
  permission: { name: "statuses", level: "write" },
  query: [],
  async answer(request) {
    const { world, caller, repository, params, body } = request;
    const fields = fieldsOf(body, ["state", "target_url", "description", "context"], ["state"]);
    const word = stringField(fields, "state") ?? "";
    const state = wordIn(COMMIT_STATES, word);
    const context = stringField(fields, "context") ?? "default";
    const description = nullableStringField(fields, "description");
    const targetUrl = nullableStringField(fields, "target_url");
    const sha = params["sha"] ?? "";
    const commit = /^[0-9a-f]{40}$/.test(sha) ? await repository.git.commit(sha) : undefined;
    if (commit?.oid !== sha) throw unprocessable(`No commit found for SHA: ${sha}`);
    const complaints = [
      ...checks.oneOf("state", word, COMMIT_STATES),
      ...checks.atMost("description", description, MAX_DESCRIPTION),
      ...checks.atMost("context", context, MAX_CONTEXT),
      ...checks.web("target_url", targetUrl),
    ];
    if (state === undefined || complaints.length > 0) throw validationFailed(complaints);
    if (world.statuses.ofContext(repository.info.id, sha, context).length >= MAX_STATUSES) throw tooMany();
    const status = world.statuses.add(repository.info.id, {
      sha,
      state,
      context,
      description,
      targetUrl,
      creator: actorOf(request),
    });
    await announceStatus(world, repository, status, caller.credential?.grant);
    return { status: 201, body: statusShape(world, repository, status) };
  },
};

const tooMany = (): Refusal =>
  validationFailed([
    { resource: "Status", message: "This SHA and context has reached the maximum number of statuses." },
  ]);

const reading = { name: "statuses", level: "read" } as const;

export const listCommitStatuses: RestRoute = {
  operation: "repos/list-commit-statuses-for-ref",
  permission: reading,
  query: ["per_page", "page"],
  async answer(request) {
    const { world, repository, url } = request;
    const page = paginate(world.statuses.list(repository.info.id, await commitOf(request)), url);
    const body = page.items.map((status) => statusShape(world, repository, status));
    return { status: 200, headers: page.headers, body };
  },
};

export const getCombinedStatus: RestRoute = {
  operation: "repos/get-combined-status-for-ref",
  permission: reading,
  query: ["per_page", "page"],
  async answer(request) {
    const { world, repository, url } = request;
    const sha = await commitOf(request);
    const page = paginate(world.statuses.latest(repository.info.id, sha), url);
    const body = combinedStatusShape(world, repository, sha, page.items);
    return { status: 200, headers: page.headers, body };
  },
};

/** @throws Refusal 422 with GitHub's words for what is neither a branch, a tag nor a commit */
async function commitOf({ repository, params, caller }: RestRequest): Promise<string> {
  const ref = params["ref"] ?? "";
  const sha = await repository.git.refs.commitOf(ref, caller.asOf);
  if (sha === undefined) throw unprocessable(`No commit found for SHA: ${ref}`);
  return sha;
}
