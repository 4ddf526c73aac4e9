import { textAt } from "../../narrow.ts";
import { configMap, core, MAPS, MERGE, type Earlier, type Question } from "./question.ts";

export function deletions(): readonly Question[] {
  const remove = (name: string, body: Question["body"], of = "settings-2", query = ""): Question => ({
    name,
    method: "DELETE",
    path: `${MAPS}/${of}${query}`,
    ...(body !== undefined && { body }),
  });
  const uid = (earlier: Earlier): string => textAt(earlier("create near miss"), "metadata", "uid") ?? "";
  const background = { propagationPolicy: "Background" };
  return [
    remove("delete another", { ...background, preconditions: { uid: "another" } }),
    remove("delete dry", { ...background, dryRun: ["All"] }),
    { name: "get after deleting dry", path: `${MAPS}/settings-2` },
    remove("delete by a word", { propagationPolicy: "Now" }),
    remove("delete", (earlier) => ({ ...background, preconditions: { uid: uid(earlier) } })),
    remove("delete again", background),
    // Whoever sends a body is heard for that alone.
    {
      name: "create once more",
      method: "POST",
      path: `${MAPS}?fieldManager=one`,
      body: configMap("settings-2", {}),
    },
    remove("delete dry by the address", background, "settings-2", "?dryRun=All"),
    remove("delete dry by the address again", undefined, "settings-2", "?dryRun=All"),
    { ...remove("delete elsewhere", background), path: `${core("nowhere")}/settings` },
    {
      name: "finalizer",
      method: "PATCH",
      path: `${MAPS}/settings?fieldManager=editor`,
      type: MERGE,
      body: { metadata: { finalizers: ["asked.dev/wait"] } },
    },
    remove("delete what waits", background, "settings"),
    remove("delete what waits again", background, "settings"),
    { name: "get what waits", path: `${MAPS}/settings` },
    {
      name: "finalizer gone",
      method: "PATCH",
      path: `${MAPS}/settings?fieldManager=editor`,
      type: MERGE,
      body: { metadata: { finalizers: null } },
    },
    { name: "get what waited", path: `${MAPS}/settings` },
    remove("delete without a body", undefined, "applied"),
    { name: "list at last", path: MAPS },
  ];
}
