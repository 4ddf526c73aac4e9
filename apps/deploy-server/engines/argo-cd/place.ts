import { EngineRefusal } from "../engine.ts";
import type { Application, ApplicationSource } from "./application.ts";
import type { ArgoCdConnection } from "./client.ts";

export interface ArgoCdOptions {
  readonly connection: ArgoCdConnection;
  readonly application: string;
  /** Where the application is of several; Argo CD's own namespace unless said. */
  readonly namespace: string | undefined;
  /** Without it, Argo CD does not tell an absent application from one that may not be seen. */
  readonly project: string | undefined;
  /** Whether an application that syncs by itself is followed, or refused. */
  readonly autoSync: "refuse" | "follow";
  /** `webhook.github.secret` of Argo CD, where it has one. */
  readonly webhookSecret: (() => string) | undefined;
  /** `owner/name` of a repository's address; undefined where it is not on our GitHub. */
  readonly nameOf: (url: string) => string | undefined;
}

/** The path of an application in Argo CD's API, and of what is below it. */
export function pathTo(
  { application, project, namespace }: ArgoCdOptions,
  below: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const search = new URLSearchParams({
    ...query,
    ...(project !== undefined && { project }),
    ...(namespace !== undefined && { appNamespace: namespace }),
  }).toString();
  const path = `/applications/${encodeURIComponent(application)}${below}`;
  return search === "" ? path : `${path}?${search}`;
}

/** Which source the commit is of, from 0. */
export function positionOf(options: ArgoCdOptions, { sources }: Application, repository: string): number {
  const { nameOf, application } = options;
  const isOurs = ({ repository: url }: ApplicationSource): boolean =>
    nameOf(url)?.toLowerCase() === repository.toLowerCase();
  const position = sources.findIndex(isOurs);
  if (position !== -1) return position;
  throw new EngineRefusal(
    "refused",
    `the application ${application} does not read ${repository}, so that a commit there changes nothing: check its sources and the target's file`,
  );
}
