import { json } from "../../../lib/http/answers.ts";
import { DATA_ANSWERS, ETAG, IF_NONE_MATCH } from "./data-answers.ts";
import type { DataEndpoint } from "./data.ts";

/** `GET /v1/channels` */
export const channelsEndpoint: DataEndpoint = {
  url: "/v1/channels",
  id: "listChannels",
  summary: "The channels in promotion order, and their freezes",
  requestHeaders: IF_NONE_MATCH,
  answers: { 200: json("channels", "all channels.", ETAG), ...DATA_ANSWERS },
  read({ version, channels }) {
    return { type: "application/json; charset=utf-8", body: JSON.stringify({ version, channels }) };
  },
};
