import type { Desk } from "../http/desk.ts";
import { StatusError } from "./errors.ts";
import { KINDS } from "./kinds.ts";

/** Serves which groups and kinds there are. */
export function registerDiscovery(desk: Desk): void {
  desk.route({
    method: "GET",
    path: "/apis/:group",
    operation: "discover",
    answer: ({ params }) => {
      const kind = KINDS.find(({ apiVersion }) => apiVersion.startsWith(`${params["group"]}/`));
      if (kind === undefined)
        throw new StatusError(404, "NotFound", "the server could not find the requested resource");
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
      answer: ({ params }) => {
        const found = KINDS.filter(({ apiVersion }) => apiVersion === versionOf(params));
        if (found.length === 0)
          throw new StatusError(404, "NotFound", "the server could not find the requested resource");
        const resources = found.map(({ name, kind }) => ({ name, kind, namespaced: true }));
        return { status: 200, body: { kind: "APIResourceList", groupVersion: versionOf(params), resources } };
      },
    });
  }
}

/** `apps/v1`, of a path. */
export function versionOf({ group, version }: Readonly<Record<string, string>>): string {
  return group === undefined ? (version ?? "") : `${group}/${version ?? ""}`;
}
