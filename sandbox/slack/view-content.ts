import { randomBytes } from "node:crypto";
import { isFields } from "../narrow.ts";
import { checkBlocks } from "./blocks.ts";
import { invalid } from "./errors.ts";
import type { ViewContent } from "./model.ts";
import type { World } from "./world.ts";

const FIELDS = new Set([
  "type",
  "title",
  "blocks",
  "submit",
  "close",
  "callback_id",
  "private_metadata",
  "clear_on_close",
  "notify_on_close",
  "external_id",
]);
/** Characters. */
const MAX = { title: 24, submit: 24, close: 24, callback_id: 255, private_metadata: 3000 } as const;

/** Holds a modal against Slack's limits. @returns it with ids @throws SlackError that says where it is wrong */
export function checkView(value: unknown): ViewContent {
  if (!isFields(value)) throw invalid("invalid_arguments", ["must provide an object [json-pointer:/view]"]);
  const complaints: string[] = [];
  const complain = (what: string, field: string): number =>
    complaints.push(`${what} [json-pointer:/view/${field}]`);
  if (value["type"] !== "modal")
    complain(`sandbox does not know views of the type: ${String(value["type"])}`, "type");
  for (const field of Object.keys(value))
    if (!FIELDS.has(field)) complain(`invalid additional property: ${field}`, "");
  if (value["title"] === undefined) complain("missing required field: title", "");
  for (const [field, max] of Object.entries(MAX)) {
    const given = value[field];
    const text = isFields(given) ? given["text"] : given;
    if (typeof text === "string" && text.length > max)
      complain(`must be less than ${max + 1} characters`, field);
  }
  const hasInput =
    Array.isArray(value["blocks"]) &&
    value["blocks"].some((block) => isFields(block) && block["type"] === "input");
  if (hasInput && value["submit"] === undefined) complain("missing required field: submit", "");
  if (complaints.length > 0) throw invalid("invalid_arguments", complaints);
  return { ...value, blocks: checkBlocks(value["blocks"], "modal") };
}

/** Changes with each version of a view. */
export const newHash = ({ clock }: World): string =>
  `${Math.floor(clock.now().getTime() / 1000)}.${randomBytes(4).toString("hex")}`;
