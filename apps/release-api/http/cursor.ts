import { HttpProblem } from "../../../lib/http/problem.ts";

interface Place {
  readonly container: string;
  readonly channel: string;
}

/** The end of a page as an opaque text, which stays valid when the database changes. */
export function encodeCursor({ container, channel }: Place): string {
  return Buffer.from(`${container} ${channel}`).toString("base64url");
}

/** @throws HttpProblem */
export function decodeCursor(cursor: string): Place {
  const match = /^([a-z0-9._-]{1,128}) ([a-z0-9._-]{1,64})$/.exec(
    Buffer.from(cursor, "base64url").toString(),
  );
  const [, container, channel] = match ?? [];
  if (container === undefined || channel === undefined) {
    const message = "cursor is not from a Link header: start again without it";
    throw new HttpProblem(400, message, { errors: [{ path: "cursor", message }] });
  }
  return { container, channel };
}
