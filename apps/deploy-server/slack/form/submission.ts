import type { ServerConfig } from "../../../../lib/deploys/config/server-config.ts";
import type { Target } from "../../../../lib/deploys/target.ts";
import { parsedJson, textAt } from "../../narrow.ts";
import { targetFault } from "../../requests/target-fault.ts";
import { sentence } from "../../sentence.ts";
import { wishOf } from "../parse-deploy.ts";
import { CALLBACK, ELEMENT, FIELDS } from "./view.ts";

/** What somebody has filled in. */
export interface Submission {
  readonly target: Target;
  /** As they wrote it. */
  readonly what: string;
  readonly why: string;
  /** The chat's channel in which the command was typed. */
  readonly place: string;
}

/** Errors by the field beside which they stand. */
export type FieldErrors = Readonly<Partial<Record<keyof typeof FIELDS, string>>>;

/** @returns undefined for a view that is not the form */
export function readSubmission(payload: unknown): Submission | undefined {
  if (textAt(payload, "view", "callback_id") !== CALLBACK) return undefined;
  const field = (id: string): string => {
    const value = ["view", "state", "values", id, ELEMENT];
    return (
      textAt(payload, ...value, "value") ??
      textAt(payload, ...value, "selected_option", "value") ??
      ""
    ).trim();
  };
  const metadata = parsedJson(textAt(payload, "view", "private_metadata") ?? "");
  return {
    target: { config: field(FIELDS.app), channel: field(FIELDS.channel) },
    what: field(FIELDS.what),
    why: field(FIELDS.why),
    place: textAt(metadata, "channel") ?? "",
  };
}

/** What is wrong with what was filled in, as far as the words themselves say. */
export function wordErrors({ target, what }: Submission): FieldErrors {
  return {
    ...(target.config === "" && { app: "Choose an app." }),
    ...(target.channel === "" && { channel: "Choose a channel: none is ever a default." }),
    ...(what === "" && { what: "Name a branch, a pull request (#12) or a commit." }),
    ...(/\s/.test(what) && { what: `"${what}" has a space in it: name one branch, pull request or commit.` }),
  };
}

/** What db/server.yaml does not know of it. */
export function targetErrors({ target }: Submission, config: ServerConfig): FieldErrors {
  const fault = targetFault(config, target);
  if (fault === undefined) return {};
  return { [fault.field === "config" ? FIELDS.app : FIELDS.channel]: sentence(fault.says) };
}

export function wishOfSubmission({ what }: Submission): ReturnType<typeof wishOf> {
  return wishOf(what);
}
