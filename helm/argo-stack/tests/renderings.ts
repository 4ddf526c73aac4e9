import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseAllDocuments } from "yaml";

export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export const EXPECTED = "helm/argo-stack/tests/expected";

/** What each set of values renders to, by its name. */
export function renderings(): Map<string, readonly Rendered[]> {
  return new Map(
    globSync(`${EXPECTED}/*.yaml`)
      .sort()
      .map((path) => [basename(path, ".yaml"), read(path)]),
  );
}

function read(path: string): readonly Rendered[] {
  return parseAllDocuments(readFileSync(path, "utf8")).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors[0]?.message ?? ""}`);
    const object = document.toJS() as Rendered | null;
    return object === null ? [] : [object];
  });
}
