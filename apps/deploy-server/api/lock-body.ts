import type { Target } from "../../../lib/deploys/target.ts";
import { objectSchema, type JsonSchema } from "../../../lib/http/schema.ts";
import { at } from "../narrow.ts";
import { lockLength } from "../requests/lock-length.ts";
import { bodyIn, isLine, LINE_LENGTH, missing, refuse, strangers, targetIn, type Wrong } from "./body.ts";

/** A lock that is asked for. */
export interface CalledLock {
  readonly target: Target;
  readonly reason: string;
  /** Milliseconds; undefined: until somebody unlocks it. */
  readonly forMs: number | undefined;
}

const NAME: JsonSchema = { type: "string", pattern: "^[a-z0-9._-]{1,128}$" };
const PLACE = { config: NAME, channel: { ...NAME, description: "none is ever a default" } } as const;

/** The body of `POST /v1/locks`; `lockIn` reads it. */
export const LOCK_SCHEMA: JsonSchema = {
  ...objectSchema(
    {
      ...PLACE,
      reason: {
        type: "string",
        allOf: [
          { pattern: `^[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]{1,${LINE_LENGTH}}$` },
          { pattern: "\\S" },
        ],
        description: "in one line; whoever is held by it is told",
      },
      for: {
        type: "string",
        pattern: "^[1-9]\\d{0,3}[mhd]$",
        description: "how long, such as 30m, 2h or 3d; without it, until somebody unlocks it",
      },
    },
    ["for"],
  ),
  additionalProperties: false,
};

/** The body of `POST /v1/locks/end`; `lockedIn` reads it. */
export const LOCKED_SCHEMA: JsonSchema = { ...objectSchema(PLACE), additionalProperties: false };

/** @throws HttpProblem 400 that names each value that is wrong, and what is allowed */
export function lockIn(text: string): CalledLock {
  const body = bodyIn(text, '{"config": "my-app", "channel": "prod", "reason": "an audit", "for": "2h"}');
  const [reason, length] = [at(body, "reason"), at(body, "for")];
  const isReason = isLine(reason) && reason.trim() !== "";
  const forMs = typeof length === "string" ? lockLength(length) : undefined;
  const wrong: readonly Wrong[] = [
    ...strangers(body, ["config", "channel", "reason", "for"]),
    ...missing(body),
    ...(isReason ? [] : [fault("reason", reason, `one line of 1 to ${LINE_LENGTH} characters`)]),
    ...(length === undefined || forMs !== undefined
      ? []
      : [fault("for", length, "a length of time, such as 30m, 2h or 3d,")]),
  ];
  refuse(wrong);
  return { target: targetIn(body), reason: isReason ? reason : "", forMs };
}

/** @throws HttpProblem 400 as `lockIn` */
export function lockedIn(text: string): Target {
  const body = bodyIn(text, '{"config": "my-app", "channel": "prod"}');
  refuse([...strangers(body, ["config", "channel"]), ...missing(body)]);
  return targetIn(body);
}

function fault(path: string, value: unknown, allowed: string): Wrong {
  return { path, message: `${path} is ${JSON.stringify(value) ?? "missing"}: ${allowed} is allowed` };
}
