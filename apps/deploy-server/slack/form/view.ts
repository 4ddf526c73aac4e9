import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { cut } from "../../messages/text.ts";

/** What a submission is of, among other views. */
export const CALLBACK = "deploy";

/** The form's fields: each the id of its block, beside which its error stands. */
export const FIELDS = { app: "app", what: "what", channel: "channel", why: "why" } as const;
/** Each block has one element. */
export const ELEMENT = "value";

/** Slack's limits. */
const MOST_OPTIONS = 100;
const LONGEST_OPTION = 75;

/** What Slack shows until it is known what can be deployed. It opens at once: a trigger lives for three seconds. */
export function openingView(externalId: string): ModalView {
  return {
    type: "modal",
    callback_id: CALLBACK,
    external_id: externalId,
    title: plain("Deploy"),
    close: plain("Cancel"),
    blocks: [{ type: "section", text: { type: "mrkdwn", text: "Reading what can be deployed …" } }],
  };
}

/** What is chosen from, and what comes back with the submission. */
export interface FormFacts {
  readonly externalId: string;
  readonly apps: readonly string[];
  readonly channels: readonly string[];
  /** The chat's channel in which the deploy is told of. */
  readonly place: string;
}

/** The form: which app, what of it, to which channel. Nothing is filled in that decides what is deployed or where. */
export function formView({ externalId, apps, channels, place }: FormFacts): ModalView {
  return {
    type: "modal",
    callback_id: CALLBACK,
    external_id: externalId,
    private_metadata: JSON.stringify({ channel: place }),
    title: plain("Deploy"),
    submit: plain("Deploy"),
    close: plain("Cancel"),
    blocks: [
      choice(FIELDS.app, "App", apps),
      input(FIELDS.what, "Branch, pull request or commit", "main, #12 or 1a2b3c4"),
      choice(FIELDS.channel, "To channel", channels),
      { ...input(FIELDS.why, "Why", "Shown with the deploy"), optional: true },
    ],
  };
}

/** A list to choose from; a text where there are more than Slack's lists hold. */
function choice(id: string, label: string, names: readonly string[]): KnownBlock {
  const fits = names.length > 0 && names.length <= MOST_OPTIONS && names.every(isShort);
  if (!fits) return input(id, label, cut(names.slice(0, 3).join(", "), 150));
  return {
    type: "input",
    block_id: id,
    label: plain(label),
    element: { type: "static_select", action_id: ELEMENT, options: names.map(option) },
  };
}

const isShort = (name: string): boolean => name.length <= LONGEST_OPTION;

function option(name: string): PlainTextOption {
  return { text: plain(name), value: name };
}

function input(id: string, label: string, example: string): KnownBlock & { readonly type: "input" } {
  return {
    type: "input",
    block_id: id,
    label: plain(label),
    element: {
      type: "plain_text_input",
      action_id: ELEMENT,
      max_length: 300,
      ...(example !== "" && { placeholder: plain(example) }),
    },
  };
}

function plain(text: string) {
  return { type: "plain_text", text } as const;
}
