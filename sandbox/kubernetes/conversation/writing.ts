import type { Json } from "../fields.ts";
import { APPLY, configMap, core, MAPS, MERGE, type Question } from "./question.ts";

export function creation(): readonly Question[] {
  const labels = { app: "shop", tier: "web" };
  const create = (name: string, body: Json, query = "fieldManager=one", path = MAPS): Question => ({
    name,
    method: "POST",
    path: `${path}?${query}`,
    body,
  });
  const settings = configMap("settings", { colour: "red", size: "m" }, { labels });
  return [
    create("create", settings),
    create("create again", settings),
    create("create near miss", configMap("settings-2", { colour: "red" }, { labels: { app: "shop-2" } })),
    create("create without a name", { apiVersion: "v1", kind: "ConfigMap", data: {} }),
    create("create elsewhere", settings, "fieldManager=one", core("nowhere")),
    create("create in another namespace", configMap("strange", {}, { namespace: "default" })),
    create("create unknown field", { ...settings, date: {} }, "fieldValidation=Strict"),
    create("create dry", configMap("dry", { colour: "red" }), "fieldManager=one&dryRun=All"),
    create("create dry by half", configMap("dry", {}), "dryRun=Half"),
    { name: "create no JSON", method: "POST", path: MAPS, body: "{" },
    { name: "get", path: `${MAPS}/settings` },
    { name: "get dry", path: `${MAPS}/dry` },
    { name: "get elsewhere", path: `${core("nowhere")}/settings` },
  ];
}

export function applies(): readonly Question[] {
  const apply = (name: string, by: string, data: object, query = ""): Question => ({
    name,
    method: "PATCH",
    path: `${MAPS}/applied?fieldManager=${by}${query}`,
    type: APPLY,
    body: configMap("applied", data),
  });
  return [
    { ...apply("apply elsewhere", "one", {}), path: `${core("nowhere")}/applied?fieldManager=one` },
    apply("apply dry at first", "one", { colour: "red" }, "&dryRun=All"),
    apply("apply", "one", { colour: "red", size: "m" }),
    apply("apply the same", "one", { colour: "red", size: "m" }),
    apply("apply in agreement", "two", { colour: "red" }),
    apply("apply a conflict", "two", { colour: "blue" }),
    apply("apply a conflict dry", "two", { colour: "blue" }, "&dryRun=All"),
    apply("apply two conflicts", "three", { colour: "blue", size: "l" }),
    apply("apply by force", "two", { colour: "blue" }, "&force=true"),
    apply("apply less", "one", { size: "m" }),
    apply("apply nothing", "one", {}),
    {
      name: "edit",
      method: "PATCH",
      path: `${MAPS}/applied?fieldManager=kubectl-edit`,
      type: MERGE,
      body: { data: { colour: "green" } },
    },
    apply("apply over an edit", "two", { colour: "blue" }),
    apply("apply what the edit says", "two", { colour: "green" }),
    apply("apply dry", "two", { colour: "black" }, "&dryRun=All&force=true"),
    { name: "get after applying dry", path: `${MAPS}/applied` },
    { ...apply("apply as nobody", "", {}), path: `${MAPS}/applied` },
    { ...apply("apply another name", "two", {}), body: configMap("other", {}) },
    {
      ...apply("apply managed fields", "two", {}),
      body: configMap("applied", {}, { managedFields: [{ manager: "me" }] }),
    },
    { ...apply("apply no YAML", "two", {}), body: "{" },
    {
      ...apply("apply an unknown field", "two", {}, "&fieldValidation=Strict"),
      body: { ...configMap("applied", {}), date: {} },
    },
  ];
}

export function patches(): readonly Question[] {
  const patch = (
    name: string,
    body: Json | string,
    of = "settings",
    query = "fieldManager=editor",
  ): Question => ({
    name,
    method: "PATCH",
    path: `${MAPS}/${of}?${query}`,
    type: MERGE,
    body,
  });
  return [
    patch("patch", { data: { size: "l", colour: null } }),
    patch("patch the label", { metadata: { labels: { app: "shop-3" } } }, "settings-2"),
    patch("patch to the same", { data: { size: "l" } }),
    patch("patch what is absent", { data: {} }, "absent"),
    patch("patch an older version", { metadata: { resourceVersion: "1" }, data: { size: "s" } }),
    patch("patch a list", "[]"),
    patch("patch the name", { metadata: { name: "other" } }),
    { ...patch("patch as something", {}), type: "application/x-patch" },
  ];
}
