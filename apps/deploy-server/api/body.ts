import type { Target } from "../../../lib/deploys/target.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { didYouMean } from "../../../lib/releases/documents/nearest.ts";
import { at, parsedJson, textAt } from "../narrow.ts";

/** What is wrong in a body: where, and what is allowed. */
export interface Wrong {
  readonly path: string;
  readonly message: string;
}

/** Of what becomes a part of the ledger's commits, whose trailers are lines. */
export const LINE_LENGTH = 300;
/** Without control characters. */
const LINE = new RegExp(`^[^\\p{Cc}\\u2028\\u2029]{0,${LINE_LENGTH}}$`, "u");

/** @param example what to send instead @throws HttpProblem 400 for what is no JSON object */
export function bodyIn(text: string, example: string): object {
  const body = parsedJson(text);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  throw new HttpProblem(400, `The body is no JSON object: send ${example}.`);
}

/** @throws HttpProblem 400 that says all of it, where something is wrong */
export function refuse(wrong: readonly Wrong[]): void {
  if (wrong.length === 0) return;
  throw new HttpProblem(400, wrong.map(({ message }) => message).join("; "), { errors: wrong });
}

/** What nobody reads would be taken for said. */
export function strangers(body: object, fields: readonly string[]): readonly Wrong[] {
  return Object.keys(body)
    .filter((name) => !fields.includes(name))
    .map((name) => ({
      path: name,
      message: `${name} means nothing here${didYouMean(name, fields)}: ${fields.join(", ")} do`,
    }));
}

/** A target's two names. */
export function missing(body: object): readonly Wrong[] {
  return ["config", "channel"].flatMap((name) => {
    const value = at(body, name);
    return typeof value === "string" && /^[a-z0-9._-]{1,128}$/.test(value)
      ? []
      : [
          {
            path: name,
            message: `${name} is ${JSON.stringify(value) ?? "missing"}, but must be a name, and none is ever a default`,
          },
        ];
  });
}

/** The target of a body that `missing` finds nothing in. */
export function targetIn(body: object): Target {
  const [config = "", channel = ""] = ["config", "channel"].map((name) => textAt(body, name));
  return { config, channel };
}

export function isLine(value: unknown): value is string {
  return typeof value === "string" && LINE.test(value);
}
