import { HttpProblem } from "../../../lib/http/problem.ts";

/** The end of a page, as an opaque text that stays valid when there are newer entries. */
export function encodeCursor(...parts: readonly (string | number)[]): string {
  return Buffer.from(parts.join(" ")).toString("base64url");
}

/** @throws HttpProblem for a text that no page ended with */
export function decodeCursor(cursor: string): { readonly sequence: number; readonly at: string } {
  const [, sequence = "", at = ""] =
    /^([1-9]\d{0,14})(?: (\d{4}-\d\d-\d\dT[\d:.]{1,16}Z))?$/.exec(
      Buffer.from(cursor, "base64url").toString(),
    ) ?? [];
  if (sequence === "") {
    const message = `cursor is ${JSON.stringify(cursor)}, which is not from a Link header: start again without it`;
    throw new HttpProblem(400, message, { errors: [{ path: "cursor", message }] });
  }
  return { sequence: Number(sequence), at };
}

/** A Link header to the next page, relative to the requested address; none for the last page. */
export function linkTo(
  parameters: Readonly<Record<string, string | undefined>>,
  cursor: string | undefined,
): Readonly<Record<string, string>> {
  if (cursor === undefined) return {};
  const given = Object.entries({ ...parameters, cursor }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { link: `<?${new URLSearchParams(Object.fromEntries(given)).toString()}>; rel="next"` };
}

export const CURSOR = {
  type: "string",
  pattern: "^[A-Za-z0-9_-]{1,100}$",
  description: "where the page starts, as the Link header has it",
};

export const LIMIT = {
  type: "integer",
  minimum: 1,
  maximum: 200,
  default: 50,
  description: "from 1 to 200: the entries per page",
};

export const LINK = { link: "The next page (RFC 8288), if there is one." };
