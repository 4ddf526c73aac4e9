/** Draws a Slack message for a terminal. */

/** What there is of a message to draw: as Slack has it. */
export interface Drawable {
  readonly text: string;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
}

/** A message's lines: markup becomes plain text, buttons are in brackets. @param nameOf a user's name by their id */
export function drawMessage({ text, blocks }: Drawable, nameOf: (user: string) => string): readonly string[] {
  const parts = blocks.length === 0 ? [plain(text, nameOf)] : blocks.map((block) => drawBlock(block, nameOf));
  return parts.flatMap((part) => (part === "" ? [] : part.split("\n")));
}

/** The labels of a message's buttons, in their order. */
export function buttonsOf({ blocks }: Pick<Drawable, "blocks">): readonly Button[] {
  return blocks.flatMap((block) => listOf(block["elements"]).flatMap((element) => buttonOf(element) ?? []));
}

export interface Button {
  readonly label: string;
  readonly action: string;
  readonly value: string;
}

function drawBlock(block: Readonly<Record<string, unknown>>, nameOf: (user: string) => string): string {
  switch (block["type"]) {
    case "actions":
      return listOf(block["elements"])
        .flatMap((element) => buttonOf(element) ?? [])
        .map(({ label }) => `[${label}]`)
        .join(" ");
    case "context":
      return listOf(block["elements"])
        .map((element) => plain(textOf(element), nameOf))
        .join(" ");
    default: {
      const text = block["text"];
      return plain(isRecord(text) ? textOf(text) : "", nameOf);
    }
  }
}

const textOf = ({ text }: Readonly<Record<string, unknown>>): string =>
  typeof text === "string" ? text : "";

function buttonOf(element: Readonly<Record<string, unknown>>): Button | undefined {
  const { type, text, action_id: action, value = "", url } = element;
  if (type !== "button" || !isRecord(text) || url !== undefined) return undefined;
  return { label: String(text["text"]), action: String(action), value: String(value) };
}

/** @see https://docs.slack.dev/messaging/formatting-message-text */
function plain(text: string, nameOf: (user: string) => string): string {
  return text
    .replaceAll(/<@([A-Z0-9]+)>/g, (_whole, user: string) => `@${nameOf(user)}`)
    .replaceAll(/<https?:[^|>]*\|([^>]*)>/g, "$1")
    .replaceAll(/<(https?:[^>]*)>/g, "$1")
    .replaceAll(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, "$1")
    .replaceAll(/`([^`\n]+)`/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
