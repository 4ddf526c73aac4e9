import type { Store } from "../database/store.ts";
import { currentSnapshot, DATA_ANSWERS, ETAG, IF_NONE_MATCH, json, sendData } from "./answers.ts";
import type { Endpoint } from "./endpoint.ts";

/** `GET /v1/channels` */
export function channelsEndpoint(store: Store): Endpoint {
  return {
    method: "GET",
    url: "/v1/channels",
    id: "listChannels",
    summary: "The channels in the order of promotion, and what is frozen",
    requestHeaders: IF_NONE_MATCH,
    answers: { 200: json("channels", "all channels.", ETAG), ...DATA_ANSWERS },
    handle(request, reply) {
      const snapshot = currentSnapshot(store);
      const { version, channels } = snapshot;
      return sendData(request, reply, snapshot, "application/json; charset=utf-8", () =>
        JSON.stringify({ version, channels }),
      );
    },
  };
}
