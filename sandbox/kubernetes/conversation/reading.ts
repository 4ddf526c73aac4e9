import { at, listAt, textAt } from "../../narrow.ts";
import { APPLY, CONFIGS, core, DEPLOYMENTS, MAPS, type Earlier, type Question } from "./question.ts";

export function discovery(): readonly Question[] {
  const OURS = new Set(["configmaps", "services", "pods", "events", "deployments", "deployconfigs"]);
  const kinds = (json: unknown): unknown =>
    listAt(json, "resources")
      .filter((one) => OURS.has(textAt(one, "name") ?? ""))
      .map((one) => ["name", "kind", "namespaced"].map((field) => String(at(one, field))).join(" "))
      .toSorted();
  const preferred = (json: unknown): unknown => at(json, "preferredVersion", "version");
  return [
    { name: "kinds of core", path: "/api/v1", read: kinds },
    { name: "kinds of apps", path: "/apis/apps/v1", read: kinds },
    { name: "kinds of ours", path: "/apis/release-channels.dev/v1alpha1", read: kinds },
    { name: "group", path: "/apis/apps", read: preferred },
    { name: "group of ours", path: "/apis/release-channels.dev", read: preferred },
    { name: "group absent", path: "/apis/absent.dev" },
    { name: "version absent", path: "/apis/apps/v9" },
    { name: "version absent of ours", path: "/apis/release-channels.dev/v9" },
    { name: "kind absent", path: "/apis/apps/v1/namespaces/asked/gadgets" },
    { name: "kind absent of ours", path: CONFIGS.replace("deployconfigs", "gadgets") },
  ];
}

export function lists(): readonly Question[] {
  const list = (selector: string): Question => ({
    name: `list ${selector}`,
    path: `${MAPS}?labelSelector=${encodeURIComponent(selector)}`,
  });
  return [
    { name: "list elsewhere", path: core("nowhere") },
    { name: "list by name", path: `${MAPS}?fieldSelector=metadata.name%3Dsettings` },
    { name: "list by name wrongly", path: `${MAPS}?fieldSelector=data.colour%3Dred` },
    ...[
      "app=shop",
      "app==shop,tier=web",
      "app=none",
      "app!=shop,app",
      "app in (shop, none)",
      "app notin (shop),app",
      "tier",
      "!tier,app",
      "app=",
      "app in shop",
    ].map(list),
  ];
}

export function watches(): readonly Question[] {
  const version = (of: string) => (earlier: Earlier) =>
    textAt(earlier(of), "metadata", "resourceVersion") ?? "";
  const watch = (name: string, events: number, query: string | ((earlier: Earlier) => string)): Question => ({
    name: `watch ${name}`,
    path: (earlier) => `${MAPS}?watch=true&${typeof query === "string" ? query : query(earlier)}`,
    events,
  });
  return [
    watch("since the list", 6, (earlier) => `resourceVersion=${version("list app=shop")(earlier)}`),
    watch("by label", 1, "resourceVersion=0&labelSelector=app%3Dshop-3"),
    watch(
      "by label since it was made",
      1,
      (earlier) => `labelSelector=tier%3Dweb&resourceVersion=${version("create")(earlier)}`,
    ),
    watch(
      "by a label that is gone",
      1,
      (earlier) => `labelSelector=app%3Dshop-2&resourceVersion=${version("create near miss")(earlier)}`,
    ),
    // Its definition came later.
    { name: "watch too old", path: `${CONFIGS}?watch=true&resourceVersion=1`, events: 1 },
    watch("no version", 1, "resourceVersion=new"),
  ];
}

export function rights(): readonly Question[] {
  const services = core("asked", "services");
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "shop" }, spec: {} };
  const limited = (name: string, question: Omit<Question, "name">): Question => ({
    name: `limited ${name}`,
    as: "limited",
    ...question,
  });
  return [
    limited("get", { path: `${services}/shop` }),
    limited("list", { path: services }),
    limited("watch", { path: `${services}?watch=true`, events: 1 }),
    limited("create", { path: services, method: "POST", body: service }),
    limited("patch", {
      path: `${services}/shop?fieldManager=one`,
      method: "PATCH",
      type: APPLY,
      body: service,
    }),
    limited("delete", { path: `${services}/shop`, method: "DELETE" }),
    limited("deployment", { path: `${DEPLOYMENTS}/absent` }),
    limited("elsewhere", { path: `${core("nowhere")}/settings` }),
    { name: "unknown token", as: "nobody", path: `${MAPS}/settings` },
    { name: "unknown token for the kinds", as: "nobody", path: "/api/v1" },
  ];
}
