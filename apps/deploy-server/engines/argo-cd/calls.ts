import { at, listAt, textAt } from "../../narrow.ts";
import { EngineRefusal, type SyncAsk } from "../engine.ts";
import { INFO_NAME, readApplication, type Application } from "./application.ts";
import { callArgoCd } from "./client.ts";
import { pathTo, type ArgoCdOptions } from "./place.ts";
import { syncRefusal } from "./refusals.ts";

/** The application as it is now. @param refresh makes Argo CD compare it first @throws EngineRefusal, Passing */
export async function getApplication(options: ArgoCdOptions, refresh?: "normal"): Promise<Application> {
  const { connection, application } = options;
  const json = await callArgoCd(connection, {
    path: pathTo(options, "", refresh === undefined ? {} : { refresh }),
    doing: `read the application ${application}`,
  });
  const found = readApplication(json);
  const broken = found.conditions.find(({ type }) => type === "ComparisonError");
  if (refresh !== undefined && broken !== undefined) {
    throw new EngineRefusal("refused", `Argo CD cannot compare ${application}: ${broken.message}`);
  }
  return found;
}

/** An application that an ApplicationSet has made. */
export interface Child {
  readonly name: string;
  readonly application: Application;
}

/** The applications that an ApplicationSet has made, by name; its name stands for an application's in the options. */
export async function applicationsOf(options: ArgoCdOptions): Promise<readonly Child[]> {
  const { connection, application: set, project, namespace } = options;
  const query = new URLSearchParams({
    ...(project !== undefined && { projects: project }),
    ...(namespace !== undefined && { appNamespace: namespace }),
  }).toString();
  const json = await callArgoCd(connection, {
    path: query === "" ? "/applications" : `/applications?${query}`,
    doing: `list the applications of ${set}`,
  });
  return listAt(json, "items")
    .filter((item) =>
      listAt(item, "metadata", "ownerReferences").some(
        (owner) => textAt(owner, "kind") === "ApplicationSet" && textAt(owner, "name") === set,
      ),
    )
    .map((item) => ({ name: textAt(item, "metadata", "name") ?? "", application: readApplication(item) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Why nothing may be synced now. */
export async function blockedBy(options: ArgoCdOptions): Promise<string | undefined> {
  const { connection, application } = options;
  const json = await callArgoCd(connection, {
    path: pathTo(options, "/syncwindows"),
    doing: `read the sync windows of ${application}`,
  });
  if (at(json, "canSync") !== false) return undefined;
  const windows = [...listAt(json, "activeWindows"), ...listAt(json, "assignedWindows")];
  const [window] = windows.map(
    (one) =>
      `${textAt(one, "kind") ?? "a"} window "${textAt(one, "schedule") ?? "?"}" for ${textAt(one, "duration") ?? "?"}`,
  );
  return `a sync window of Argo CD is in the way${window === undefined ? "" : ` (${window})`}: wait until it lets syncs through, or ask whoever keeps the windows of the project`;
}

/** Asks for a sync of a commit, and for what the other sources have now. @throws EngineRefusal, Passing */
export async function askForSync(
  options: ArgoCdOptions,
  application: Application,
  { ask, position }: { readonly ask: SyncAsk; readonly position: number },
): Promise<void> {
  const { connection, application: name, project, namespace } = options;
  const revisions = application.sources.map((_source, index) =>
    index === position ? ask.commit : (application.sync.revisions[index] ?? ""),
  );
  const which = application.hasSources
    ? { revisions, sourcePositions: revisions.map((_revision, index) => index + 1) }
    : { revision: ask.commit };
  await callArgoCd(
    connection,
    {
      method: "POST",
      path: `/applications/${encodeURIComponent(name)}/sync`,
      body: {
        ...which,
        ...(project !== undefined && { project }),
        ...(namespace !== undefined && { appNamespace: namespace }),
        ...(ask.prunes && { prune: true }),
        infos: [{ name: INFO_NAME, value: ask.id }],
      },
      doing: `sync ${name}`,
    },
    (error) => syncRefusal(name, error),
  );
}
