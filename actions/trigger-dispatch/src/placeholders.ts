import { InputError } from "../../../lib/runner/inputs.ts";
import type { Build } from "./build.ts";

/** As long as git and docker/metadata-action abbreviate. */
const SHORT_SHA = 7;

/**
 * Fills the placeholders of an input.
 * @throws InputError for a placeholder that is unknown or has no value in this build
 */
export function fillPlaceholders(
  input: string,
  template: string,
  { source, refName, branch }: Build,
): string {
  const repository = source.repository.toLowerCase();
  const values = new Map<string, string>([
    ["sha", source.sha],
    ["short-sha", source.sha.slice(0, SHORT_SHA)],
    ["ref-name", legalTag(refName)],
    ["branch", legalTag(branch ?? "")],
    ["repository", repository],
    ["repository-name", repository.slice(repository.indexOf("/") + 1)],
  ]);
  return template.replaceAll(/\{([^{}]*)\}/g, (placeholder, name: string) => {
    const value = values.get(name);
    if (value === undefined) {
      const known = [...values.keys()].map((key) => `{${key}}`).join(", ");
      throw new InputError(input, template, `${placeholder} is not known; ${known} are.`);
    }
    if (value === "") {
      throw new InputError(
        input,
        template,
        `${placeholder} has no value for ${source.ref}: use {ref-name} or {sha}.`,
      );
    }
    return value;
  });
}

/** Leaves room in a tag (128 characters) for what stands beside a name, such as a full sha. */
const LONGEST_NAME = 80;

/** A tag's letters are [A-Za-z0-9_.-], and the first is neither dot nor dash: feature/x becomes feature-x. */
function legalTag(name: string): string {
  return name
    .replaceAll(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, LONGEST_NAME);
}
