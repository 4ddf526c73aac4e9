import { problem } from "../../../lib/http/answers.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { ref } from "../../../lib/http/schema.ts";
import { didYouMean } from "../../../lib/releases/documents/nearest.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { DATA_ANSWERS, ETAG, IF_NONE_MATCH } from "./data-answers.ts";
import type { DataEndpoint } from "./data.ts";
import { shape } from "./schemas.ts";

/** `GET /v1/releases/{container}/{channel}` */
export const releaseEndpoint: DataEndpoint = {
  url: "/v1/releases/:container/:channel",
  id: "getRelease",
  summary: "What a container runs in a channel",
  description:
    "With format=image: just the image reference, with the digest if it is known (ghcr.io/acme/my-app:v1@sha256:…), which can never refer to another image.",
  params: { container: shape("container"), channel: shape("channel") },
  query: { format: { enum: ["json", "image"], default: "json", description: "json or image" } },
  requestHeaders: IF_NONE_MATCH,
  answers: {
    200: {
      description: "the record, or its image.",
      content: { "application/json": ref("record"), "text/plain": { type: "string" } },
      headers: ETAG,
    },
    404: problem("the container has no release in that channel."),
    ...DATA_ANSWERS,
  },
  read(snapshot, request) {
    const place = new Parameters(request.params);
    const container = place.text("container");
    const channel = place.text("channel");
    const format = new Parameters(request.query).text("format");
    const record = snapshot.find(container, channel);
    if (record < 0) {
      const channels = snapshot.channels.map(({ name }) => name);
      const known = channels.length === 0 ? "none yet" : channels.join(", ");
      const detail = `${container} has no release in ${channel}${didYouMean(channel, channels)}. Channels: ${known}.`;
      throw new HttpProblem(404, detail);
    }
    const text = snapshot.json(record, record + 1).toString();
    return format === "json"
      ? { type: "application/json; charset=utf-8", body: text }
      : { type: "text/plain; charset=utf-8", body: `${reference(text)}\n` };
  },
};

function reference(text: string): string {
  // The snapshot's own text.
  const { image, digest }: Pick<ReleaseRecord, "image" | "digest"> = JSON.parse(text);
  return digest === undefined ? image : `${image}@${digest}`;
}
