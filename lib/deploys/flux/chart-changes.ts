import { parse } from "yaml";
import { listAt, textAt } from "../narrow.ts";

/** https://artifacthub.io/docs/topics/annotations/helm/ */
const CHANGES = "artifacthub.io/changes";

/**
 * What a version of a chart changes, as its own annotation says it: texts, or objects with a kind and a description.
 * @returns empty where it says nothing that can be read
 */
export function chartChanges(annotations: Readonly<Record<string, string>>): readonly string[] {
  const text = annotations[CHANGES];
  if (text === undefined) return [];
  return listAt({ changes: parsedYaml(text) }, "changes").flatMap((change) => {
    if (typeof change === "string") return [change];
    const [kind, description] = [textAt(change, "kind"), textAt(change, "description")];
    if (description === undefined) return [];
    return [kind === undefined ? description : `${kind}: ${description}`];
  });
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
