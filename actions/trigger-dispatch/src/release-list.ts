import { didYouMean } from "../../../lib/releases/documents/nearest.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { parseYamlInput } from "./yaml-input.ts";

/** A release as the workflow requests it: with placeholders, and possibly without a channel. */
export interface RequestedRelease {
  readonly container: string;
  readonly image: string;
  readonly channel?: string;
  readonly digest?: string;
}

const FIELDS = ["container", "image", "channel", "digest"];
const NEEDED = ["container", "image"];

/**
 * Parses the input `releases`, in YAML or JSON (a subset of YAML). The dispatch's schema checks the values later.
 * @throws InputError
 */
export function readReleaseList(text: string): readonly RequestedRelease[] {
  const list = parseYamlInput("releases", text);
  if (!Array.isArray(list) || list.length === 0) {
    throw new InputError(
      "releases",
      text,
      "use a YAML or JSON list of entries with container, image, channel and digest.",
    );
  }
  return list.map((entry: unknown, index) => readEntry(entry, index));
}

function readEntry(entry: unknown, index: number): RequestedRelease {
  const place = `releases[${index}]`;
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new InputError(place, JSON.stringify(entry), `use an object with ${FIELDS.join(", ")}.`);
  }
  const fields = new Map<string, string>();
  for (const [field, value] of Object.entries<unknown>({ ...entry })) {
    if (!FIELDS.includes(field)) {
      throw new InputError(
        `${place}.${field}`,
        typeof value === "string" ? value : JSON.stringify(value),
        `there is no such field${didYouMean(field, FIELDS)}: use ${FIELDS.join(", ")}.`,
      );
    }
    // As empty as a field that is not there.
    if (value === null) continue;
    if (typeof value !== "string")
      throw new InputError(`${place}.${field}`, JSON.stringify(value), "use a string.");
    fields.set(field, value);
  }
  for (const field of NEEDED) {
    if (!fields.has(field))
      throw new InputError(`${place}.${field}`, "", "each entry needs container and image.");
  }
  const channel = fields.get("channel") ?? "";
  const digest = fields.get("digest") ?? "";
  return {
    container: fields.get("container") ?? "",
    image: fields.get("image") ?? "",
    ...(channel !== "" && { channel }),
    ...(digest !== "" && { digest }),
  };
}
