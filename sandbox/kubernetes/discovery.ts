import type { Desk } from "../http/desk.ts";
import { noResource, NoSuchPage } from "./errors.ts";
import { groupOf, KINDS, type Kind } from "./kinds.ts";
import { admit } from "./rights.ts";

/** Serves which groups and kinds there are. */
export function registerDiscovery(desk: Desk): void {
  desk.route({
    method: "GET",
    path: "/apis/:group",
    operation: "discover",
    answer: ({ params, headers }) => {
      admit(headers.authorization);
      const kind = KINDS.find((one) => groupOf(one) === params["group"]);
      if (kind === undefined) throw new NoSuchPage();
      const version = kind.apiVersion.slice(kind.apiVersion.indexOf("/") + 1);
      return {
        status: 200,
        body: { kind: "APIGroup", name: params["group"], preferredVersion: { version } },
      };
    },
  });
  for (const path of ["/api/:version", "/apis/:group/:version"]) {
    desk.route({
      method: "GET",
      path,
      operation: "discover",
      answer: ({ params, headers }) => {
        admit(headers.authorization);
        const found = KINDS.filter(({ apiVersion }) => apiVersion === versionOf(params));
        if (found.length === 0) throw nothingAt(params);
        const resources = found.map(({ name, kind }) => ({ name, kind, namespaced: true }));
        return { status: 200, body: { kind: "APIResourceList", groupVersion: versionOf(params), resources } };
      },
    });
  }
}

/** The kind at a path. @throws what the API server answers where there is none */
export function kindAt(params: Readonly<Record<string, string>>): Kind {
  const found = KINDS.find((one) => one.apiVersion === versionOf(params) && one.name === params["resource"]);
  if (found === undefined) throw nothingAt(params);
  return found;
}

/** Groups of its own say so in a `Status`, and nobody answers for others. */
function nothingAt({ group = "" }: Readonly<Record<string, string>>): Error {
  const isOwn = KINDS.some((one) => groupOf(one) === group && one.isCustom !== true);
  return isOwn ? noResource() : new NoSuchPage();
}

/** `apps/v1`, of a path. */
export function versionOf({ group, version }: Readonly<Record<string, string>>): string {
  return group === undefined ? (version ?? "") : `${group}/${version ?? ""}`;
}
