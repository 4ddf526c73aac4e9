import { InputError } from "../../../lib/action/inputs.ts";
import type { Build } from "./build.ts";

/** As long as git and docker/metadata-action abbreviate. */
const SHORT_SHA = 7;

/**
 * Fills the placeholders of an image.
 * @throws InputError for a placeholder that is unknown or has no value in this build
 */
export function fillImage(template: string, { source, refName, branch }: Build): string {
  const values = new Map<string, string | undefined>([
    ["sha", source.sha],
    ["short-sha", source.sha.slice(0, SHORT_SHA)],
    ["ref-name", legalTag(refName)],
    ["branch", branch === undefined ? undefined : legalTag(branch)],
  ]);
  return template.replaceAll(/\{([^{}]*)\}/g, (placeholder, name: string) => {
    if (!values.has(name)) {
      const known = [...values.keys()].map((key) => `{${key}}`).join(", ");
      throw new InputError("image", template, `${placeholder} is not known; ${known} are.`);
    }
    const value = values.get(name);
    if (value === undefined) {
      throw new InputError(
        "image",
        template,
        `${placeholder} has no value for ${source.ref}: use {ref-name}.`,
      );
    }
    return value;
  });
}

/** A tag's letters are [A-Za-z0-9_.-], and the first is neither dot nor dash: feature/x becomes feature-x. */
function legalTag(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[.-]+/, "");
}
