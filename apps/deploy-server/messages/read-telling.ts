import type { Telling } from "./telling.ts";

/** A message's body as the store gives it back: it was a `Telling` when it was put there. */
export function readTelling(body: object): Telling {
  if (isTelling(body)) return body;
  throw new Error(`a message that nobody can send: ${JSON.stringify(body).slice(0, 200)}`);
}

function isTelling(body: object): body is Telling {
  return "to" in body && (body.to === "channel" || body.to === "person" || body.to === "github");
}
