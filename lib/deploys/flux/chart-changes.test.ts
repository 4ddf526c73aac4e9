import { expect, test } from "@jest/globals";
import { chartChanges } from "./chart-changes.ts";

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    "texts",
    { "artifacthub.io/changes": "- Adds a probe\n- Mends the ingress\n" },
    ["Adds a probe", "Mends the ingress"],
  ],
  [
    "objects, of which one has no kind",
    {
      "artifacthub.io/changes":
        "- kind: security\n  description: Takes a newer base image\n- description: Adds a probe\n- kind: fixed\n",
    },
    ["security: Takes a newer base image", "Adds a probe"],
  ],
  ["another annotation", { "artifacthub.io/change": "- Adds a probe\n" }, []],
  ["no list", { "artifacthub.io/changes": "Adds a probe" }, []],
  ["no YAML", { "artifacthub.io/changes": "- [" }, []],
])("What a chart says that it changes: %s", (_what, annotations, changes) => {
  expect(chartChanges(annotations)).toEqual(changes);
});
