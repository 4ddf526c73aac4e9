import { announce } from "../announce.ts";
import { invalidRequest, unprocessable } from "../errors.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { userShape } from "../shapes/user.ts";
import { fieldsOf, objectField, stringField } from "./body.ts";
import type { RestRoute } from "./route.ts";

const MAX_EVENT_TYPE = 100;
const MAX_PROPERTIES = 10;
/** "The total size of the JSON payload must be less than 64KB." */
const TOO_LARGE = 65_536;

export const createDispatchEvent: RestRoute = {
  operation: "repos/create-dispatch-event",
  permission: { name: "contents", level: "write" },
  query: [],
  async answer({ world, caller, repository, body }) {
    const { eventType, clientPayload } = parseDispatch(body);
    const { info, git } = repository;
    const ref = `refs/heads/${info.defaultBranch}`;
    const sha = await git.refs.read(ref);
    const actor = caller.credential?.grant.actor ?? "";
    // An empty repository has no workflow that could listen.
    if (sha !== undefined) {
      announce(world, {
        name: "repository_dispatch",
        repository: info,
        ref,
        sha,
        actor,
        payload: {
          action: eventType,
          branch: info.defaultBranch,
          client_payload: clientPayload,
          repository: repositoryShape(world, repository),
          sender: userShape(world, actor),
        },
      });
    }
    return { status: 204 };
  },
};

function parseDispatch(body: unknown): { eventType: string; clientPayload: unknown } {
  const fields = fieldsOf(body, ["event_type", "client_payload"], ["event_type"]);
  const eventType = stringField(fields, "event_type") ?? "";
  if (eventType === "") throw invalidRequest(["At least 1 character is required; only 0 were supplied."]);
  if (eventType.length > MAX_EVENT_TYPE) {
    throw invalidRequest([
      `Only ${MAX_EVENT_TYPE} characters are allowed; ${eventType.length} were supplied.`,
    ]);
  }
  const clientPayload = objectField(fields, "client_payload") ?? {};
  const properties = Object.keys(clientPayload).length;
  if (properties > MAX_PROPERTIES) {
    throw invalidRequest([
      `No more than ${MAX_PROPERTIES} properties are allowed; ${properties} were supplied.`,
    ]);
  }
  if (Buffer.byteLength(JSON.stringify(clientPayload)) >= TOO_LARGE) {
    throw unprocessable("client_payload is too large.");
  }
  return { eventType, clientPayload };
}
